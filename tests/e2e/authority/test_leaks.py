"""What only operators may read: nobody else does, whatever they ask, wherever they look."""

import json
from collections.abc import Iterable
from pathlib import Path

import aiohttp

from bot.commands.table import COMMANDS
from bot.records import Pause
from tests.e2e.authority.archive import NOW, SECRETS
from tests.e2e.authority.discord_scene import Scene as DiscordScene
from tests.e2e.authority.house import House, house
from tests.e2e.authority.table import READS
from tests.e2e.authority.telegram_scene import Scene as TelegramScene
from tests.fakes.discord import DiscordServer
from tests.fakes.telegram import TelegramServer

READING = READS.split()
PAUSE = Pause(since=NOW, actor="telegram:4711")
WORDS = ["未刊", "密件", "收回", "撤下", "密室", "hidden", "lost", "CHAT_GONE", "90909", "80808", "4711"]


def questions(home: House) -> list[str]:
    """What somebody may ask who looks for what is kept from them."""
    held = home.held
    asked = ["today", "digest", "sections", "start", "help", "status", "settings", "subscribe", "watch"]
    asked += [
        "today ai-monthly",
        "digest 2026-11-20 ai-monthly",
        "digest 2026-11-17",
        "digest 2026-11",
        "digest latest",
    ]
    asked += [f"item {number}" for number in (held.draft, held.withdrawn, held.retracted)]
    asked += [
        "section 密件栏目",
        "section 密件栏目 2026-11-20",
        "section 新闻资讯",
        "section 新闻资讯 2026-11-17",
    ]
    asked += [f"search {word}" for word in ("未刊稿件", "撤下条目", "收回旧报", "section:密件栏目 稿件")]
    asked += ["settings sections", "settings sections 密件栏目", "settings publications", "status all"]
    asked += [
        f"{name} {word}"
        for name in ("status", "preview", "pause", "repost", "retry")
        for word in ("密室", "all")
    ]
    asked += ["status telegram:@hidden", "status discord:90909", "help audit", "help resolve"]
    return asked


def leaks(texts: Iterable[str], asked: str = "") -> list[str]:
    """What of the secrets stands in the texts, words aside that were asked for."""
    return [
        f"{what} ({secret}) in {text[:200]!r}"
        for text in texts
        for what, secret in SECRETS.items()
        if secret in text.replace("\\", "") and secret not in asked
    ]


async def test_telegram_tells_nobody(tmp_path: Path) -> None:
    async with TelegramServer(clock=NOW.timestamp) as server:
        scene = TelegramScene(server)
        async with house(tmp_path, telegram=server, places=scene.addresses) as home:
            await home.desk.store.pause(PAUSE)
            found: list[str] = []
            whom = (
                ("private", "reader"),
                ("private", "namesake"),
                ("supergroup", "owner"),
                ("supergroup", "operator"),
                ("channel", "admin"),
            )
            for place, actor in whom:
                lines = questions(home)
                if actor == "operator":  # in a group others read what a reading command tells
                    lines = [line for line in lines if line.split()[0] in READING]
                given = {line: scene.gives(place, actor, line) for line in lines}
                await scene.answered(*given.values())
                for line, message in given.items():
                    said = [f"{each.text} {each.markup}" for each in scene.replies(message)]
                    found += [f"/{line} by {actor} in {place}: {leak}" for leak in leaks(said, line)]
            reader = scene.people["private", "reader"]
            typed = [reader.types(words) for words in ("", *WORDS, "稿件", "条目", "旧报")]
            await server.until(lambda: all(each.answered for each in typed))
            for query in typed:
                found += [
                    f"inline {query.query!r}: {leak}"
                    for leak in leaks([json.dumps(query.json(), ensure_ascii=False)], query.query)
                ]
            held = home.held
            payloads = [f"i_{n}" for n in (held.draft, held.withdrawn, held.retracted)]
            payloads += ["d_2026-11-20_ai-monthly", "d_2026-11-17", "d_2026-11-17_ai-daily"]
            for payload in payloads:
                message = reader.starts(payload)
                await scene.answered(message)
                found += [
                    f"?start={payload}: {leak}"
                    for leak in leaks([each.text for each in scene.replies(message)])
                ]
            assert not found, "\n".join(found)


async def test_discord_tells_nobody(tmp_path: Path) -> None:
    async with DiscordServer(limited=False) as server:
        scene = DiscordScene(server)
        async with house(tmp_path, discord=server, places=scene.addresses) as home:
            await server.connected()
            await home.desk.store.pause(PAUSE)
            found: list[str] = []
            whom = (
                ("private", "reader"),
                ("private", "namesake"),
                ("text", "owner"),
                ("text", "member"),
                ("foreign", "owner"),
                ("group", "operator"),
            )
            for place, actor in whom:
                lines = questions(home)
                if actor == "operator":
                    lines = [line for line in lines if line.split()[0] in READING]
                given = {}
                for line in lines:
                    name, _, words = line.partition(" ")
                    given[line] = scene.gives(place, actor, name, words)
                await scene.answered(*given.values())
                for line, asked in given.items():
                    shown = [
                        f"{each.text} {each.components}" for each in (asked.shown, *asked.followups) if each
                    ]
                    found += [f"/{line} by {actor} in {place}: {leak}" for leak in leaks(shown, line)]
            for actor in ("member", "manager", "operator"):
                typed = [
                    scene.types("text", actor, command.name, argument.name, words)
                    for command in COMMANDS.values()
                    for argument in command.arguments
                    for words in ("", "2026-11", "密", "未", "sections ", "sections 密", "t", "h")
                ]
                await scene.answered(*typed)
                for asked in typed:
                    told = [json.dumps(asked.choices, ensure_ascii=False)]
                    words = str(asked.data["options"][0]["value"])
                    found += [
                        f"{actor} types {words!r} into {asked.data['name']}: {leak}"
                        for leak in leaks(told, words)
                    ]
            assert not found, "\n".join(found)


async def test_the_page_tells_nobody(tmp_path: Path) -> None:
    async with TelegramServer(clock=NOW.timestamp) as server:
        scene = TelegramScene(server)
        async with house(tmp_path, telegram=server, places=[*scene.addresses, ("web", "site")]) as home:
            held = home.held
            paths = [
                "",
                "editions",
                "sections",
                "feed.xml",
                "feed.xml?publication=ai-monthly",
                "metrics",
                "healthz",
                "search?q=稿件",
            ]
            paths += [
                "d/ai-monthly/2026-11-20",
                "d/ai-daily/2026-11-17",
                "d/ai-daily/2026-11-18",
                "section/密件栏目",
            ]
            paths += [f"item/{number}" for number in (held.draft, held.withdrawn, held.retracted)]
            paths += [f"chat?line=/{line}" for line in questions(home)]
            found: list[str] = []
            async with aiohttp.ClientSession() as session:
                for path in paths:
                    async with session.get(home.page + path) as answer:
                        assert answer.status < 500, path
                        found += [f"{path}: {leak}" for leak in leaks([await answer.text()], path)]
            assert not found, "\n".join(found)

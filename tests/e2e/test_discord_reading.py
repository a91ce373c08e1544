"""Readers on Discord: every reading command in every language, pages, menus, choices while typing."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from bot.commands.table import COMMANDS
from tests.e2e.discord import Answer, Newsroom, choice, options
from tests.e2e.telegram import once
from tests.fakes.discord.client import RemotePerson
from tests.fakes.remote import Declined

CHIPS = tuple(f"英伟达第{number}号芯片" for number in range(1, 27))
SECTIONS = {"新闻资讯": CHIPS[:14], "产品应用": CHIPS[14:], "算法论文": ("论文一则",)}
BODY = "读者慢慢地看下去，一句接着一句。" * 12
ASK_FOR_COMMANDS = "GET /applications/{application_id}/commands"
LANGUAGES = ("zh-CN", "zh-TW", "en-US")

# What is read in each language, or in all of them.
ASKED: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("start", {}, ("欢迎使用日报", "歡迎使用日報", "Welcome to Ribao")),
    ("help", {}, ("今天的日报", "今天的日報", "Today's digest")),
    ("help", {"command": "search"}, ("since:",)),
    ("today", {}, (CHIPS[0],)),
    ("digest", {"date": "today", "publication": "AI日报"}, (CHIPS[0],)),
    ("digest", {}, ("要看哪一期", "想看哪一期", "Which")),
    ("digest", {"date": "1999-01-01"}, ("没有", "沒有", "no digest")),
    ("section", {"name": "论文"}, ("论文一则",)),
    ("section", {"name": "产品应用", "when": "today"}, (CHIPS[14],)),
    ("sections", {}, ("新闻资讯",)),
    ("search", {"query": "第7号芯片"}, (CHIPS[6],)),
    ("search", {"query": "没有人写过的词"}, ("没有找到", "找不到", "Nothing")),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("reading")) as room:
        room.publication("ai-daily", "AI日报")
        room.publication("weekend", "周末版")
        room.write("ai-daily", SECTIONS, body=BODY)
        yesterday = room.today - dt.timedelta(days=1)
        room.write("ai-daily", {"新闻资讯": ("昨天的头条",)}, yesterday)
        room.start().listens()
        room.until(lambda: room.run.shows("/", CHIPS[0]), "the digest is published")
        room.until(lambda: room.run.shows(f"/d/ai-daily/{yesterday}", "昨天的头条"), "yesterday's is there")
        yield room


@pytest.fixture(scope="module")
def channel(room: Newsroom) -> str:
    return room.place()


@pytest.fixture(autouse=True)
def clean(room: Newsroom) -> Iterator[None]:
    yield
    room.spotless()


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_command_is_answered_to_who_asks_in_their_language(
    room: Newsroom, channel: str, locale: str
) -> None:
    posted = len(room.discord.posts(channel))
    for command, given, words in ASKED:
        reader = room.reader(locale=locale)
        answer = room.discord.asks(reader, command, channel, **given)
        pattern = words[LANGUAGES.index(locale) % len(words)]
        assert pattern in answer["text"], (command, given, answer["text"])
        assert answer["ephemeral"], command
    assert len(room.discord.posts(channel)) == posted, "nobody else reads them"


def test_the_commands_have_names_in_every_language(room: Newsroom) -> None:
    commands = {command["name"]: command for command in room.discord.commands()}
    assert set(commands) == {
        *(name for name, command in COMMANDS.items() if command.listed),
        "setup",
        "submit",
    }
    assert commands["today"]["name_localizations"]["zh-CN"] == "今日"
    assert commands["search"]["name_localizations"] == {"zh-CN": "搜索", "zh-TW": "搜尋"}
    for command in commands.values():
        for each in (command, *command["options"]):
            assert set(each["description_localizations"]) == {"zh-CN", "zh-TW"}, each["name"]


def test_a_public_answer_is_for_all_and_stays_as_it_is(room: Newsroom, channel: str) -> None:
    server, english, other = room.discord, room.reader(locale="en-US"), room.reader()
    answer = server.asks(english, "today", channel, public=True)
    assert not answer["ephemeral"]
    standing = server.post(channel, CHIPS[0])
    assert standing["id"] == answer["message"]["id"]
    assert "下一页 ▶" in standing["labels"], "in the language of the desk"
    turned = server.presses(other, standing, "下一页")
    assert turned["ephemeral"]
    assert CHIPS[0] not in turned["text"]
    assert server.post(channel, CHIPS[0])["edits"] == 0
    assert not any("分享" in label for label in standing["labels"])


def test_pages_sections_and_days_are_turned_also_after_a_restart(room: Newsroom, channel: str) -> None:
    server, ann, bob, cid = room.discord, room.reader(), room.reader(), room.reader()
    first = server.asks(ann, "today", channel)
    page = server.presses(ann, first["message"], "下一页")
    assert page["updated"]
    assert page["message"]["id"] == first["message"]["id"]
    assert (CHIPS[0] in first["text"], CHIPS[0] in page["text"]) == (True, False)

    papers = _opened(room, bob, server.asks(bob, "today", channel), "算法论文")
    once([papers["message"]], "算法论文 · 1", "论文一则")
    assert CHIPS[0] not in papers["text"]
    found = server.asks(cid, "search", channel, query="英伟达")
    assert "26" in found["text"]
    hits = server.presses(cid, found["message"], "下一页")
    assert hits["text"] != found["text"]
    syncs = server.totals()["syncs"]
    assert syncs == 1

    room.stop()
    room.start().listens()

    assert server.presses(ann, page["message"], "上一页")["text"] == first["text"]
    assert server.presses(cid, hits["message"], "上一页")["text"] == found["text"]
    whole = server.presses(bob, papers["message"], "整期")
    assert whole["text"] == first["text"]
    yesterday = server.presses(bob, whole["message"], day(room.today - dt.timedelta(days=1)))
    assert "昨天的头条" in yesterday["text"]
    assert server.presses(bob, yesterday["message"], day(room.today))["text"] == first["text"]
    gone = server.answer(bob.presses_stale(message=yesterday["message"], custom_id="c=gone"))
    assert "过期" in gone["text"]
    server.until(lambda: server.totals()["requests"].get(ASK_FOR_COMMANDS, 0) >= 2, "they are compared")
    assert server.totals()["syncs"] == syncs, "the same commands are not handed in again"


def day(date: dt.date) -> str:
    """As buttons name it."""
    return f"{date.month} 月 {date.day} 日"


def _opened(room: Newsroom, who: RemotePerson, asked: Answer, label: str) -> Answer:
    message = asked["message"]
    return room.discord.chooses(who, message, choice(message, label))


def test_an_item_is_opened_and_shared(room: Newsroom, channel: str) -> None:
    server, reader = room.discord, room.reader()
    found = server.asks(reader, "search", channel, query="论文一则")
    assert len(options(found["message"])) >= 1
    item = _opened(room, reader, found, "论文一则")
    assert item["updated"]
    assert BODY[:20] in item["text"]
    posted = len(server.posts(channel))
    shared = server.presses(reader, item["message"], "分享")
    assert not shared["ephemeral"]
    assert BODY[:20] in server.posts(channel)[-1]["text"]
    assert len(server.posts(channel)) == posted + 1
    section = server.presses(reader, item["message"], "算法论文")
    assert "论文一则" in section["text"]
    item = _opened(room, reader, section, "论文一则")
    digest = server.presses(reader, item["message"], day(room.today))
    assert CHIPS[0] in digest["text"]
    newest = server.asks(reader, "search", channel, query="芯片")
    assert "最新的在前" in server.presses(reader, newest["message"], "按时间排序")["text"]
    listed = server.asks(room.reader(), "sections", channel)
    assert any("新闻资讯" in label for label in (*options(listed["message"]), *listed["message"]["labels"]))


def test_choices_are_offered_while_typing(room: Newsroom, channel: str) -> None:
    server, reader, today = room.discord, room.reader(), str(room.today)

    def offered(command: str, option: str, typed: str = "", who: RemotePerson = reader) -> dict[str, str]:
        return server.offers(who, command, option, typed, channel)

    assert next(iter(offered("section", "name").values())) == "新闻资讯"
    assert list(offered("section", "name", "论").values()) == ["算法论文"]
    dates = offered("digest", "date")
    assert today in "".join(dates.values())
    assert any("资讯日报" in label or CHIPS[0] in label for label in dates), dates
    assert offered("section", "when")
    titles = offered("search", "query", "第7号")
    assert any(CHIPS[6] in label for label in titles)
    assert offered("search", "query", "论文")
    assert any("AI日报" in label for label in offered("digest", "publication"))
    assert list(offered("help", "command", "sea").values()) == ["search"]
    assert "publish" not in offered("help", "command", "pub").values()
    for command, option in (("publish", "date"), ("repost", "publication"), ("subscribe", "publications"),
                            ("submit", "publication")):  # fmt: skip
        assert offered(command, option, who=room.chief), (command, option)
    assert list(offered("publish", "publication", "周末", room.chief)) == ["周末版"]


def test_in_direct_messages_everything_is_answered_openly(room: Newsroom) -> None:
    server, reader = room.discord, room.reader()
    answer = server.asks(reader, "today")
    assert not answer["ephemeral"]
    assert not any("分享" in label for label in answer["message"]["labels"])
    turned = server.presses(reader, answer["message"], "下一页")
    assert turned["message"]["id"] == answer["message"]["id"]
    assert server.offers(reader, "search", "query", "第7号")
    assert "只有" in server.asks(reader, "publish")["text"]


def test_who_has_installed_the_bot_brings_it_along(room: Newsroom) -> None:
    server = room.discord
    foreign = server.guild(name="Elsewhere", joined=False)["id"]
    channel = server.channel(name="talk", guild=foreign)["id"]
    reader, other = room.reader(foreign, installed=True), room.reader(foreign)
    answer = server.asks(reader, "today", channel)
    assert answer["ephemeral"]
    assert server.presses(reader, answer["message"], "下一页")["updated"]
    assert not server.asks(reader, "search", channel, query="论文一则", public=True)["ephemeral"]
    assert server.offers(reader, "section", "name", "", channel)
    for who, command in ((other, "today"), (reader, "subscribe"), (reader, "setup"), (reader, "publish")):
        with pytest.raises(Declined, match="is not there"):
            who.uses(command, where=channel)
    assert re.search("欢迎", server.asks(reader, "start", channel)["text"])

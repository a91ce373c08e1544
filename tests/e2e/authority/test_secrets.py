"""No secret stands in anything that Ribao writes: its log at its most talkative, answers, database."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import aiohttp

from tests.e2e.program import environment
from tests.fakes.discord import DiscordServer
from tests.fakes.discord.people import Person as DiscordPerson
from tests.fakes.telegram import Person, TelegramServer

SECRETS = {
    "the token of Telegram": "4242424242:AAE-telegram_Secret-0123456789abcdefghij",
    "the token of Discord": "MTI-discord.Secret.fake-token-0123456789",
    "the admin token": 'page+secret/with\\slash-and-"quote',
    "the webhook's secret": "webhook-secret-0123",
    "the password of a source": "source-Secret!77",
}
SETTINGS = """
admins = ["telegram:100", "discord:200"]
log = "json"
[[publications]]
slug = "ai-daily"
name = "AI日报"
source = "inbox"
[[publications]]
slug = "far"
name = "远方"
source = "http://editor:{password}@127.0.0.1:9/{{date}}.md?key={password}"
allow_private = true
[platforms.web]
listen = "127.0.0.1:0"
[platforms.telegram]
base_url = "{telegram.base_url}"
base_file_url = "{telegram.base_file_url}"
[platforms.discord]
api_url = "{discord.api_url}"
gateway_url = "{discord.gateway_url}"
[[targets]]
platform = "telegram"
address = "@hall"
"""


def forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as others may write it."""
    yield from {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    yield json.dumps(secret, ensure_ascii=False)[1:-1]


def told(where: str, text: str | bytes) -> list[str]:
    """The secrets that stand in the text."""
    text = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return [
        f"{name} in {where}: …{text[max(0, text.find(form) - 150) : text.find(form) + 80]!r}"
        for name, secret in SECRETS.items()
        for form in forms(secret)
        if form in text
    ]


def written(folder: Path) -> list[str]:
    """The secrets that stand in the files of the folder, the settings aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "ribao.toml"]
    return [leak for path in files for leak in told(path.name, path.read_bytes())]


async def ribao(folder: Path, *arguments: str, **more: str) -> str:
    """All that a command prints."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=surroundings(**more),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await program.communicate()
    return said.decode()


def surroundings(**more: str) -> dict[str, str]:
    """The environment with all secrets."""
    platforms = "RIBAO_PLATFORMS__"
    return environment() | {
        "RIBAO_CONFIG": "ribao.toml",
        f"{platforms}TELEGRAM__TOKEN": SECRETS["the token of Telegram"],
        f"{platforms}TELEGRAM__WEBHOOK_SECRET": SECRETS["the webhook's secret"],
        f"{platforms}DISCORD__TOKEN": SECRETS["the token of Discord"],
        f"{platforms}WEB__ADMIN_TOKEN": SECRETS["the admin token"],
        **more,
    }


async def test_no_secret_is_written_anywhere(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    async with (
        TelegramServer(token=SECRETS["the token of Telegram"]) as telegram,
        DiscordServer(token=SECRETS["the token of Discord"], limited=False) as discord,
    ):
        hall = telegram.world.chat("channel", "Hall", username="hall")
        telegram.world.place(hall, telegram.world.bot, "administrator")
        operator = telegram.person("Operator", id=100, started=True, language="en")
        guild = discord.guild("Club")
        discord.person("Editor", guild, id=200, locale="en-US", rights=["manage_guild"])
        discord.channel("daily", guild)
        settings = SETTINGS.format(
            password=SECRETS["the password of a source"], telegram=telegram, discord=discord
        )
        (tmp_path / "ribao.toml").write_text(settings)
        found = await _run(tmp_path, telegram, discord, operator)
        wrong = {"RIBAO_PLATFORMS__DISCORD__TOKEN": SECRETS["the token of Discord"] + "x"}
        found += told("ribao doctor", await ribao(tmp_path, "doctor", "--debug", **wrong))
        for arguments in (("audit", "--json"), ("backup", "copy.db"), ("init", "new", "--yes")):
            found += told(f"ribao {arguments[0]}", await ribao(tmp_path, *arguments))
        found += written(tmp_path)
        for chat in telegram.world.chats.values():
            found += told("a chat", "\n".join(chat.texts()))
        for place in discord.world.channels.values():
            found += told("a channel", "\n".join(place.texts()))
        for asked in discord.interactions.values():
            found += told("an answer", asked.text)
        assert not found, "\n".join(found)


async def _run(folder: Path, telegram: TelegramServer, discord: DiscordServer, operator: Person) -> list[str]:
    """`ribao run --debug` through every trouble; the secrets in what it prints and shows."""
    channel = next(iter(next(iter(discord.world.guilds.values())).channels.values()))
    editor = DiscordPerson(discord, discord.world.users[200])
    log = folder / "run.log"
    with log.open("ab") as out:
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--debug", cwd=folder, env=surroundings(),
            stdout=out, stderr=out,
        )  # fmt: skip
        try:
            await discord.until(lambda: discord.gateway.connected and discord.known(None), 30, "a session")
            for kind in ("status", "dropped before", "truncated", "dropped after"):
                telegram.faults.add(kind, "sendMessage", times=1)
                discord.faults.add(kind, times=2)
                operator.says("/status all")
                operator.says("/settings")
                editor.uses("status", channel)
                await asyncio.sleep(0.4)  # some of it is answered, some is lost: both is written down
                telegram.faults.clear()
                discord.faults.clear()
            await telegram.posted(operator, "target", seconds=20)
            page = re.findall(r"Ribao is at (http://127[^\s\"]+)", log.read_text())[-1]
            found: list[str] = []
            async with aiohttp.ClientSession() as session:
                for path in ("", "healthz", "metrics", "feed.xml", "item/1", "search?q=a"):
                    for token in ("", SECRETS["the admin token"], "x\udcff"):
                        headers = {"Authorization": f"Bearer {token}"} if token else {}
                        async with session.get(page + path, headers=headers) as answer:
                            assert answer.status < 500 or path == "healthz", (path, token)
                            found += told(f"/{path}", await answer.text())
            before = log.read_text().count("does not accept")
            telegram.token, discord.token = "1:revoked", "revoked"
            telegram.updates.interrupt()
            await telegram.until(lambda: log.read_text().count("does not accept") > before, 20, "the end")
        finally:
            telegram.token, discord.token = SECRETS["the token of Telegram"], SECRETS["the token of Discord"]
            if program.returncode is None:
                program.terminate()
            await program.wait()
    return found + told("the log", log.read_text())

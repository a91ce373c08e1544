"""From nothing to a digest in a channel: `ribao init` on a terminal, `ribao doctor`, `ribao run`."""

import json
import stat
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.discord import Discord
from tests.e2e.program import Running, eventually, ribao
from tests.e2e.telegram import Telegram
from tests.e2e.terminal import Terminal
from tests.fakes.discord import TOKEN as DISCORD_TOKEN
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram.client import RemotePerson


@pytest.fixture(scope="module")
def telegram() -> Iterator[Telegram]:
    telegram = Telegram()
    yield telegram
    telegram.close()


@pytest.fixture(scope="module")
def discord() -> Iterator[Discord]:
    discord = Discord()
    yield discord
    discord.close()


def proxies(telegram: Telegram, discord: Discord) -> dict[str, str]:
    """The environment in which the fakes stand for the real ones."""
    return {
        "RIBAO_PLATFORMS__TELEGRAM__BASE_URL": telegram.base_url,
        "RIBAO_PLATFORMS__TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
        "RIBAO_PLATFORMS__DISCORD__API_URL": discord.api_url,
        "RIBAO_PLATFORMS__DISCORD__GATEWAY_URL": discord.gateway_url,
    }


def meet_telegram(terminal: Terminal, telegram: Telegram, editor: RemotePerson, channel: int) -> None:
    """A wrong token, the right one; the bot is found in the channel once the editor has added it."""
    terminal.answers("Post on Telegram?")
    terminal.answers("by /newbot", "123456:wrong")
    terminal.sees("does not accept the bot's token")
    terminal.answers("by /newbot", TOKEN)
    terminal.sees("This is @")
    terminal.sees("?startchannel")
    terminal.sees("Press Enter when that is done")
    editor.starts()
    terminal.answers(":")
    terminal.sees("found nowhere yet")
    terminal.sees("Who receives?")
    editor.adds_bot(chat=channel)
    terminal.answers(":", "r")
    terminal.sees("✓ AI 日报 频道 (channel)")
    terminal.answers("Who receives?", "1")
    terminal.answers(f"Is Editor (telegram:{editor.id}) an operator")


def meet_discord(terminal: Terminal) -> None:
    """The bot is on the server already."""
    terminal.answers("Post on Discord?", "y")
    terminal.answers("Reset Token", DISCORD_TOKEN)
    terminal.sees("oauth2/authorize")
    terminal.answers("Press Enter when that is done")
    terminal.sees("✓ Readers › #daily (channel)")
    terminal.answers("Who receives?", "a")


def test_from_nothing_to_a_digest_in_two_channels(
    tmp_path: Path, telegram: Telegram, discord: Discord
) -> None:
    begun = time.monotonic()
    environment = proxies(telegram, discord)
    room = discord.channel(name="daily", guild=discord.guild(name="Readers")["id"])["id"]
    editor = telegram.person("Editor")
    channel = telegram.channel(title="AI 日报 频道", rights=None, owner=editor.id)["id"]
    with Terminal(tmp_path, "init", "news", **environment) as terminal:
        terminal.sees("Language")
        terminal.answers(">", "3")
        terminal.answers("Name of the publication", 'AI日报 "晨"')
        terminal.answers(">", "1")
        terminal.answers("At which hour", "0点")
        terminal.answers("In which time zone", "上海")
        meet_telegram(terminal, telegram, editor, channel)
        meet_discord(terminal)
        terminal.answers("A web page", "y")
        terminal.answers("On which address?", "127.0.0.1:0")
        terminal.answers("A sample document")
        terminal.sees("ribao doctor")
        assert terminal.ends() == 0
        assert TOKEN not in terminal.shown
        assert DISCORD_TOKEN not in terminal.shown
    file = tmp_path / "news" / "ribao.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tomllib.loads(file.read_text("utf-8"))["publications"][0]["name"] == 'AI日报 "晨"'
    config = ("--config", str(file))
    found = ribao("doctor", "--json", *config, cwd=tmp_path, status=0, **environment)
    assert {each["level"] for each in json.loads(found.stdout)} == {"ok"}, found.stdout
    with Running(tmp_path, *config, **environment) as run:

        def posted() -> bool:
            there = [each for each in telegram.messages(chat=channel) if each["outgoing"]]
            return bool(there) and bool(discord.posts(room))

        eventually(posted, within=60, what=f"the digest in both channels\n{run.log()}", pause=0.1)
        assert "日报样刊" in "".join(telegram.texts(chat=channel))
        assert run.stop()[0] == 0
    assert time.monotonic() - begun < 60


def test_who_leaves_early_leaves_nothing_behind(tmp_path: Path, telegram: Telegram, discord: Discord) -> None:
    with Terminal(tmp_path, "init", **proxies(telegram, discord)) as terminal:
        terminal.answers(">", "1")
        terminal.answers("刊物名称", "日报")
        terminal.interrupt()
        terminal.sees("nothing was written")
        assert terminal.ends() != 0
    assert list(tmp_path.iterdir()) == []


def test_without_a_good_token_it_goes_on(tmp_path: Path, telegram: Telegram, discord: Discord) -> None:
    with Terminal(tmp_path, "init", **proxies(telegram, discord)) as terminal:
        terminal.answers(">", "3")
        for question in ("Name of", ">", "At which hour", "In which time zone", "Post on Telegram?"):
            terminal.answers(question)
        for token in ("no token at all", "1:a", "2:b"):
            terminal.answers("by /newbot", token)
        terminal.sees("Going on without Telegram")
        terminal.answers("Post on Discord?", "n")
        terminal.answers("A web page", "n")
        terminal.answers("A sample document", "n")
        terminal.sees("ribao doctor")
        assert terminal.ends() == 0
    content = tomllib.loads((tmp_path / "ribao.toml").read_text("utf-8"))
    assert set(content) == {"timezone", "locale", "admins", "database", "publications"}
    assert list((tmp_path / "inbox").iterdir()) == []
    done = ribao("init", cwd=tmp_path, status=2)
    assert "is there already" in done.stderr

"""From nothing to a digest in a channel: `ribao init` on a terminal, `ribao doctor`, `ribao run`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.discord import Discord
from tests.e2e.first_use import BLOCK, PAGE, constant, first_use, proxies
from tests.e2e.program import ribao
from tests.e2e.telegram import Telegram
from tests.e2e.terminal import Terminal
from tests.fakes.discord import TOKEN as DISCORD_TOKEN
from tests.fakes.telegram import TOKEN


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


def test_from_nothing_to_a_digest_in_two_channels_as_the_page_shows_it(
    tmp_path: Path, telegram: Telegram, discord: Discord
) -> None:
    taken = first_use(tmp_path, telegram, discord)
    assert sum(taken.seconds.values()) < 60
    page = PAGE.read_text("utf-8")
    shown = [constant(block) for block in BLOCK.findall(page)]
    assert shown == [constant(block) for block in taken.blocks], "run python -m tests.e2e.first_use"
    assert DISCORD_TOKEN not in page
    assert TOKEN not in page


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

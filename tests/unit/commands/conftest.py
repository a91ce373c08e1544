"""The library that the commands are asked about, and a short way of asking."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Protocol

import pytest

from bot.commands.models import Actor, Button, ItemCard, Reply, Request, Text
from bot.commands.table import answer, parse_line
from bot.models import Locale
from bot.ports import Archive
from storage import open_store
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import NOW, fill, shelf

# A platform holds its buttons to the tightest of these.
ROWS = COLUMNS = 5
LABEL, ARGUMENT, PAGE = 40, 200, 40


class Ask(Protocol):
    """Sends a line as a reader, or presses a button of an earlier reply."""

    async def __call__(
        self,
        line: str | Button,
        *,
        locale: Locale = "zh-CN",
        operator: bool = False,
        publication: str | None = None,
        now: dt.datetime = NOW,
        page: str | None = None,
    ) -> Reply: ...


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a real store with the library in it; nobody writes there."""
    url = f"sqlite:///{tmp_path_factory.mktemp('library') / 'ribao.db'}"

    async def build() -> None:
        store = await open_store(url, now=NOW)
        await fill(store)
        await store.close()

    asyncio.run(build())
    return url


@pytest.fixture(params=["memory", "sqlite"])
async def archive(request: pytest.FixtureRequest, library: str) -> AsyncIterator[Archive]:
    """The library, in memory and in the real store: the commands answer the same."""
    if request.param == "memory":
        yield shelf()
        return
    store = await open_store(library, now=NOW)
    yield store
    await store.close()


@pytest.fixture
def bare() -> MemoryArchive:
    """An archive without anything."""
    return MemoryArchive()


@pytest.fixture
def ask(archive: Archive) -> Ask:
    """Asks the library, and holds every reply to what all platforms can show."""

    async def ask(
        line: str | Button,
        *,
        locale: Locale = "zh-CN",
        operator: bool = False,
        publication: str | None = None,
        now: dt.datetime = NOW,
        page: str | None = None,
    ) -> Reply:
        if isinstance(line, Button):
            command, argument, page = line.command, line.argument, line.page
        else:
            command, argument = parse_line(line)
        reply = await answer(
            archive,
            Request(
                command=command,
                argument=argument,
                actor=Actor(id="test:1", operator=operator),
                locale=locale,
                now=now,
                page=page,
                publication=publication,
            ),
        )
        check(reply)
        return reply

    return ask


def check(reply: Reply) -> None:
    """What holds for every reply."""
    assert reply.blocks
    assert len(reply.buttons) <= ROWS
    for row in reply.buttons:
        assert 0 < len(row) <= COLUMNS
        for button in row:
            assert 0 < len(button.label) <= LABEL
            assert len(button.argument) <= ARGUMENT
            assert button.page is None or (button.page.isascii() and 0 < len(button.page) <= PAGE)


def words(reply: Reply) -> str:
    """What a reply says, a line each paragraph."""
    return "\n".join(block.text for block in reply.blocks if isinstance(block, Text))


def cards(reply: Reply) -> list[ItemCard]:
    """The items of a reply."""
    return [block for block in reply.blocks if isinstance(block, ItemCard)]


def pressed(reply: Reply, label: str) -> Button:
    """The button whose label holds these words."""
    found = [button for row in reply.buttons for button in row if label in button.label]
    assert len(found) == 1, [button.label for row in reply.buttons for button in row]
    return found[0]


def labels(reply: Reply) -> list[str]:
    """The labels of all buttons."""
    return [button.label for row in reply.buttons for button in row]

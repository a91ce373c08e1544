"""/help on Discord: it knows the commands that only Discord has, for those who may use them."""

import pytest

from bot.commands.models import Actor, Reply, Request
from bot.commands.table import answer
from bot.locales import LOCALES
from bot.models import Locale
from handlers.discord.guide import completed
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import NOW

READER, ADMIN = Actor(id="discord:1"), Actor(id="discord:2", admin=True)
OPERATOR = Actor(id="discord:3", operator=True)
LOCALE = pytest.mark.parametrize("locale", LOCALES)


async def helped(argument: str, actor: Actor, locale: Locale = "zh-CN", command: str = "help") -> Reply:
    request = Request(
        command=command, argument=argument, actor=actor, locale=locale, now=NOW, slashes_only=True
    )
    return completed(await answer(MemoryArchive(), request), request)


def words(reply: Reply) -> str:
    return "\n".join(block.text for block in reply.blocks if block.type == "text")


@LOCALE
@pytest.mark.parametrize(
    ("actor", "own"), [(READER, ()), (ADMIN, ("/setup",)), (OPERATOR, ("/setup", "/submit"))]
)
async def test_all_commands_are_listed_that_may_be_used(
    actor: Actor, own: tuple[str, ...], locale: Locale
) -> None:
    reply = await helped("", actor, locale)
    told = words(reply)
    assert [name for name in ("/setup", "/submit") if name in told] == list(own)
    assert reply.blocks[-1].type == "text"
    assert reply.blocks[-1].kind == "note"


@pytest.mark.parametrize("argument", ["setup", "/setup", " 频道设置 ", "頻道設定"])
async def test_one_of_them_is_explained_by_any_of_its_names(argument: str) -> None:
    reply = await helped(argument, ADMIN)
    assert not reply.failed
    assert words(reply).startswith("/setup\n")


async def test_to_others_they_are_as_unknown_as_any() -> None:
    assert (await helped("setup", READER)).failed
    assert (await helped("submit", ADMIN)).failed
    assert not (await helped("submit", OPERATOR)).failed


async def test_other_commands_are_left_as_they_are() -> None:
    assert "/setup" not in words(await helped("setup", OPERATOR, command="search"))
    assert "/setup" not in words(await helped("search", OPERATOR))

"""Who may do what, where: every command that steers, for readers, admins of a chat and operators."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.models import Actor, Button, Chat
from bot.commands.table import COMMANDS, commands_for, parse_line
from bot.locales import LOCALES, catalogue
from bot.models import Locale
from tests.unit.commands.conftest import labels, words
from tests.unit.commands.newsroom import (
    ADMIN,
    CHANNEL,
    GROUP,
    OPERATOR,
    PRIVATE,
    READER,
    Newsroom,
    newsroom,
)

STEERING = [name for name, command in COMMANDS.items() if command.steering is not None]
WHERE = pytest.mark.parametrize(
    "chat", [PRIVATE, GROUP, CHANNEL, None], ids=["private", "group", "channel", "-"]
)
MAY: dict[str, tuple[bool, bool, bool]] = {  # a reader, an admin of the chat, an operator
    "subscribe": (False, True, True),
    "unsubscribe": (False, True, True),
    "settings": (False, True, True),
    "watch": (False, True, True),
    "status": (False, True, True),
    **dict.fromkeys(
        ("preview", "publish", "repost", "retract", "restore", "undo", "retry", "pause", "resume", "audit"),
        (False, False, True),
    ),
    "resolve": (False, False, True),
}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        await room.declare("-2002", "-1001")
        yield room


def test_the_table_is_whole() -> None:
    assert list(MAY) == STEERING


@WHERE
@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("locale", LOCALES)
async def test_who_may_do_what(room: Newsroom, name: str, chat: Chat | None, locale: Locale) -> None:
    say = catalogue(locale)
    refusals = {
        say("Only the admins of this chat may use /{name}.", name=name),
        say(
            "Only Ribao's operators may use /{name}: the accounts that its settings file names as admins.",
            name=name,
        ),
    }
    for actor, allowed in zip((READER, ADMIN, OPERATOR), MAY[name], strict=True):
        # Pressed, as a button that somebody else was given: what is typed goes the same way.
        reply = await room.steer(Button(label=name, command=name), actor, chat, locale=locale)
        assert (words(reply) not in refusals) is allowed, (actor, words(reply))
        if not allowed:
            assert reply.failed
            assert not reply.buttons
            assert "\n" not in words(reply)
        assert (name in commands_for(actor)) is (allowed and COMMANDS[name].listed)
        elsewhere = await room.steer(f"/{name}", actor, chat, locale=locale, desk=False)
        assert elsewhere.failed
        assert words(elsewhere) == say("/{name} can be used in the chats, not here.", name=name)


@pytest.mark.parametrize("actor", [READER, ADMIN, OPERATOR], ids=["reader", "admin", "operator"])
@pytest.mark.parametrize("name", STEERING)
def test_a_word_without_slash_never_steers(name: str, actor: Actor) -> None:
    for alias in (name, *(a for aliases in COMMANDS[name].aliases.values() for a in aliases)):
        for line in (alias, f"{alias} 5-24", f"{alias}: 5-24"):
            assert parse_line(line, actor) == ("search", line)
        assert parse_line(f"/{alias}", actor) == (name, "")


def test_what_is_written_right_behind_a_command_is_read_for_those_who_may() -> None:
    assert parse_line("/重发5-24", OPERATOR) == ("repost", "5-24")
    assert parse_line("/重发5-24", ADMIN) == ("重发5-24", "")
    assert parse_line("/订阅AI日报", ADMIN) == ("subscribe", "AI日报")
    assert parse_line("/订阅AI日报") == ("订阅AI日报", "")


async def test_the_nearest_command_is_one_that_may_be_used(room: Newsroom) -> None:
    assert "/publish" in labels(await room.steer("/publsh", OPERATOR))
    assert "/subscribe" in labels(await room.steer("/subscrib", ADMIN))
    for actor in (READER, ADMIN):
        assert "/publish" not in labels(await room.steer("/publsh", actor))
    assert "/subscribe" not in labels(await room.steer("/subscrib", READER))
    assert "/status" not in labels(await room.steer("/help statu", READER))


async def test_help_explains_only_what_may_be_used(room: Newsroom) -> None:
    assert (await room.steer("/help publish", ADMIN)).failed
    told = words(await room.steer("/help publish", OPERATOR))
    assert "供日报的运维人员使用" in told
    assert "供群组和频道的管理员使用。" in words(await room.steer("/help 订阅", ADMIN))


HOSTILE = [
    *(
        "",
        "all",
        "here",
        "all all here",
        "latest ai-daily",
        "9999-12-31 all",
        "1-1 here",
        "2025-02-30",
        "\n",
        "0",
    ),
    *(
        "x" * 5000,
        "全部 " * 99,
        "12 there there",
        "ai-daily industry-monthly",
        "、，,;",
        "{name}",
        "<b>&",
        "\x00",
    ),
]


@pytest.mark.parametrize("name", STEERING)
async def test_whatever_is_written_gets_an_answer(room: Newsroom, name: str) -> None:
    for argument in HOSTILE:
        for chat in (PRIVATE, GROUP, None):
            pressed = Button(label="?", command=name, argument=argument, page="2")
            reply = await room.steer(pressed, OPERATOR, chat)
            assert all(len(line) < 400 for line in words(reply).splitlines())

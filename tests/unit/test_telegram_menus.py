"""The menus that Telegram shows: from the one table, by audience and language, set only when changed."""

from pathlib import Path

from bot.commands.models import Actor
from bot.commands.table import COMMANDS
from handlers.telegram import menus
from tests.fakes.newsroom import newsroom
from tests.fakes.stations import station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TelegramServer

READING = {"today", "digest", "section", "sections", "search", "help", "start"}
ADMINS = {"subscribe", "unsubscribe", "settings", "watch", "status"}
OPERATORS = {"publish", "repost"}


async def test_every_scope_and_language(tmp_path: Path) -> None:
    async with TelegramServer() as server, sqlite_store(tmp_path) as store:
        server.person("Operator", id=100, started=True)
        async with station_of(server, store, locale="zh-TW") as station:
            assert await menus.post(station) == 15
        names = {key: {c["command"] for c in menu} for key, menu in server.menus.items()}
        assert {code for _, code in names} == {"", "zh", "en"}
        for code in ("", "zh", "en"):
            assert names["default", code] == names["all_group_chats", code] == READING
            assert names["all_private_chats", code] == READING | ADMINS
            assert names["all_chat_administrators", code] == READING | ADMINS
            assert names["chat:100", code] >= READING | ADMINS | OPERATORS
        said = {code: server.menus["default", code][0]["description"] for code in ("", "zh", "en")}
        assert said[""] == said["zh"] == COMMANDS["today"].described("zh-TW")
        assert said["en"] == COMMANDS["today"].described("en")


async def test_nothing_is_set_twice_not_even_after_a_restart(tmp_path: Path) -> None:
    async with TelegramServer() as server, sqlite_store(tmp_path) as store:
        server.person("Operator", id=100, started=True)
        async with station_of(server, store) as station:
            await menus.post(station)
        before = len(server.journal.of("setMyCommands"))
        async with station_of(server, store) as station:
            assert await menus.post(station) == 0
            assert len(server.journal.of("setMyCommands")) == before
            server.menus["default", "en"] = []
            assert await menus.post(station) == 1


async def test_an_operator_without_a_chat_is_left_out(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        assert await menus.post(station) == 12
        assert not any(scope.startswith("chat:") for scope, _ in server.menus)


async def test_an_operators_menu_is_there_as_soon_as_the_chat_is(tmp_path: Path) -> None:
    async with newsroom(tmp_path, empty=True) as room:
        await room.server.until(lambda: ("all_chat_administrators", "en") in room.server.menus)
        operator = room.server.person("Operator", id=100)
        await room.answer(operator.starts())
        await room.server.until(lambda: ("chat:100", "en") in room.server.menus)


def test_descriptions_have_room() -> None:
    for actor in (menus.READER, menus.ADMIN, menus.OPERATOR):
        for locale in ("zh-CN", "zh-TW", "en"):
            for command in menus.menu(actor, locale):
                assert 1 <= len(command.description) <= 256


def test_what_is_pressed_rather_than_typed_is_in_no_menu() -> None:
    unlisted = {name for name, command in COMMANDS.items() if not command.listed}
    everything = {command.command for command in menus.menu(Actor(id="", admin=True, operator=True), "en")}
    assert unlisted
    assert not unlisted & everything

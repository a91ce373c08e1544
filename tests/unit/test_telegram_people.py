"""Who asks and where: actors, chats, languages."""

import datetime as dt
from pathlib import Path

import pytest
from telegram import Chat, User

from bot.commands.models import Actor
from bot.commands.table import COMMANDS
from bot.models import Policy
from handlers.telegram import people
from handlers.telegram.station import Station
from tests.fakes.platform import Clock
from tests.fakes.stations import station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TelegramServer

SUBSCRIBE, PUBLISH, TODAY = COMMANDS["subscribe"], COMMANDS["publish"], COMMANDS["today"]
CHANNEL = Chat(-1009, "channel", title="News", username="NewsHere")


def user(number: int, code: str | None = None, *, bot: bool = False) -> User:
    return User(number, "Somebody", is_bot=bot, language_code=code)


def group(number: int) -> Chat:
    return Chat(number, "supergroup", title="Readers")


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh", "zh-TW"), ("zh-hans", "zh-CN"), ("zh-CN", "zh-CN"), ("zh-SG", "zh-CN"), ("zh-hant", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"), ("zh-TW", "zh-TW"), ("zh_HK", "zh-TW"), ("zh-mo", "zh-TW"), ("en", "en"),
        ("en-GB", "en"), ("de", "en"), ("zha", "en"), ("", "zh-TW"), (None, "zh-TW"),
    ],
)  # fmt: skip
def test_the_language_of_a_user(code: str | None, locale: str) -> None:
    assert people.spoken(user(7, code), "zh-TW") == locale


def test_the_names_of_a_place() -> None:
    assert people.place(CHANNEL, None).addresses == ("-1009", "@newshere")
    assert people.place(CHANNEL, 12).addresses == ("-1009/12", "@newshere/12")
    assert people.place(Chat(7, "private", username="me", first_name="Me"), None).addresses == ("7",)
    kinds = [people.place(Chat(1, kind, title="T"), None).kind for kind in ("group", "supergroup", "channel")]
    assert kinds == ["group", "group", "channel"]
    assert people.place(Chat(7, "private", first_name="Me", last_name="Too"), None).title == "Me Too"


async def who(station: Station, chat: Chat, number: int, command: str = "subscribe") -> Actor:
    return await people.actor(station, chat, user(number), None, COMMANDS[command])


async def test_in_private_everybody_has_the_say(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        private = Chat(7, "private", first_name="Me")
        assert await who(station, private, 7) == Actor(id="telegram:7", admin=True)
        assert await who(station, private, 100) == Actor(id="telegram:100", admin=True, operator=True)
        assert not server.journal.of("getChatMember")


async def test_in_a_group_telegram_says_who_is_an_admin(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store, clock=clock) as station,
    ):
        owner, member = server.person("Owner"), server.person("Member")
        chat = group(server.supergroup("Readers", owner=owner, members=(member,)).id)
        for _ in range(3):
            assert (await who(station, chat, owner.id)).admin
            assert not (await who(station, chat, member.id)).admin
        assert len(server.journal.of("getChatMember")) == 2
        assert not (await who(station, chat, owner.id, "today")).admin, "nobody needs to know"
        member.joins(server.chat(chat.id), "administrator")
        assert not (await who(station, chat, member.id)).admin, "known for a minute"
        clock.time += dt.timedelta(seconds=61)
        assert (await who(station, chat, member.id)).admin
        member.joins(server.chat(chat.id), "member")
        station.admins.forget(chat.id)
        assert not (await who(station, chat, member.id)).admin


async def test_an_operator_in_a_group_steers_and_shows_no_drafts(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        operator = server.person("Operator", id=100)
        chat = group(server.supergroup("Readers", members=(operator,)).id)
        assert (await who(station, chat, 100, "publish")).operator
        assert (await who(station, chat, 100, "help")).operator
        assert not (await who(station, chat, 100, "today")).operator


async def test_who_writes_in_the_name_of_a_chat(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        chat = group(-1005)
        anonymous = await people.actor(station, chat, user(1087968824, bot=True), chat, PUBLISH)
        assert anonymous == Actor(id="telegram:-1005", admin=True)
        elsewhere = await people.actor(station, chat, user(136817688, bot=True), CHANNEL, PUBLISH)
        assert elsewhere == Actor(id="telegram:-1009")
        posted = await people.actor(station, CHANNEL, None, CHANNEL, SUBSCRIBE)
        assert posted == Actor(id="telegram:-1009", admin=True)
        assert await people.actor(station, CHANNEL, None, None, TODAY) == posted


async def test_where_telegram_does_not_tell_nobody_is_an_admin(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        owner = server.person("Owner")
        chat = group(server.supergroup("Readers", owner=owner).id)
        fault = server.faults.add("status", "getChatMember", status=500)
        assert not (await who(station, chat, owner.id)).admin
        assert fault.met == 1
        assert (await who(station, chat, owner.id)).admin, "a failure is not remembered"


async def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "REMEMBERED", 3)
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        owner = server.person("Owner")
        for _ in range(5):
            await who(station, group(server.supergroup("Readers", owner=owner).id), owner.id)
        assert len(station.admins._known) == 3


async def test_the_language_of_an_answer(tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        private, crowd = (
            people.place(chat, None) for chat in (Chat(7, "private", first_name="Me"), group(-1005))
        )
        reader = user(7, "en")
        assert await people.language(station, private, reader) == "en", "the user's"
        assert await people.language(station, private, user(7)) == station.desk.locale, "the desk's"
        assert await people.language(station, crowd, reader) == station.desk.locale, "others read along"
        for place in (private, crowd):
            await store.declare_target("telegram", place.addresses[0], Policy(locale="zh-TW"))
            assert await people.language(station, place, reader) == "zh-TW", "the target's"

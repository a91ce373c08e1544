"""Who asks and where: actors, chats and languages, of every kind of actor and place."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from pydantic import SecretStr

from bot.commands.models import Actor
from bot.commands.table import COMMANDS
from bot.models import Policy
from handlers.discord import people
from handlers.discord.connection import Connection
from handlers.discord.people import Interaction
from handlers.discord.station import Station
from tests.fakes.guilds import OPERATOR, station_at
from tests.fakes.stores import sqlite_store

TODAY, HELP, SUBSCRIBE, PUBLISH = (COMMANDS[name] for name in ("today", "help", "subscribe", "publish"))
GUILD, CHANNEL, ELSEWHERE = 10, 20, 99
MANAGE_GUILD, ADMINISTRATOR, SEND, SEND_IN_THREADS = 1 << 5, 1 << 3, 1 << 11, 1 << 38
TEXT, DIRECT, GROUP, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 3, 5, 10, 11, 12


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[Station]:
    async with sqlite_store(tmp_path) as store:
        connection = Connection(SecretStr("x"))
        made = await station_at(connection, store, locale="zh-TW")
        state = connection.client._connection
        bot: Any = {"id": "1", "username": "Ribao", "discriminator": "0", "avatar": None}
        guild: Any = {"id": str(GUILD), "name": "Club", "roles": [], "channels": [], "threads": []}
        state.user = discord.ClientUser(state=state, data=bot)
        state._add_guild_from_data(guild | {"members": []})
        yield made


def asked(
    station: Station,
    *,
    who: int = 7,
    guild: int | None = GUILD,
    kind: int = TEXT,
    context: int | None = None,
    rights: int = 0,
    locale: str = "en-US",
    parent: int | None = None,
) -> Interaction:
    """An interaction as Discord tells it."""
    user = {"id": str(who), "username": "x", "global_name": "Some One", "discriminator": "0", "avatar": None}
    channel: dict[str, Any] = {"id": str(CHANNEL), "type": kind, "name": "daily", "position": 0}
    if kind in {DIRECT, GROUP}:
        channel |= {"recipients": [user], "owner_id": str(who), "icon": None}
    if parent is not None:
        asleep = {"archived": False, "locked": False, "auto_archive_duration": 60}
        channel |= {
            "parent_id": str(parent), "owner_id": "1", "member_count": 1, "message_count": 1,
            "guild_id": str(guild),
            "thread_metadata": asleep | {"archive_timestamp": "2026-01-01T00:00:00+00:00"},
        }  # fmt: skip
    data: dict[str, Any] = {
        "id": "5", "application_id": "1", "type": 2, "token": "t", "version": 1, "locale": locale,
        "data": {"id": "1", "name": "today", "type": 1}, "channel": channel, "channel_id": str(CHANNEL),
        "attachment_size_limit": 1, "entitlements": [], "app_permissions": "0",
        "authorizing_integration_owners": {},
        "context": context if context is not None else (0 if guild else 1),
    }  # fmt: skip
    if guild is None:
        data["user"] = user
    else:
        member: dict[str, Any] = {"user": user, "roles": [], "permissions": str(rights), "joined_at": None}
        member |= {"deaf": False, "mute": False, "flags": 0}
        data |= {"guild_id": str(guild), "member": member, "guild_locale": "en-US"}
    state = station.connection.client._connection
    return discord.Interaction(data=data, state=state)  # type: ignore[arg-type]


async def test_in_private_everybody_has_the_say(station: Station) -> None:
    private = asked(station, guild=None, kind=DIRECT)
    assert people.actor(station, private, TODAY) == Actor(id="discord:7", admin=True)
    operator = asked(station, who=OPERATOR, guild=None, kind=DIRECT)
    for command in (TODAY, PUBLISH, None):
        expected = Actor(id=f"discord:{OPERATOR}", operator=True, admin=True)
        assert people.actor(station, operator, command) == expected


@pytest.mark.parametrize(
    ("rights", "admin"), [(0, False), (SEND, False), (MANAGE_GUILD, True), (ADMINISTRATOR, True)]
)
async def test_who_manages_a_server_has_the_say_there(station: Station, rights: int, admin: bool) -> None:
    assert people.actor(station, asked(station, rights=rights)).admin is admin
    outside = asked(station, guild=ELSEWHERE, rights=rights)
    assert people.chat(outside) is None, "and where the bot is not there is no chat to have the say in"


async def test_where_others_read_along_an_operator_only_steers(station: Station) -> None:
    here = asked(station, who=OPERATOR)
    assert not people.actor(station, here, TODAY).operator, "drafts are not for all"
    assert all(people.actor(station, here, command).operator for command in (HELP, SUBSCRIBE, PUBLISH, None))
    group = asked(station, who=OPERATOR, guild=None, kind=GROUP, context=2)
    assert not people.actor(station, group, TODAY).operator
    assert not people.actor(station, group, TODAY).admin, "a conversation with others is not the bot's"


async def test_the_names_of_a_place(station: Station) -> None:
    channel = people.chat(asked(station))
    assert channel is not None
    assert (channel.platform, channel.addresses, channel.kind) == ("discord", ("20",), "group")
    assert channel.title == "Club #daily"
    news = people.chat(asked(station, kind=NEWS))
    assert news is not None
    assert news.kind == "channel"
    private = people.chat(asked(station, guild=None, kind=DIRECT))
    assert private is not None
    assert (private.addresses, private.kind, private.title) == (("20",), "private", "Some One")


@pytest.mark.parametrize("kind", [NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD])
async def test_a_thread_has_two_names(station: Station, kind: int) -> None:
    thread = people.chat(asked(station, kind=kind, parent=19))
    assert thread is not None
    assert thread.addresses == ("20", "19/20")
    assert thread.kind == "group"


async def test_where_the_bot_is_not_there_is_no_chat(station: Station) -> None:
    assert people.chat(asked(station, guild=ELSEWHERE)) is None
    assert people.chat(asked(station, guild=None, kind=GROUP, context=2)) is None
    assert people.chat(asked(station, guild=None, kind=DIRECT, context=2)) is None, "somebody else's messages"


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh-CN", "zh-CN"), ("zh-TW", "zh-TW"), ("en-US", "en"), ("en-GB", "en"), ("de", "en"), ("ja", "en"),
        ("xx-new", "en"),
    ],
)  # fmt: skip
async def test_the_language_of_a_user(station: Station, code: str, locale: str) -> None:
    assert people.language(station, asked(station, locale=code)) == locale


async def test_all_are_told_in_the_language_of_the_place(station: Station) -> None:
    async def shared(**where: Any) -> str:  # noqa: ANN401
        return await people.answer_language(station, asked(station, **where), shared=True)

    assert await shared() == "zh-TW", "the desk's"
    await station.desk.store.declare_target("discord", str(CHANNEL), Policy(locale="zh-CN"))
    assert await shared() == "zh-CN", "the target's"
    assert await shared(guild=ELSEWHERE) == "en"
    alone = await people.answer_language(station, asked(station), shared=False)
    assert alone == "en", "what nobody else reads is in the user's language"


async def test_in_private_the_language_of_the_target_comes_first(station: Station) -> None:
    private = asked(station, guild=None, kind=DIRECT)
    assert await people.answer_language(station, private, shared=False) == "en"
    await station.desk.store.declare_target("discord", str(CHANNEL), Policy(locale="zh-TW"))
    assert await people.answer_language(station, private, shared=False) == "zh-TW"


@pytest.mark.parametrize(
    ("code", "locale"),
    [("zh-CN", "zh-CN"), ("en-GB", "en"), ("en-US", "zh-TW"), ("fr", "zh-TW"), (None, "zh-TW")],
)
def test_the_language_of_a_server_is_the_one_that_it_chose(code: str | None, locale: str) -> None:
    chosen = discord.Locale(code) if code else None
    assert people.guild_language(chosen, "zh-TW") == locale


@pytest.mark.parametrize(
    ("kind", "rights", "may"),
    [
        (TEXT, SEND, True), (TEXT, SEND_IN_THREADS, False), (TEXT, 0, False), (TEXT, ADMINISTRATOR, True),
        (PUBLIC_THREAD, SEND, False), (PUBLIC_THREAD, SEND_IN_THREADS, True),
    ],
)  # fmt: skip
async def test_who_may_post_for_all(station: Station, kind: int, rights: int, may: bool) -> None:
    parent = 19 if kind == PUBLIC_THREAD else None
    assert people.may_post(asked(station, kind=kind, rights=rights, parent=parent)) is may


async def test_outside_of_servers_everybody_may_post(station: Station) -> None:
    assert people.may_post(asked(station, guild=None, kind=GROUP, context=2))

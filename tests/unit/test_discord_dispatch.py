"""One boundary for errors, a task for each thing, turns for what becomes of one server; simcord's rules."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.errors import Refused, StoreBusy
from bot.ports import Store
from handlers.discord import lifecycle
from handlers.discord.connection import Connection
from handlers.discord.dispatch import Dispatch
from handlers.discord.events import attend
from tests.fakes.guilds import in_process, station_at
from tests.fakes.newsroom import archive
from tests.fakes.stores import sqlite_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    (tmp_path / "ribao.db").write_bytes(await archive(tmp_path))
    async with sqlite_store(tmp_path) as store:
        yield store


@pytest.fixture
async def dispatch(store: Store) -> AsyncIterator[Dispatch]:
    made = Dispatch(await station_at(Connection(SecretStr("x")), store))
    yield made
    await made.close()


async def until_done(dispatch: Dispatch) -> None:
    if dispatch._tasks:
        await asyncio.wait(set(dispatch._tasks), timeout=10)
    assert not [task for task in dispatch._tasks if not task.done()]


@pytest.mark.parametrize("error", [StoreBusy("busy"), Refused("no"), ZeroDivisionError("a defect")])
async def test_whatever_an_event_meets_ends_there(dispatch: Dispatch, error: Exception) -> None:
    async def follow() -> None:
        raise error

    with capture_logs() as logs:
        dispatch.hear("guild_join", 1, follow)
        await until_done(dispatch)
    assert [entry["what"] for entry in logs] == ["guild_join"]


async def test_what_becomes_of_one_server_takes_turns(dispatch: Dispatch) -> None:
    done: list[str] = []

    async def follow(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    dispatch.hear("a", 1, lambda: follow("slow", 0.2))
    dispatch.hear("b", 1, lambda: follow("after it", 0))
    dispatch.hear("c", 2, lambda: follow("elsewhere", 0))
    await until_done(dispatch)
    assert done == ["elsewhere", "slow", "after it"]


async def test_what_changes_often_is_looked_at_once(dispatch: Dispatch) -> None:
    looked = 0

    async def follow() -> None:
        nonlocal looked
        looked += 1
        await asyncio.sleep(0.05)

    for _ in range(20):
        dispatch.hear("guild_update", 1, follow, same=("guild", 1))
    await asyncio.sleep(0.02)
    for _ in range(20):
        dispatch.hear("guild_update", 1, follow, same=("guild", 1))
    await until_done(dispatch)
    assert looked == 2, "once, and once more for what came meanwhile"


async def test_what_is_at_work_ends_with_it(dispatch: Dispatch) -> None:
    async def follow() -> None:
        await asyncio.sleep(60)

    dispatch.hear("ready", "ready", follow)
    await asyncio.sleep(0)
    await asyncio.wait_for(dispatch.close(), 5)
    await until_done(dispatch)


async def test_the_life_of_a_server_is_followed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, int]] = []

    def noted(name: str) -> Any:  # noqa: ANN401
        async def follow(_: object, what: Any = None) -> None:  # noqa: ANN401
            heard.append((name, getattr(what, "id", 0)))

        return follow

    for name in ("on_ready", "on_guild_join", "on_guild_remove", "on_guild_change", "on_channel_change"):
        monkeypatch.setattr(lifecycle, name, noted(name))
    async with in_process(store) as (env, _):
        guild = env.create_guild()
        channel = guild.create_text_channel("daily")
        guild.create_role("Editors")
        await env.settle()
    assert ("on_guild_change", guild.id) in heard
    assert ("on_channel_change", channel.id) in heard


async def test_the_client_hears_all_that_lifecycle_asks_for(store: Store) -> None:
    connection = Connection(SecretStr("x"))
    station = await station_at(connection, store)
    attend(connection.client, station, Dispatch(station))
    for name in (
        "on_interaction",
        "on_ready",
        "on_guild_role_update",
        "on_member_update",
        "on_thread_delete",
    ):
        assert asyncio.iscoroutinefunction(getattr(connection.client, name))


async def test_members_are_shown_what_they_may_use(store: Store) -> None:
    async with in_process(store) as (env, _):
        guild = env.create_guild()
        channel = guild.create_text_channel("daily")
        reader = guild.add_member(env.create_user("reader"))
        role = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
        admin = guild.add_member(env.create_user("admin"), roles=[role])
        assert {"today", "search", "help"} <= set(reader.available_commands(channel))
        assert not {"subscribe", "publish", "setup", "submit"} & set(reader.available_commands(channel))
        assert {"subscribe", "publish", "setup", "submit"} <= set(admin.available_commands(channel))


async def test_the_right_is_checked_again_by_whoever_answers(store: Store) -> None:
    async with in_process(store) as (env, station):
        guild = env.create_guild()
        channel = guild.create_text_channel("daily")
        role = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
        admin = guild.add_member(env.create_user("admin"), roles=[role])
        refused = await admin.slash(channel, "publish")
        assert refused.ephemeral, "only operators publish, whoever manages the server"
        assert not await station.desk.store.ledger()
        taken = await admin.slash(channel, "subscribe")
        assert taken.ephemeral
        assert [t.address for t in await station.desk.store.targets(platform="discord")] == [str(channel.id)]


async def test_in_process_every_reading_command_is_answered(store: Store) -> None:
    given: dict[str, dict[str, Any]] = {
        "today": {}, "digest": {"date": "2026-11-20"}, "section": {"name": "算法论文"}, "sections": {},
        "search": {"query": "模型"}, "help": {"command": "search"}, "start": {},
    }  # fmt: skip
    async with in_process(store) as (env, _):
        guild = env.create_guild()
        channel = guild.create_text_channel("daily")
        for name, options in given.items():
            reader = guild.add_member(env.create_user(f"reader of {name}"))
            alone = await reader.slash(channel, name, **options)
            assert alone.ephemeral, name
            shown = await reader.slash(channel, name, **options, public=True)
            assert not shown.ephemeral, name
            assert shown.response is not None
            assert shown.response.flags.components_v2
        private = await env.create_user("somebody").slash("today")
        assert not private.ephemeral, "in private there is nobody else"
        assert isinstance(env, simcord.Env)

"""What an examination tells of a bot of Discord and of its targets; and what an introduction finds."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.models import Policy, Target
from bot.ports import Store
from handlers.discord.examination import examine
from tests.fakes.discord import DiscordServer
from tests.fakes.guilds import connected, station_at


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(limited=False) as server:
        yield server


def target(address: int | str, **policy: object) -> Target:
    return Target(id=1, platform="discord", address=str(address), policy=Policy.model_validate(policy))


async def test_each_target_is_told_apart(server: DiscordServer, store: Store) -> None:
    guild = server.guild("Readers")
    well, hidden, mute, forum = (server.channel(name, guild) for name in ("well", "hidden", "mute", "pins"))
    server.permit(hidden, view_channel=False)
    server.permit(mute, send_messages=False)
    server.permit(forum, pin_messages=False)
    thread = server.person("Editor", guild).opens_thread(well, "talk")
    asked = [
        target(well.id),
        target(thread.id),
        target(hidden.id),
        target(mute.id),
        target(forum.id, pin=True),
        target(112233445566778899),
        target("nonsense"),
        target(well.id, role="112233445566778899"),
    ]
    async with connected(server) as connection:
        station = await station_at(connection, store, clock=lambda: dt.datetime.now(dt.UTC))
        found = await examine(station, asked)
    own = found[-len(asked) - 1 :]
    assert [each.level for each in own] == [
        *("ok", "ok", "error", "error", "warning", "error", "error"),
        *("ok", "warning"),
    ], own
    assert "Send Messages" in own[3].told
    assert "Pin Messages" in own[4].told
    assert "the role that it notifies is gone" in own[-1].told
    assert {each.level for each in found[: -len(asked) - 1]} == {"ok"}
    assert not server.violations


async def test_a_wrong_token_and_a_wrong_clock_are_told(server: DiscordServer, store: Store) -> None:
    async with connected(server, "MTA.another.token") as connection:
        (found,) = await examine(await station_at(connection, store), [target(1)])
        assert (found.level, "token" in found.told) == ("error", True)
    async with connected(server) as connection:
        late = await station_at(
            connection, store, clock=lambda: dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
        )
        found = next(each for each in await examine(late, []) if each.subject == "clock")
        assert found.level == "warning"
        assert "behind Discord's" in found.told

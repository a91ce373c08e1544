"""What operators are told in direct messages, inside simcord."""

from collections.abc import AsyncIterator

import pytest

from bot.commands.blocks import answered, button, heading
from bot.errors import DeliveryError, Refused, TargetLost
from bot.ports import Store
from handlers.discord.components import walk
from handlers.discord.telling import report, tell
from tests.fakes.simcord_stations import World, lasting, world_of

NEWS = answered(
    [heading("1 target can't be reached *any* more")], [(button("All targets", "status", "all"),)]
)


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with lasting(world_of(store)) as world:
        yield world


async def test_an_operator_reads_it_with_buttons_that_work_there(world: World) -> None:
    operator = world.env.create_user("operator")
    await tell(world.station, f"discord:{operator.id}", NEWS)
    await tell(world.station, f"discord:{operator.id}", NEWS)
    history = operator.dm_channel.history()
    assert len(history) == 2
    parts = list(walk([component.to_dict() for component in history[0].components]))
    assert "1 target can't be reached \\*any\\* more" in str(parts[1]["content"])
    assert [part["custom_id"] for part in parts if "custom_id" in part] == ["cstatus all"]
    opened = [r for r in world.env.http_requests if r.path.endswith("/users/@me/channels")]
    assert len(opened) == 1, "the channel is remembered"


async def test_a_channel_that_is_known_no_more_is_opened_anew(world: World) -> None:
    operator = world.env.create_user("operator")
    world.station.letterboxes[operator.id] = 4242
    await tell(world.station, f"discord:{operator.id}", NEWS)
    assert len(operator.dm_channel.history()) == 1


async def test_closed_direct_messages_are_a_clear_error(world: World) -> None:
    operator = world.env.create_user("operator")
    channel = operator.dm_channel
    world.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50007)
    with pytest.raises(TargetLost, match="takes no direct messages"):
        await tell(world.station, f"discord:{operator.id}", NEWS)


@pytest.mark.parametrize("actor", ["telegram:1", "discord:", "discord:x", "discord:-1", "discord"])
async def test_who_is_nobody_on_discord_is_refused(world: World, actor: str) -> None:
    with pytest.raises(Refused):
        await tell(world.station, actor, NEWS)


async def test_a_stranger_is_an_error_of_delivery(world: World) -> None:
    with pytest.raises(DeliveryError):
        await tell(world.station, "discord:987654321987654321", NEWS)


async def test_a_report_stands_in_its_channel_with_its_buttons(world: World) -> None:
    channel = world.env.create_guild("News").create_text_channel("reports")
    await report(world.station, f"discord:{channel.id}", NEWS)
    (message,) = channel.history()
    parts = list(walk([component.to_dict() for component in message.components]))
    assert [part["custom_id"] for part in parts if "custom_id" in part] == ["cstatus all"]


@pytest.mark.parametrize("name", ["telegram:1", "discord:", "discord:x", "discord:4242"])
async def test_where_no_report_can_stand(world: World, name: str) -> None:
    with pytest.raises(DeliveryError):
        await report(world.station, name, NEWS)

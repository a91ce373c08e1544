"""Never lost, never doubled: whatever becomes of an answer, on the wire and through kills."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.models import Claim, Receipt, Retry
from bot.errors import Ambiguous, DeliveryError, NotYet, PlatformDown, PostLost, RateLimited, Transient
from handlers.discord import journey
from handlers.discord.connection import Connection
from tests.fakes.discord import Channel, DiscordServer
from tests.fakes.discord_mailroom import Mailroom, card, connection_to, embed, mailroom

SEND = "POST /channels/*/messages"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


@pytest.fixture(params=["text", "announcement", "thread", "dm"])
def channel(request: pytest.FixtureRequest, room: Mailroom) -> Channel:
    """Wherever messages can stand."""
    match request.param:
        case "thread":
            return room.server.thread(room.server.channel())
        case "dm":
            return room.server.dm(room.server.world.user("Reader"))
    return room.server.channel(kind=request.param)


async def lost(room: Mailroom, address: object, fault: str, part: dict[str, Any], status: int = 500) -> Claim:
    """A claim whose send met a fault."""
    await room.plan(address, part)
    claim = await room.claim()
    room.server.faults.add(fault, SEND, status=status, seconds=3)
    await room.connection.login()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(journey, "PATIENCE", 1.5 if "hang" in fault else journey.PATIENCE)
        with pytest.raises(Ambiguous):
            await room.sender.send(claim)
    return claim


async def retried(room: Mailroom, claim: Claim) -> Claim:
    """The claim of the next attempt at the same send."""
    await room.settle(claim, Retry(at=room.clock(), reason="again"))
    return await room.claim()


@pytest.mark.parametrize("fault", ["dropped after", "truncated", "hang after"])
@pytest.mark.parametrize("part", [card("今天"), embed("今天")], ids=["card", "embed"])
async def test_a_post_that_arrived_is_found(
    room: Mailroom, channel: Channel, fault: str, part: dict[str, Any]
) -> None:
    await room.post(channel.id, card("昨天"))
    claim = await lost(room, channel.id, fault, part)
    room.forget_nonces()
    room.restart()
    assert await room.sender.recover(claim) == Receipt(message_id=str(channel.standing()[-1].id))
    assert len(channel.standing()) == 2


@pytest.mark.parametrize("fault", ["dropped before", "hang"])
async def test_a_post_that_did_not_arrive_is_sent_again(room: Mailroom, channel: Channel, fault: str) -> None:
    await room.post(channel.id, card("昨天"))
    claim = await lost(room, channel.id, fault, card("今天"))
    room.forget_nonces()
    assert await room.sender.recover(claim) is None
    await room.sender.send(await retried(room, claim))
    assert channel.texts() == ["昨天", "今天"]


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_the_library_repeats_under_the_same_nonce(room: Mailroom, status: int) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, card("今天"))
    claim = await room.claim()
    room.server.faults.add("status after", SEND, status=status)
    receipt = await room.sender.send(claim)
    assert receipt.message_id == str(channel.standing()[0].id)
    assert len(channel.standing()) == 1


@pytest.mark.parametrize("fault", ["status", "status after"])
async def test_a_server_that_is_down_leaves_a_doubt(room: Mailroom, fault: str) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, fault, card("今天"), status=503)
    room.forget_nonces()
    found = await room.sender.recover(claim)
    assert (found is not None) == (fault == "status after")
    if found is None:
        await room.sender.send(await retried(room, claim))
    assert channel.texts() == ["今天"]


async def test_a_refusal_behind_an_error_of_the_server_leaves_the_doubt(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, card("今天"))
    claim = await room.claim()
    room.server.faults.add("status after", SEND, status=500)
    room.server.faults.add("flood", SEND, seconds=99)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    assert await room.sender.recover(claim) is not None


async def test_the_nonce_gives_back_what_stands(room: Mailroom, channel: Channel) -> None:
    claim = await lost(room, channel.id, "dropped after", card("今天"))
    claim = await retried(room, claim)
    assert await room.sender.send(claim) == Receipt(message_id=str(channel.standing()[0].id))
    assert channel.texts() == ["今天"]
    assert channel.standing()[0].edits == 0


@pytest.mark.parametrize(("old", "new"), [(card("旧"), card("新")), (embed("旧"), embed("新"))])
async def test_an_older_wording_that_the_nonce_gives_back_is_edited(
    room: Mailroom, old: dict[str, Any], new: dict[str, Any]
) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped after", old)
    await room.settle(claim, Retry(at=room.clock(), reason="again"))
    await room.plan(channel.id, new, digest_id=claim.digest_id)
    await room.sender.send(await room.claim())
    assert channel.texts()[0].startswith("新")
    assert len(channel.standing()) == 1


async def test_an_older_wording_that_is_not_corrected_stays_in_doubt(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped after", card("旧"))
    await room.settle(claim, Retry(at=room.clock(), reason="again"))
    await room.plan(channel.id, card("新"), digest_id=claim.digest_id)
    room.server.faults.add("flood", "PATCH /channels/*/messages/*", seconds=99)
    claim = await room.claim()
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    room.forget_nonces()
    assert await room.sender.recover(claim) is not None
    assert channel.texts() == ["新"]


async def test_a_post_that_an_admin_deleted_meanwhile_is_lost(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped after", card("今天"))
    room.server.world.remove(channel.standing()[0])
    with pytest.raises(PostLost):
        await room.sender.send(await retried(room, claim))


async def test_a_repost_is_not_answered_for_by_what_was_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("今天"))
    await room.plan(channel.id, digest_id=digest_id)
    await room.carry_out()
    await room.post(channel.id, card("今天"), digest_id=digest_id)
    assert channel.texts() == ["今天"]


async def test_the_newest_is_adopted_and_its_doubles_are_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped after", card("今天"))
    room.server.world.nonces.clear()
    room.server.faults.add("dropped after", SEND)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    newest = channel.standing()[-1]
    assert len(channel.standing()) == 2
    assert await room.sender.recover(claim) == Receipt(message_id=str(newest.id))
    assert channel.standing() == [newest]


async def test_other_posts_are_not_taken_for_it(room: Mailroom) -> None:
    """Neither what others write, nor the bot's answers, nor what the ledger has, nor another's lost post."""
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped before", card("今天"))
    reader = room.server.world.user("Reader")
    room.server.world.post(channel, reader, content="今天")
    room.server.world.post(channel, room.server.world.bot, content="今天", interaction={"id": "1"})
    other = await lost(room, f"{1}/{channel.id}", "dropped before", card("今天"))
    assert other.key != claim.key
    with suppress(Ambiguous):
        await room.sender.send(other)
    assert await room.sender.recover(claim) is None
    assert len(channel.standing()) == 3


async def test_an_embed_that_the_ledger_has_is_not_adopted_again(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped before", embed("日报"))
    twin = await room.store.declare_target("discord", f"{1}/{channel.id}", claim.target.policy)
    await room.plan(twin.address, embed("日报"))
    other = await room.claim()
    # Two targets are one channel: by its number, and by the number behind another.
    await room.settle(other, await room.sender.send(other))
    (posted,) = channel.standing()
    known = await room.sender._history.known(other, (await room.sender._channels.of(channel.id)))
    assert known == {posted.id}


async def test_a_search_goes_through_many_pages_and_goes_on_where_it_was_broken_off(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped before", card("今天"))
    reader = room.server.world.user("Reader")
    for at in range(250):
        room.server.world.post(channel, reader, content=f"{at}")
    room.server.faults.add("dropped after", SEND)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    for at in range(250):
        room.server.world.post(channel, reader, content=f"{at}")
    room.server.faults.add("status", "GET /channels/*/messages", status=503, skip=4)
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    before = len(room.server.journal.entries)
    found = await room.sender.recover(claim)
    assert found is not None
    assert channel.messages[int(found.message_id)].text == "今天"
    assert len(room.server.journal.entries) - before <= 3


@pytest.mark.parametrize("what", ["GET /channels/*/messages", "GET /users/@me", "GET /channels/*"])
@pytest.mark.parametrize("fault", ["dropped before", "truncated", "status"])
async def test_silence_while_looking_settles_nothing(room: Mailroom, what: str, fault: str) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped after", card("今天"))
    room.restart()
    # What only asks is asked once more by the client.
    times = 2 if fault == "dropped before" else 1
    room.server.faults.add(fault, what, status=503, times=times)
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    assert await room.sender.recover(claim) is not None


@pytest.mark.parametrize("fault", ["dropped after", "dropped before"])
async def test_without_a_sight_of_the_history_the_nonce_answers_as_long_as_it_is_known(
    room: Mailroom, fault: str
) -> None:
    channel = room.server.channel()
    await room.post(channel.id, card("昨天"))
    room.server.permit(channel, read_message_history=False)
    claim = await lost(room, channel.id, fault, card("今天"))
    found = await room.sender.recover(claim)
    assert found == Receipt(message_id=str(channel.standing()[1].id))
    room.forget_nonces()
    with pytest.raises(Ambiguous, match="right to read the message history"):
        await room.sender.recover(claim)
    assert channel.texts() == ["昨天", "今天"]


async def test_without_a_sight_of_the_history_lost_answers_do_not_lengthen_the_nonces_time(
    room: Mailroom,
) -> None:
    channel = room.server.channel()
    room.server.permit(channel, read_message_history=False)
    claim = await lost(room, channel.id, "dropped after", card("今天"))
    room.server.faults.add("dropped after", SEND)
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    await room.settle(claim, Retry(at=room.clock(), reason="lost", interrupted=True))
    room.forget_nonces()
    with pytest.raises(Ambiguous):
        await room.sender.recover(await room.claim())
    assert channel.texts() == ["今天"]


async def test_an_empty_history_that_can_be_read_is_empty(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, channel.id, "dropped before", card("今天"))
    room.server.world.remove(room.server.world.post(channel, room.server.world.bot, content="删"))
    room.forget_nonces()
    assert await room.sender.recover(claim) is None


async def test_what_waits_for_the_channels_limit_was_not_asked(tmp_path: Path) -> None:
    async with mailroom(tmp_path, limited=True) as room:
        channel = room.server.channel()
        await room.plan(channel.id, card("今天"))
        claim = await room.claim()
        await room.connection.login()
        room.server.faults.add("flood", SEND, seconds=20)
        with pytest.raises(NotYet):
            async with asyncio.timeout(1):
                await room.sender.send(claim)
        assert channel.texts() == []


async def test_a_long_limit_is_the_outboxs_to_wait(room: Mailroom) -> None:
    await room.plan(room.server.channel().id, card("今天"))
    room.server.faults.add("flood", SEND, seconds=600)
    with pytest.raises(RateLimited) as caught:
        await room.sender.send(await room.claim())
    assert caught.value.retry_after == 600


# --- the connection ---


async def test_a_login_that_fails_is_tried_again(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, card("今天"))
    claim = await room.claim()
    for fault in ("dropped before", "truncated", "status"):
        times = 2 if fault == "dropped before" else 1
        room.server.faults.add(fault, "GET /users/@me", status=503, times=times)
        with pytest.raises(Transient):
            await room.sender.send(claim)
    room.server.faults.add("status", "GET /oauth2/applications/@me", status=503)
    with pytest.raises(Transient):
        await room.sender.send(claim)
    await room.sender.send(claim)
    assert channel.texts() == ["今天"]


async def test_a_refused_token_stops_the_platform_and_is_not_tried_at_once_again(room: Mailroom) -> None:
    room.server.token = "another"  # noqa: S105
    for _ in range(3):
        with pytest.raises(PlatformDown, match=r"platforms\.discord\.token"):
            await room.connection.login()
    assert [violation.kind for violation in room.server.violations].count("unauthorized") == 1
    room.server.journal.violations.clear()


async def test_discord_that_is_not_there_is_waited_for() -> None:
    server = DiscordServer()
    await server.start()
    connection = connection_to(server)
    await server.stop()
    with pytest.raises(Transient, match="nothing was done"):
        await connection.login()
    await server.start()
    assert (await connection.me()).name == "ribao"
    await server.stop()
    with pytest.raises(DeliveryError):  # on the connection that stood
        await connection.call("POST", "/channels/1/messages", json={})
    with pytest.raises(Transient, match="nothing was done"):
        await connection.call("POST", "/channels/1/messages", json={})
    await connection.close()


async def test_closing_before_any_use_and_twice(room: Mailroom) -> None:
    connection: Connection = connection_to(room.server)
    await connection.close()
    await connection.close()
    with pytest.raises(Transient, match="closed"):
        await connection.login()
    connection = connection_to(room.server)
    await connection.login()
    await connection.close()
    await connection.close()
    with pytest.raises(Transient, match="closed"):
        await connection.call("GET", "/users/@me")


async def test_closing_in_the_middle_of_a_request(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, card("今天"))
    claim = await room.claim()
    room.server.faults.add("delay", SEND, seconds=0.5)
    sending = asyncio.create_task(room.sender.send(claim))
    await room.server.until(lambda: room.connection._logged_in, what="a login")
    await asyncio.sleep(0.2)
    await room.connection.close()
    with pytest.raises(DeliveryError):
        await sending

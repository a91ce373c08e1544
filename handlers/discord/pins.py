"""Pins: the newest digest on top of the channel or forum, and not the one before it."""

import asyncio
from contextlib import suppress

import structlog

from bot.delivery.models import Claim, Receipt
from bot.delivery.pins import before
from bot.errors import DeliveryError, PostLost, Refused, RibaoError
from bot.ports import Store
from bot.recent import Recent
from handlers.discord.address import Spot, place, spot
from handlers.discord.channels import Channel
from handlers.discord.connection import Connection
from handlers.discord.messages import CHANNEL, POST, Messages

TOLD = 1000  # channels of which we remember that their trouble was told
PIN = "/channels/{channel_id}/messages/pins/{message_id}"
PINNED = 1 << 1  # the flag of a forum's pinned post
NOTE = 6  # the type of the message by which Discord tells of a pin

log = structlog.get_logger("ribao.discord")


class Pins:
    """Pins posts, beside the deliveries: a receipt is never kept waiting, nor lost, for a pin.

    A pin that fails is told once a channel and not tried again; the post stands.
    """

    def __init__(self, connection: Connection, store: Store, messages: Messages) -> None:
        self._connection = connection
        self._store = store
        self._messages = messages
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = Recent(TOLD)

    def soon(self, claim: Claim, channel: Channel, receipt: Receipt) -> None:
        """Pin this post of the claim."""
        task = asyncio.create_task(self._pin(claim, channel, receipt), name=f"pin {claim.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Wait for all that was begun."""
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Leave what is not done."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pin(self, claim: Claim, channel: Channel, receipt: Receipt) -> None:
        where = place(claim.target.address)
        try:
            posts = await self._store.posts(claim.target.id, claim.digest_id)
            others = [spot(where, post.receipt) for post in before(posts, claim, receipt)]
            if channel.is_forum:  # which holds one pin only
                for other in others:
                    await self._unpin_post(other)
                await self._flag(int(receipt.message_id), PINNED)
                return
            await self._put(spot(where, receipt))
            for other in others:
                await self._unpin(other)
        except RibaoError as error:
            if self._told.add(claim.target.address):
                log.warning(
                    "a post stands, but could not be pinned", target=claim.target.name, reason=str(error)
                )

    async def _put(self, where: Spot) -> None:
        await self._connection.call("PUT", PIN, channel_id=where.channel, message_id=where.message)
        with suppress(DeliveryError):  # Discord's note of it is an ornament
            await self._tidy(where)

    async def _unpin(self, where: Spot) -> None:
        with suppress(PostLost, Refused):  # it was not pinned, or is gone
            await self._connection.call("DELETE", PIN, channel_id=where.channel, message_id=where.message)

    async def _unpin_post(self, where: Spot) -> None:
        from handlers.discord.errors import ChannelGone  # noqa: PLC0415  # importing must be cheap

        with suppress(ChannelGone, Refused):
            await self._flag(where.message, 0)

    async def _flag(self, post: int, flags: int) -> None:
        await self._connection.call("PATCH", CHANNEL, channel_id=post, json={"flags": flags})

    async def _tidy(self, where: Spot) -> None:
        """Delete the note that our own pin left in the channel."""
        for note in await self._messages.page(where.channel, after=where.message):
            pinned = (note.get("message_reference") or {}).get("message_id")
            if note["type"] == NOTE and pinned == str(where.message):
                await self._connection.call(
                    "DELETE", POST, channel_id=where.channel, message_id=int(note["id"])
                )

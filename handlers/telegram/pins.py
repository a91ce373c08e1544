"""Pins: the newest digest on top of the chat, and not the one before it."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.delivery.models import Claim, Receipt
from bot.delivery.pins import before
from bot.errors import DeliveryError, PostLost, Refused, RibaoError
from bot.models import Target
from bot.ports import Store
from bot.recent import Recent
from handlers.telegram.address import place
from handlers.telegram.connection import Connection

if TYPE_CHECKING:
    from telegram import Message

TOLD = 1000  # chats of which we remember that their trouble was told

log = structlog.get_logger("ribao.telegram")


class Pins:
    """Pins posts, beside the deliveries: a receipt is never kept waiting, nor lost, for a pin.

    A pin that fails is told once a chat and not tried again; the post stands.
    """

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = Recent(TOLD)

    def soon(self, claim: Claim, receipt: Receipt) -> None:
        """Pin this post of the claim, as soon as the pace of its chat allows."""
        task = asyncio.create_task(self._pin(claim, receipt), name=f"pin {claim.id}")
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

    async def _pin(self, claim: Claim, receipt: Receipt) -> None:
        chat, number = place(claim.target.address).chat, int(receipt.message_id)
        try:
            await self._connection.ask(
                chat, lambda bot: bot.pin_chat_message(chat, number, disable_notification=True)
            )
            for post in before(await self._store.posts(claim.target.id, claim.digest_id), claim, receipt):
                await self._unpin(chat, int(post.receipt.message_id))
        except RibaoError as error:
            self._tell(claim.target, error)

    async def _unpin(self, chat: int | str, number: int) -> None:
        with suppress(PostLost, Refused):  # it was not pinned, or is gone
            await self._connection.ask(chat, lambda bot: bot.unpin_chat_message(chat, message_id=number))

    def _tell(self, target: Target, error: RibaoError) -> None:
        if self._told.add(target.name):
            log.warning("a post stands, but could not be pinned", target=target.name, reason=str(error))


async def tidy(connection: Connection, message: "Message") -> None:
    """Delete the note that our own pin left in a chat, where the bot may; somebody else's stays."""
    sender, chat, number = message.from_user, message.chat.id, message.message_id
    if message.pinned_message is None or sender is None:
        return
    with suppress(DeliveryError):  # it is an ornament
        if sender.id == (await connection.me()).id:
            await connection.ask(chat, lambda bot: bot.delete_message(chat, number))

"""The outbox's hands in Telegram: post, edit, take away, and find what a lost answer left behind."""

from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.delivery.models import Claim, Receipt
from bot.errors import Ambiguous, PostLost, Refused, Transient
from bot.locales import catalogue
from bot.ports import Store
from handlers.telegram.address import place
from handlers.telegram.connection import Connection
from handlers.telegram.content import content
from handlers.telegram.errors import NotOurs, Unchanged, Undeletable
from handlers.telegram.markup import ME, addressed
from handlers.telegram.pins import Pins
from handlers.telegram.probing import SETTLING, Probing
from handlers.telegram.titles import Titles

if TYPE_CHECKING:
    from telegram import ReplyParameters

log = structlog.get_logger("ribao.telegram")


class Sender:
    """Carries out claims; see bot.ports.Platform. `settling`: seconds before a lost post is looked for."""

    def __init__(self, connection: Connection, store: Store, *, settling: float = SETTLING) -> None:
        self._connection = connection
        self._store = store
        self._pins = Pins(connection, store)
        self._titles = Titles(store)
        self._probing = Probing(connection, store, settling)

    async def send(self, claim: Claim) -> Receipt:
        """Post the part; what is to be pinned is pinned soon after, whether or not that succeeds."""
        what, where = content(claim), place(claim.target.address)
        html = await self._addressed(what.text)
        reply = await self._first(claim) if what.reply else None
        await self._probing.prepare(claim)
        message = await self._connection.ask(
            where.chat,
            lambda bot: bot.send_message(
                where.chat,
                message_thread_id=where.thread,
                disable_notification=what.silent or None,
                reply_parameters=reply,
                **what.shown(html),
            ),
            urgent=False,
        )
        receipt = Receipt(message_id=str(message.message_id))
        self._titles.seen(claim.target, message.chat)
        if what.pin:
            self._pins.soon(claim, receipt)
        return receipt

    async def edit(self, claim: Claim) -> Receipt:
        """Make the post show the part; Telegram sets no age limit to that."""
        what, where, number = content(claim), place(claim.target.address), _number(claim, "changed")
        html = await self._addressed(what.text)
        with suppress(Unchanged):
            await self._connection.ask(
                where.chat,
                lambda bot: bot.edit_message_text(chat_id=where.chat, message_id=number, **what.shown(html)),
                urgent=False,
            )
        return Receipt(message_id=str(number))

    async def delete(self, claim: Claim) -> None:
        """Take the post away; of one that Telegram does not let go of any more a short note is left.

        Raises Refused where not even that can be.
        """
        where, number = place(claim.target.address), _number(claim, "deleted")
        try:
            await self._connection.ask(
                where.chat, lambda bot: bot.delete_message(where.chat, number), urgent=False
            )
        except PostLost:
            pass
        except Undeletable:
            await self._blank(claim, number)

    async def recover(self, claim: Claim) -> Receipt | None:
        """Look for the post in a channel. Raises Ambiguous elsewhere: replies share the numbers there."""
        what = content(claim)
        receipt = await self._probing.find(claim, what, await self._addressed(what.text))
        if receipt is not None and what.pin:
            self._pins.soon(claim, receipt)
        return receipt

    async def close(self) -> None:
        """Leave the pins and titles that are not done."""
        await self._pins.close()
        await self._titles.close()

    async def _addressed(self, html: str) -> str:
        """`html` with the bot's own name in its deep links."""
        if ME not in html:
            return html
        try:
            me = await self._connection.me()
        except Ambiguous as error:  # of a question only: nothing was posted
            raise Transient(str(error)) from None
        return addressed(html, me.username or "")

    async def _first(self, claim: Claim) -> "ReplyParameters | None":
        """A reply to part 0 of the same digest and generation, where it stands."""
        from telegram import ReplyParameters  # noqa: PLC0415  # importing must be cheap

        for post in await self._store.posts(claim.target.id, claim.digest_id):
            if (post.digest_id, post.generation, post.part) == (claim.digest_id, claim.generation, 0):
                return ReplyParameters(int(post.receipt.message_id), allow_sending_without_reply=True)
        return None

    async def _blank(self, claim: Claim, number: int) -> None:
        """Have the post say that it was taken back: all that Telegram leaves, and as good as gone."""
        where = place(claim.target.address)
        say = catalogue(claim.target.policy.locale)
        told = say("(taken back)")
        try:
            with suppress(Unchanged, PostLost):
                await self._connection.ask(
                    where.chat,
                    lambda bot: bot.edit_message_text(told, chat_id=where.chat, message_id=number),
                    urgent=False,
                )
        except NotOurs:
            raise Refused(
                f"message {number} in {claim.target.address} is too old for the bot to delete: "
                "delete it by hand, or let the bot delete messages"
            ) from None
        log.info("a post that can't be deleted says so", target=claim.target.name, message=number)


def _number(claim: Claim, how: str) -> int:
    """The message id of the claim's receipt. Raises PostLost where an admin, not Telegram, vouched for it."""
    if claim.receipt is None or not claim.receipt.message_id:
        raise PostLost(
            f"nobody knows which message in {claim.target.address} this part is: it can only be {how} by hand"
        )
    return int(claim.receipt.message_id)

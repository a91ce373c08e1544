"""What is known of the channel of a target: which messages are in the ledger, what the bot may do there."""

import datetime as dt
from dataclasses import dataclass

from bot.delivery.models import Claim, Post
from bot.errors import Ambiguous
from bot.locales import message
from bot.ports import Store
from handlers.telegram.address import place
from handlers.telegram.connection import Connection
from handlers.telegram.station import PLATFORM

CLOCKS = dt.timedelta(minutes=10)  # by which Telegram's clock and ours may differ
EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Undecidable(Ambiguous):
    """Here nobody can tell from outside whether a post stands."""


@dataclass(slots=True)
class Channel:
    """`known`: messages that are the ledger's, under any of the channel's addresses.

    `newest` is the highest of the target itself. `since`: nothing of the digest was posted before.
    `edits_others`: the bot may edit everybody's posts.
    """

    known: set[int]
    newest: int | None
    since: dt.datetime
    edits_others: bool


class Channels:
    """Asks Telegram and the ledger about channels."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._addresses: dict[int | str, tuple[str, ...] | None] = {}

    async def of(self, claim: Claim) -> Channel:
        """The channel of the claim's target. Raises Undecidable for a group, or another DeliveryError."""
        from telegram import ChatMemberAdministrator  # noqa: PLC0415  # importing must be cheap

        chat = place(claim.target.address).chat
        if chat not in self._addresses:
            self._addresses[chat] = await self._ask_addresses(chat)
        addresses = self._addresses[chat]
        if addresses is None:
            raise Undecidable(message("in a group nobody but its members can tell whether the post arrived"))
        me = await self._connection.me()
        member = await self._connection.ask(None, lambda bot: bot.get_chat_member(chat, me.id))
        own = await self._store.posts(claim.target.id, claim.digest_id)
        known = set(_ids(own))
        for target in await self._store.targets_at(PLATFORM, addresses):
            known |= _ids(await self._store.posts(target.id, claim.digest_id))
        digest = await self._store.digest_by_id(claim.digest_id)
        published = digest.published_at if digest is not None else None
        return Channel(
            known=known,
            newest=max(_ids(own), default=None),
            since=EVER if published is None else published - CLOCKS,
            edits_others=isinstance(member, ChatMemberAdministrator) and bool(member.can_edit_messages),
        )

    async def _ask_addresses(self, chat: int | str) -> tuple[str, ...] | None:
        found = await self._connection.ask(None, lambda bot: bot.get_chat(chat))
        if found.type != "channel":
            return None
        return (str(found.id), *([f"@{found.username.lower()}"] if found.username else []))


def _ids(posts: list[Post]) -> set[int]:
    """Their message ids; one that an admin has only seen has none."""
    return {int(post.receipt.message_id) for post in posts if post.receipt.message_id}

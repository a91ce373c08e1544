"""What is known of the channel of a target: which messages are in the ledger, what the bot may do there."""

from dataclasses import dataclass

from bot.delivery.models import Claim, Post
from bot.errors import Ambiguous
from bot.locales import message
from bot.ports import Store
from handlers.telegram.address import place
from handlers.telegram.connection import Connection
from handlers.telegram.station import PLATFORM


class Undecidable(Ambiguous):
    """Here nobody can tell from outside whether a post stands."""


@dataclass(slots=True)
class Channel:
    """`known`: messages that are the ledger's, under any of the channel's addresses.

    Above `base` the target's lost posts are. `edits_others`: the bot may edit everybody's posts.
    """

    known: set[int]
    base: int | None
    edits_others: bool


class Channels:
    """Asks Telegram and the ledger about channels."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._addresses: dict[int | str, tuple[str, ...] | None] = {}

    async def addresses(self, chat: int | str) -> tuple[str, ...] | None:
        """All addresses of a channel; None for a group. Raises DeliveryError."""
        if chat not in self._addresses:
            self._addresses[chat] = await self._ask_addresses(chat)
        return self._addresses[chat]

    async def of(self, claim: Claim) -> Channel:
        """The channel of the claim's target. Raises Undecidable for a group, or another DeliveryError."""
        from telegram import ChatMemberAdministrator  # noqa: PLC0415  # importing must be cheap

        chat = place(claim.target.address).chat
        addresses = await self.addresses(chat)
        if addresses is None:
            raise Undecidable(message("in a group nobody but its members can tell whether the post arrived"))
        me = await self._connection.me()
        member = await self._connection.ask(None, lambda bot: bot.get_chat_member(chat, me.id))
        own = _ids(await self._store.posts(claim.target.id, claim.digest_id))
        known, marks = set(own), set[int]()
        for target in await self._store.targets_at(PLATFORM, addresses):
            known |= _ids(await self._store.posts(target.id, claim.digest_id))
            if target.id == claim.target.id and target.mark:
                marks.add(int(target.mark))
        return Channel(
            known=known,
            base=max(own | marks, default=None),
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

"""Looking in a channel's history for what a send left behind whose answer was lost."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection

from bot.delivery.models import Claim
from bot.errors import Ambiguous
from bot.locales import message
from bot.ports import Store
from handlers.discord.address import place, spot
from handlers.discord.channels import Channel
from handlers.discord.connection import Connection
from handlers.discord.content import Content
from handlers.discord.marks import bears
from handlers.discord.messages import Message, Messages
from handlers.discord.snowflakes import EPOCH, first_of
from handlers.discord.station import PLATFORM

SKEW = first_of(EPOCH + dt.timedelta(hours=1))
"""By how much Discord's clock may be behind ours; a mark tells a delivery's posts from older ones anyway."""
NO_SIGHT = message(
    "an answer was lost, and the bot may not look whether the post stands:"
    " give it the right to read the message history"
)
PAGE = 100
KEPT = 1000  # searches that were broken off


class Search:
    """How far a search has come, and what it found."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.found: list[Message] = []


class History:
    """Finds posts by their marks. A search that is broken off goes on where it was."""

    def __init__(self, connection: Connection, store: Store, messages: Messages) -> None:
        self._connection = connection
        self._store = store
        self._messages = messages
        self._searches: OrderedDict[tuple[str, int], Search] = OrderedDict()

    async def find(self, claim: Claim, what: Content, channel: int, known: Collection[int]) -> list[Message]:
        """The bot's posts of this delivery in that channel, in order, but for those that the ledger knows.

        Raises Ambiguous where the bot may not read the history.
        """
        key = (claim.key, channel)
        begin = since(claim)
        search = self._searches.setdefault(key, Search(begin))
        if len(self._searches) > KEPT:
            self._searches.popitem(last=False)
        me = str((await self._connection.me()).id)
        seen = search.after > begin
        while page := await self._messages.page(channel, after=search.after, limit=PAGE):
            search.found += [
                post
                for post in page
                if post["author"]["id"] == me
                and int(post["id"]) not in known
                and bears(post, what, claim.key)
            ]
            search.after = int(page[-1]["id"])
            seen = True
            if len(page) < PAGE:
                break
        if not seen and not await self._messages.sees(channel, begin):
            raise Ambiguous(NO_SIGHT)
        self._searches.pop(key, None)  # newer ones may have pushed it out
        return search.found

    async def known(self, claim: Claim, channel: Channel) -> set[int]:
        """The messages that the ledger has in that channel, of whatever target it is."""
        names = [claim.target.address, str(channel.id)]
        if channel.is_thread:
            names.append(f"{channel.parent}/{channel.id}")
        return {
            spot(place(target.address), post.receipt).message
            for target in await self._store.targets_at(PLATFORM, names)
            for post in await self._store.posts(target.id, claim.digest_id)
            if post.receipt.message_id
        }


def since(claim: Claim) -> int:
    """The number behind which all posts of this send are."""
    return max(first_of(claim.begun) - SKEW, 0)

"""Whether a post stands in a channel whose answer was lost: the next message ids are asked one by one."""

import asyncio
import itertools
from contextlib import suppress

from bot.delivery.models import Claim, Receipt
from bot.errors import Ambiguous, PostLost, Transient
from bot.locales import message
from bot.ports import Store
from handlers.telegram.address import place
from handlers.telegram.channels import Channels, Undecidable
from handlers.telegram.connection import Connection
from handlers.telegram.content import Content
from handlers.telegram.errors import NotOurs
from handlers.telegram.probe import Probe, Search, TooOld

SETTLING = 2.0  # seconds that a request may still be on its way after its answer was given up
FARTHEST = 500  # ids that are looked at before an anchor, at most
SEARCHES = 500  # that are remembered while rate limits interrupt them


class Probing:
    """Looks for lost posts; what it knows of a search that was interrupted is kept for the next attempt."""

    def __init__(self, connection: Connection, store: Store, settling: float = SETTLING) -> None:
        self._connection = connection
        self._channels = Channels(connection, store)
        self._settling = settling
        self._searches: dict[str, Search] = {}

    async def find(self, claim: Claim, what: Content, html: str) -> Receipt | None:
        """The receipt of the claim's post, None if it surely does not stand.

        Raises Ambiguous where nobody can tell, and Transient where it was not told: silence and rate
        limits settle nothing.
        """
        where = place(claim.target.address)
        if where.private:
            raise Undecidable(
                message("in a private chat nobody but its reader can tell whether the post arrived")
            )
        try:
            channel = await self._channels.of(claim)
            if claim.key not in self._searches:
                await asyncio.sleep(self._settling)
            search = self._searches.get(claim.key) or self._remembered(claim.key)
            probe = Probe(self._connection, where, channel, what, html, search)
            number = await _look(probe)
        except Undecidable:
            raise
        except Ambiguous as error:  # of a question, not of the post
            raise Transient(f"looking for a lost post: {error}") from None
        self._searches.pop(claim.key, None)
        return None if number is None else Receipt(message_id=str(number))

    def _remembered(self, key: str) -> Search:
        if len(self._searches) >= SEARCHES:
            self._searches.pop(next(iter(self._searches)))
        return self._searches.setdefault(key, Search())


async def _look(probe: Probe) -> int | None:
    """Ask id by id; adopt the post, or else another of ours that the asking has made to show it."""
    search = probe.search
    earlier = search.found
    if search.ids is None:
        await _begin(probe)
    while not search.settled and (number := search.next()) is not None:
        if number not in probe.channel.known:
            try:
                if await probe.stands(number):
                    search.found, search.settled = number, True
                else:
                    search.ours.append(number)
            except TooOld:
                search.settled = search.lowest is not None  # all others are older still
            except PostLost:
                if not search.bounded:
                    # Nobody has posted since, or something was deleted: only the newest id tells.
                    search.look_at(range(number + 1, await probe.anchor()))
            except NotOurs:
                pass
        search.done()
    if not search.settled and (search.lowest or 0) > 1:
        raise Undecidable(f"the {FARTHEST} newest messages of the channel don't tell whether it was posted")
    if search.found is None and search.ours:
        search.found = max(search.ours)
    search.settled = True
    search.litter.update(number for number in search.ours if number != search.found)
    if search.found is not None and search.found in {earlier, *search.ours}:
        # Shown by an earlier attempt, maybe in an older wording.
        with suppress(PostLost):
            await probe.shows(search.found)
    await probe.tidy()
    return search.found


async def _begin(probe: Probe) -> None:
    """Forward from the newest post that the ledger knows; without any, backward from an anchor."""
    newest = probe.channel.newest
    if newest is not None:
        probe.search.ids = itertools.count(newest + 1)
    else:
        top = await probe.anchor()
        probe.search.lowest = max(top - FARTHEST, 1)
        probe.search.look_at(range(top - 1, probe.search.lowest - 1, -1))

"""Whether a post stands in a channel whose answer was lost: the next message ids are asked one by one."""

import asyncio
import itertools
from contextlib import suppress

from bot.delivery.models import Claim, Receipt
from bot.errors import Ambiguous, PostLost, StoreError, Transient
from bot.locales import message
from bot.ports import Store
from handlers.telegram.address import place
from handlers.telegram.channels import Channels, Undecidable
from handlers.telegram.connection import Connection
from handlers.telegram.content import Content
from handlers.telegram.errors import NotOurs
from handlers.telegram.probe import Probe, Search

NOTHING = Content(text="", silent=True)
SETTLING = 2.0  # seconds that a request may still be on its way after its answer was given up
SEARCHES = 500  # that are remembered while rate limits interrupt them


class Probing:
    """Looks for lost posts; what it knows of a search that was interrupted is kept for the next attempt."""

    def __init__(self, connection: Connection, store: Store, settling: float = SETTLING) -> None:
        self._connection = connection
        self._store = store
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
            number = await self._look(claim, probe)
        except Undecidable:
            raise
        except StoreError as error:
            raise Transient(f"looking for a lost post: {error}") from None
        except Ambiguous as error:  # of a question, not of the post
            raise Transient(f"looking for a lost post: {error}") from None
        self._searches.pop(claim.key, None)
        return None if number is None else Receipt(message_id=str(number))

    async def prepare(self, claim: Claim) -> None:
        """Before the first post ever into a channel: note where its ids are.

        Raises DeliveryError, of which none means that the post itself was sent.
        """
        where = place(claim.target.address)
        if claim.target.mark is not None or where.private:
            return
        try:
            if await self._channels.addresses(where.chat) is None:
                return
            channel = await self._channels.of(claim)
            base = channel.base
            if base is None:
                key = f"the first of {claim.target.id}"
                search = self._searches.get(key) or self._remembered(key)
                probe = Probe(self._connection, where, channel, NOTHING, "", search)
                base = await probe.anchor()
                await probe.tidy()
                self._searches.pop(key, None)
            await self._store.mark_target(claim.target.id, str(base))
        except (Ambiguous, StoreError) as error:
            raise Transient(f"looking where the channel stands: {error}") from None

    def _remembered(self, key: str) -> Search:
        if len(self._searches) >= SEARCHES:
            self._searches.pop(next(iter(self._searches)))
        return self._searches.setdefault(key, Search())

    async def _look(self, claim: Claim, probe: Probe) -> int | None:
        """Ask id by id; adopt the post, or else another of ours that the asking has made to show it."""
        search = probe.search
        earlier = search.found
        if search.ids is None:
            if probe.channel.base is None:
                return None  # nothing is sent into a channel before `prepare` has noted where it stands
            search.ids = itertools.count(probe.channel.base + 1)
        while not search.settled and (number := search.next()) is not None:
            await self._ask(probe, number)
            if search.found is None and not search.ours:
                # Should the process die, the next one goes on from here.
                await self._store.mark_target(claim.target.id, str(number))
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

    async def _ask(self, probe: Probe, number: int) -> None:
        """Settle one id."""
        search = probe.search
        if number not in probe.channel.known:
            try:
                if await probe.stands(number):
                    search.found, search.settled = number, True
                else:
                    search.ours.append(number)
            except PostLost:
                if not search.bounded:
                    # Nobody has posted since, or something was deleted: only the newest id tells.
                    search.look_at(range(number + 1, await probe.anchor()))
            except NotOurs:
                pass
        search.done()

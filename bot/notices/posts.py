"""Posts in doubt, deleted by somebody, or refused."""

from collections.abc import Iterator
from contextlib import suppress

from bot.commands.blocks import answered
from bot.commands.doubts import doubtful
from bot.commands.models import Reply
from bot.delivery.models import Claim
from bot.desk import Desk
from bot.errors import StoreError
from bot.models import StoredDigest
from bot.notices import wordings
from bot.notices.claims import Claims
from bot.notices.topics import Words


class Posts:
    """Doubts come from the ledger, at the start too; so do the failures in the reports on a digest."""

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._news = desk.news
        self._claims = claims

    async def look(self) -> None:
        """What there is was heard."""

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those of which something waits."""
        if self._news.doubtful:
            yield "doubts", self._of_doubts
        if self._news.gone:
            yield "gone", self._of_gone
        if self._news.refused:
            yield "refused", self._of_refused

    async def _of_doubts(self) -> Reply | None:
        """Those that nobody was asked about; what comes into doubt meanwhile is asked for the next time."""
        self._news.doubtful = False
        try:
            fresh = [
                doubt
                for doubt in await self._desk.store.doubts()
                if await self._claims.once("doubts", f"delivery {doubt.delivery_id} of {doubt.since}")
            ]
            blocks, rows = await doubtful(self._desk.store, self._desk.words, fresh)
        except StoreError:
            self._news.doubtful = True
            raise
        return answered(blocks, rows) if fresh else None

    async def _of_gone(self) -> Reply:
        with self._news.gone.telling() as (held, more):
            posts = [(claim.target, await self._digest(claim), claim.part) for claim in held.values()]
        return wordings.gone(self._desk.words, posts, more)

    async def _of_refused(self) -> Reply:
        with self._news.refused.telling() as (held, more):
            posts = [
                ((claim.target, await self._digest(claim), claim.part), reason)
                for claim, reason in held.values()
            ]
        return wordings.refused(self._desk.words, posts, more)

    async def _digest(self, claim: Claim) -> StoredDigest | None:
        """The claim's digest; without the store the news is told all the same, with fewer words."""
        with suppress(StoreError):
            return await self._desk.store.digest_by_id(claim.digest_id)
        return None

"""Targets that are lost, back, or elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.commands.models import Reply
from bot.desk import Desk
from bot.models import Target
from bot.notices import wordings
from bot.notices.claims import HOUR, Claims
from bot.notices.news import loss
from bot.notices.topics import Words

LATELY = 6 * HOUR
"""What another process has told so lately is the same news."""


class Targets:
    """Tells what still is so when it may be told. `watch`: also losses that a crash left untold."""

    def __init__(self, desk: Desk, claims: Claims, *, watch: bool) -> None:
        self._desk = desk
        self._news = desk.news
        self._claims = claims
        self._looked = not watch
        self._left: set[int] = set()

    async def look(self) -> None:
        """Once: which targets are lost and were not told? At the very first start they are of the past."""
        if self._looked:
            return
        store, now = self._desk.store, self._desk.clock()
        heard = self._news.lost.held()
        lost = [one for one in await store.targets() if one.is_lost and one.id not in heard]
        if await store.claim_notice("losses are told", now=now, apart=None):
            for target in lost:
                await store.claim_notice(loss(target), now=now, apart=None)
        else:
            for target in lost:
                self._left.add(target.id)
                self._news.is_lost(target, target.suspended or "")
        self._looked = True

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those of which something waits."""
        if self._news.lost:
            yield "lost", self._of_lost
        if self._news.back:
            yield "back", self._of_back
        if self._news.moved:
            yield "moved", self._of_moved

    async def _of_lost(self) -> Reply | None:
        with self._news.lost.telling() as (held, more):
            stands = await self._stands(target for target, _ in held.values())
            losses = []
            for target, reason in held.values():
                apart = None if target.id in self._left else LATELY
                if stands.get(target.id, True) and await self._claims.once("lost", loss(target), apart):
                    losses.append((target, reason))
        self._left.difference_update(held)
        return wordings.lost(self._desk.words, losses, more) if losses or more else None

    async def _of_back(self) -> Reply | None:
        with self._news.back.telling() as (held, more):
            stands = await self._stands(held.values())
            targets = [target for target in held.values() if not stands.get(target.id, False)]
        return wordings.back(self._desk.words, targets, more) if targets or more else None

    async def _of_moved(self) -> Reply | None:
        with self._news.moved.telling() as (held, more):
            moves = [
                (target, address, self._desk.declares(target))
                for target, address in held.values()
                if await self._claims.once("moved", f"target {target.id} is at {address}", LATELY)
            ]
        return wordings.moved(self._desk.words, moves, more) if moves or more else None

    async def _stands(self, targets: Iterable[Target]) -> dict[int, bool]:
        """Whether they are lost now, by id; of one that the store does not know nothing is said."""
        addresses: defaultdict[str, list[str]] = defaultdict(list)
        for target in targets:
            addresses[target.platform].append(target.address)
        return {
            target.id: target.is_lost
            for platform, there in addresses.items()
            for target in await self._desk.store.targets_at(platform, there)
        }

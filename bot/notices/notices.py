"""What admins are told unasked: targets that are lost, posts in doubt, deleted or refused, platforms down."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

import structlog

from bot.notices import wordings
from bot.commands.blocks import LISTED, answered
from bot.commands.doubts import doubtful
from bot.commands.models import Reply
from bot.delivery.models import Action, Claim, Dead, Doubtful, Gone, Moved, Outcome, Retry, Suspend
from bot.desk import Desk
from bot.errors import StoreError
from bot.models import StoredDigest, Target

PAUSE = 1.0  # seconds in which news of one kind come together
APART = dt.timedelta(minutes=1)  # between two messages of one kind

T = TypeVar("T")

log = structlog.get_logger("ribao.notices")


@dataclass(slots=True)
class Gathered(Generic[T]):
    """News of one kind: the first of them, and how many more came than a message lists."""

    first: dict[Hashable, T] = field(default_factory=dict)
    more: int = 0

    def add(self, key: Hashable, one: T) -> None:
        """Gather it; what is known by that key already is replaced."""
        if key in self.first or len(self.first) < LISTED:
            self.first[key] = one
        else:
            self.more += 1

    def take(self) -> tuple[list[T], int]:
        """All that was gathered; nothing is left."""
        taken, more = list(self.first.values()), self.more
        self.first, self.more = {}, 0
        return taken, more


class Notices:
    """Hears what becomes of deliveries and tells the admins: a message a kind and minute at most.

    It never raises: what can't be told is in the log. It holds ten pieces of news of each kind and counts
    the others. Doubts are told from the ledger, at the start too, so that none is lost in a crash.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._woken = asyncio.Event()
        self._last: dict[str, dt.datetime] = {}
        self._lost: Gathered[tuple[Target, str]] = Gathered()
        self._moved: Gathered[tuple[Target, str, bool]] = Gathered()
        self._gone: Gathered[Claim] = Gathered()
        self._refused: Gathered[tuple[Claim, str]] = Gathered()
        self._down: dict[str, str] = {}
        self._up: set[str] = set()
        self._told_down: set[str] = set()
        self._doubtful = True
        self._asked: set[int] = set()

    def heard(self, claim: Claim, outcome: Outcome) -> None:
        """An outcome was written down: remember what admins should know of it."""
        target = claim.target
        match outcome:
            case Suspend():
                for lost in self._desk.unheard("lost", [target]):
                    self._lost.add(lost.id, (lost, outcome.reason))
            case Moved():
                for moved in self._desk.unheard("moved", [target]):
                    self._moved.add(moved.id, (moved, outcome.address, self._desk.declares(moved)))
            case Doubtful():
                self._doubtful = True
            case Gone() if claim.action is not Action.DELETE:
                self._gone.add(claim.id, claim)
            case Dead():
                self._refused.add(claim.id, (claim, outcome.reason))
        if not isinstance(outcome, Retry | Doubtful):
            self._answers(target.platform)
        if self._pending():
            self._woken.set()

    def down(self, platform: str, reason: str) -> None:
        """A platform can't be used at all; that is told once, until it can be used again."""
        self._up.discard(platform)
        if platform not in self._told_down:
            self._down[platform] = reason
            self._woken.set()

    def _answers(self, platform: str) -> None:
        self._down.pop(platform, None)
        if platform in self._told_down:
            self._up.add(platform)

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            await self.tell()
            if not self._pending():
                self._woken.clear()
                await self._woken.wait()

    async def tell(self) -> None:
        """Tell all that is due now."""
        await self._put("doubts", self._doubtful, self._of_doubts)
        await self._put("lost", bool(self._lost.first), self._of_lost)
        await self._put("moved", bool(self._moved.first), self._of_moved)
        await self._put("gone", bool(self._gone.first), self._of_gone)
        await self._put("refused", bool(self._refused.first), self._of_refused)
        for platform in list(self._down):
            await self._put(f"{platform} down", True, partial(self._of_down, platform))
        for platform in list(self._up):
            await self._put(f"{platform} up", True, partial(self._of_up, platform))

    def _pending(self) -> bool:
        gathered = (self._lost, self._moved, self._gone, self._refused)
        return self._doubtful or bool(self._down or self._up) or any(each.first for each in gathered)

    async def _put(self, kind: str, due: bool, words: Callable[[], Awaitable[Reply | None]]) -> None:
        now = self._desk.clock()
        last = self._last.get(kind)
        if not due or (last is not None and now - last < APART):
            return
        reply = await words()
        if reply is not None:
            self._last[kind] = now
            await self._desk.say(reply)

    async def _of_doubts(self) -> Reply | None:
        """The deliveries that came into doubt since this was last told."""
        self._doubtful = False
        say = self._desk.words
        try:
            doubts = await self._desk.store.doubts()
            fresh = [doubt for doubt in doubts if doubt.delivery_id not in self._asked]
            blocks, rows = await doubtful(self._desk.store, say, fresh)
        except StoreError as error:
            log.warning("the ledger can't be asked for doubts; trying again", error=str(error))
            self._doubtful = True
            self._last["doubts"] = self._desk.clock()
            return None
        self._asked = {doubt.delivery_id for doubt in doubts}
        return answered(blocks, rows) if fresh else None

    async def _of_lost(self) -> Reply:
        return wordings.lost(self._desk.words, *self._lost.take())

    async def _of_moved(self) -> Reply:
        return wordings.moved(self._desk.words, *self._moved.take())

    async def _of_gone(self) -> Reply:
        claims, more = self._gone.take()
        posts = [(claim.target, await self._digest(claim), claim.part) for claim in claims]
        return wordings.gone(self._desk.words, posts, more)

    async def _of_refused(self) -> Reply:
        refused, more = self._refused.take()
        posts = [((claim.target, await self._digest(claim), claim.part), reason) for claim, reason in refused]
        return wordings.refused(self._desk.words, posts, more)

    async def _of_down(self, platform: str) -> Reply:
        self._told_down.add(platform)
        return wordings.down(self._desk.words, platform, self._down.pop(platform))

    async def _of_up(self, platform: str) -> Reply:
        self._told_down.discard(platform)
        self._up.discard(platform)
        return wordings.up(self._desk.words, platform)

    async def _digest(self, claim: Claim) -> StoredDigest | None:
        """The claim's digest; without the store the news is told all the same, with fewer words."""
        with suppress(StoreError):
            return await self._desk.store.digest_by_id(claim.digest_id)
        return None

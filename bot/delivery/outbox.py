"""The loop that makes the platforms match the ledger."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from bot.delivery.models import Action, Claim, Deleted, Misplaced, Outcome, Posted, Receipt, Retry
from bot.delivery.retry import PLATFORM_WAIT, decide, wait
from bot.delivery.settling import GATHER, Settling
from bot.errors import Ambiguous, DeliveryError, PlatformDown, PostLost, StoreError, Transient
from bot.ports import Platform, Store

LEASE = dt.timedelta(seconds=60)
MOMENT = 0.1  # seconds
POLL = 1.0  # seconds: the command line writes to the same store, and is promised effect within 2 s
GRACE = 1.0  # seconds that deliveries under way get at the end: Ctrl-C is promised an end within 2 s
LAST = 0.3  # seconds for writing down, after that, what was not even asked

log = structlog.get_logger("ribao.outbox")


class Outbox:
    """Claims due deliveries, asks the platforms, settles.

    Asking a platform may take the first half of a lease, writing the outcome down the second: a worker
    that lives never loses what it holds, and one that dies leaves a lease that runs out. `clock` gives
    aware UTC times. `on_outcome` is told what became of a claim, once it was written down;
    `on_down`, by name and reason, that a platform can't be used at all.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Callable[[], dt.datetime],
        *,
        lease: dt.timedelta = LEASE,
        at_once: int = 64,
        on_outcome: Callable[[Claim, Outcome], None] = lambda _claim, _outcome: None,
        on_down: Callable[[str, str], None] = lambda _platform, _reason: None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._lease = lease
        self._at_once = at_once
        self._settling = Settling(store, clock, on_outcome)
        self._on_down = on_down
        self._under_way: set[asyncio.Task[None]] = set()
        self._asking: Counter[str] = Counter()
        self._more = True
        self._woken = asyncio.Event()
        self._paused: dict[str, dt.datetime] = {}

    def wake(self) -> None:
        """Look at the ledger now instead of at the next poll."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; deliveries under way are given a moment to settle."""
        failures = 0
        try:
            while True:
                self._woken.clear()
                try:
                    quiet = await self._start_due()
                    failures = 0
                except StoreError as error:
                    failures += 1
                    log.warning("the ledger can't be read; trying again", error=str(error), failures=failures)
                    await asyncio.sleep(min(wait(failures).total_seconds(), 30))
                    continue
                if quiet:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(quiet):
                            await self._woken.wait()
        finally:
            await self._finish()

    async def drain(self) -> None:
        """Deliver all that is due now, and return; retries and later leases are left."""
        while True:
            self._woken.clear()
            if not await self._start_due():
                continue
            if self._under_way:
                await self._woken.wait()
            elif not self._woken.is_set():  # else something was settled while we looked
                return

    async def _start_due(self) -> float:
        """Start what is due, as far as there is room; returns for how many seconds nothing else will be."""
        room = self._room()
        if 0 < sum(room.values()) < self._at_once // 4:
            await asyncio.sleep(GATHER)  # a claim of many costs hardly more than a claim of one
            room = self._room()
        if not room:
            return MOMENT
        now = self._clock()
        if not self._more:
            due = await self._store.next_due(list(room))
            if due is None or due > now:
                return POLL if due is None else min((due - now).total_seconds(), POLL)
        # Counted from before the claim, as the lease is: half of it for asking, half for settling.
        deadline = asyncio.get_running_loop().time() + self._lease.total_seconds() / 2
        claims = await self._claim(room, self._clock())
        others_were_quicker = not claims and not self._more
        held = Counter(claim.target.platform for claim in claims)
        self._more = any(held[name] == limit for name, limit in room.items())
        for claim in claims:
            task = asyncio.create_task(self._deliver(claim, deadline), name=f"delivery {claim.id}")
            self._asking[claim.target.platform] += 1
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return MOMENT if others_were_quicker else 0

    def _room(self) -> dict[str, int]:
        """How many claims each platform that is up could begin now; one that hangs takes no other's."""
        now = self._clock()
        room = {}
        # Those that were answered and wait to be written down hold up nobody, within reason.
        waiting = len(self._under_way) - self._asking.total()
        for name, platform in self._platforms.items():
            if self._paused.get(name, now) <= now and waiting < self._at_once:
                asking = self._asking[name]
                room[name] = min(max(platform.room(), int(not asking)), self._at_once - asking)
        return {name: free for name, free in room.items() if free > 0}

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self.wake()

    async def _claim(self, room: Mapping[str, int], now: dt.datetime) -> list[Claim]:
        claiming = asyncio.ensure_future(self._store.claim(room, now=now, lease=self._lease))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            await self._give_back(claiming, now)
            raise

    async def _give_back(self, claiming: "asyncio.Future[list[Claim]]", now: dt.datetime) -> None:
        """Return what was claimed while we were being stopped.

        Left to run out, it would look like a send that may have happened. A store that does not answer
        in time is left alone: then the lease has to run out after all.
        """
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(GRACE):
                backs = [
                    (claim, Retry(at=now, reason="", interrupted=claim.interrupted))
                    for claim in await claiming
                ]
                if backs:
                    await self._store.settle(backs, now=now)

    async def _finish(self) -> None:
        tasks = set(self._under_way)
        if not tasks:
            return
        for patience in (GRACE, LAST):
            _, tasks = await asyncio.wait(tasks, timeout=patience)
            if not tasks:
                return
            for task in tasks:  # who has asked nobody yet says so, and the claim is given back
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, claim: Claim, deadline: float) -> None:
        try:
            outcome = await self._attempt(claim, deadline)
        finally:
            self._asking[claim.target.platform] -= 1
            if self._more:
                self.wake()
        if not isinstance(outcome, Posted | Deleted) and outcome.reason:
            log.warning(
                "not delivered",
                target=claim.target.name,
                delivery=claim.id,
                action=claim.action.value,
                outcome=type(outcome).__name__.lower(),
                reason=outcome.reason,
            )
        await self._settling.settle(claim, outcome, deadline + self._lease.total_seconds() / 2)

    async def _attempt(self, claim: Claim, deadline: float) -> Outcome:
        """Ask the platform once. A send that may stand already is never repeated before it was looked for."""
        platform = self._platforms[claim.target.platform]
        doubtful = claim.interrupted and claim.action is Action.SEND
        try:
            if doubtful:
                receipt = await self._recover(platform, claim, deadline)
                if receipt is not None:
                    return Posted(receipt=receipt)
                # What is desired by now may be something else: the next claim tells.
                return Retry(at=self._clock(), reason="an interrupted send was not there")
            try:
                return await self._ask(platform, claim, deadline)
            except Ambiguous as error:
                if claim.action is not Action.SEND:
                    raise
                doubtful = True
                receipt = await self._recover(platform, claim, deadline)
                if receipt is not None:
                    return Posted(receipt=receipt)
                return self._decide(Transient(str(error)), claim, doubtful=False)
        except DeliveryError as error:
            if isinstance(error, PlatformDown):
                self._paused[platform.name] = self._clock() + PLATFORM_WAIT
                log.error("platform is down", platform=platform.name, error=str(error))
                self._on_down(platform.name, str(error))
            return self._decide(error, claim, doubtful=doubtful)
        except Exception as error:  # the loop outlives a defect in a sender; what it did is unknown
            log.exception("a sender failed", platform=platform.name, delivery=claim.id)
            lost = Ambiguous(f"{platform.name}: internal error ({type(error).__name__})")
            return self._decide(lost, claim, doubtful=doubtful)

    def _decide(self, error: DeliveryError, claim: Claim, *, doubtful: bool) -> Outcome:
        return decide(error, claim.attempts + 1, self._clock(), action=claim.action, interrupted=doubtful)

    async def _ask(self, platform: Platform, claim: Claim, deadline: float) -> Outcome:
        if asyncio.get_running_loop().time() >= deadline:
            raise Transient("the claim came too late to be carried out")
        if claim.receipt is not None and not claim.receipt.message_id:
            raise PostLost("nobody knows the message id: an admin has seen that the post stands")
        try:
            async with asyncio.timeout_at(deadline):
                match claim.action:
                    case Action.SEND:
                        return Posted(receipt=await platform.send(claim))
                    case Action.EDIT:
                        receipt = await platform.edit(claim)
                        return Misplaced() if receipt is None else Posted(receipt=receipt)
                    case Action.DELETE:
                        await platform.delete(claim)
                        return Deleted()
        except TimeoutError:
            raise Ambiguous(f"{platform.name} did not answer in time") from None

    async def _recover(self, platform: Platform, claim: Claim, deadline: float) -> Receipt | None:
        """Look for the post of an earlier send. Silence settles nothing: the doubt stays for another time."""
        try:
            async with asyncio.timeout_at(deadline):
                return await platform.recover(claim)
        except TimeoutError:
            raise Transient(f"{platform.name} did not answer in time") from None

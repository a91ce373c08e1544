"""Crossposts: what a channel announces is published to the servers that follow it, beside the deliveries."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from bot.delivery.models import Claim, Receipt
from bot.delivery.retry import PLATFORM_WAIT, wait
from bot.errors import (
    DeliveryError,
    NotYet,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    StoreError,
    TargetLost,
)
from bot.models import Target
from bot.ports import Store
from bot.recent import Recent
from handlers.discord.address import place
from handlers.discord.connection import Connection
from handlers.discord.messages import POST
from handlers.discord.station import PLATFORM

MARK = "crosspost"
TOLD = 1000  # channels of which we remember that their trouble was told

log = structlog.get_logger("ribao.discord")


class Crossposts:
    """Publishes posts to followers, however long that takes; what is left is noted in the target's mark.

    So a kill loses none: `resume` goes on with what an earlier process left. `sleep` is for tests.
    """

    def __init__(
        self,
        connection: Connection,
        store: Store,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._store = store
        self._sleep = sleep
        self._told = Recent(TOLD)
        self._jobs: dict[int, asyncio.Task[None]] = {}
        self._due: dict[int, list[int]] = {}
        self._resuming: asyncio.Task[None] | None = None

    def resume(self) -> None:
        """Go on, once, with what was left behind."""
        if self._resuming is None:
            self._resuming = asyncio.create_task(self._resume(), name="crossposts left behind")

    async def soon(self, claim: Claim, receipt: Receipt) -> None:
        """Publish this post as soon as Discord lets us; that it is to be is written down first."""
        due = self._due.setdefault(claim.target.id, [])
        # What another process has noted is ours as well: the note is written over.
        for number in (*noted(claim.target.mark), int(receipt.message_id)):
            if number not in due:
                due.append(number)
        await self._note(claim.target.id)
        self._begin(claim.target)

    async def done(self) -> None:
        """Wait for all that was begun."""
        if self._resuming is not None:
            await self._resuming
        await asyncio.gather(*self._jobs.values())

    async def close(self) -> None:
        """Leave what is not done: its note stays."""
        tasks = [*self._jobs.values(), *([self._resuming] if self._resuming is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _resume(self) -> None:
        for target in await self._targets():
            due = self._due.setdefault(target.id, [])
            due += [number for number in noted(target.mark) if number not in due]
            if due:
                self._begin(target)
            else:
                del self._due[target.id]

    async def _targets(self) -> list[Target]:
        failures = 0
        while True:
            try:
                return await self._store.targets(platform=PLATFORM, suspended=False)
            except StoreError:
                failures += 1
                await self._sleep(wait(failures).total_seconds())

    def _begin(self, target: Target) -> None:
        job = self._jobs.get(target.id)
        if job is None or job.done():
            job = asyncio.create_task(self._publish_all(target), name=f"crossposts of {target.id}")
            self._jobs[target.id] = job
            job.add_done_callback(lambda done: self._ended(target.id, done))

    def _ended(self, target_id: int, job: asyncio.Task[None]) -> None:
        if self._jobs.get(target_id) is job:
            del self._jobs[target_id]

    async def _publish_all(self, target: Target) -> None:
        while due := self._due.get(target.id):
            number = due[0]
            await self._publish(target, number)
            due.remove(number)
            await self._note(target.id)
        self._due.pop(target.id, None)

    async def _publish(self, target: Target, number: int) -> None:
        """Publish it, or find that it never will be; what only takes time is waited for."""
        from handlers.discord.errors import Done  # noqa: PLC0415  # importing must be cheap

        failures = 0
        while True:
            try:
                await self._connection.call(
                    "POST",
                    f"{POST}/crosspost",
                    channel_id=place(target.address).channel,
                    message_id=number,
                    urgent=False,
                )
            except (Done, PostLost):
                return
            except (Refused, TargetLost) as error:
                if self._told.add(target.id):
                    log.warning(
                        "a post stands, but was not published to those who follow the channel",
                        target=target.name,
                        reason=str(error),
                    )
                return
            except DeliveryError as error:
                failures += 1
                await self._sleep(patience(error, failures))
            else:
                return

    async def _note(self, target_id: int) -> None:
        with suppress(StoreError):  # only a kill would need it
            await self._store.mark_target(target_id, note(self._due.get(target_id, ())))


def patience(error: DeliveryError, failures: int) -> float:
    """Seconds to wait after this trouble."""
    match error:
        case RateLimited() | NotYet():
            return error.retry_after
        case PlatformDown():
            return PLATFORM_WAIT.total_seconds()
    return wait(failures).total_seconds()


def note(due: Sequence[int]) -> str:
    """What is due, as it stands in a target's mark."""
    return " ".join([MARK, *map(str, due)]) if due else ""


def noted(mark: str | None) -> list[int]:
    """What a mark says that is due."""
    words = (mark or "").split()
    return [int(word) for word in words[1:] if word.isdecimal()] if words[:1] == [MARK] else []

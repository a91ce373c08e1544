"""Asking Telegram for updates: one long poll after the other, for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from telegram import Bot, Update
from telegram.error import Conflict

from bot.errors import DeliveryError, PlatformDown, RateLimited, Transient
from handlers.telegram.connection import Connection
from handlers.telegram.trouble import Trouble

HANDLED = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
"""The kinds of update that we take. Telegram keeps the list between runs: it is always passed."""

RIVAL = "another instance runs with this token; stop one of them"
AWAY = "Telegram can't be reached; trying again"
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What the library raises for an update that is not as documented, such as a date beyond all years."""

MOST = 100  # updates a batch, Telegram's own limit

log = structlog.get_logger("ribao.telegram")


class Rival(Transient):
    """Somebody else gets the updates."""


class Unreadable(Transient):
    """The batch holds an update that is not as documented."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long a poll waits for an update; how long we wait after a failure, doubled each time."""

    long_poll: int = 30
    first_pause: float = 0.5
    longest_pause: float = 30.0


async def poll(
    connection: Connection,
    on_update: Callable[[Update], None],
    *,
    room: Callable[[], Awaitable[None]] | None = None,
    pace: Pace = Pace(),
) -> None:
    """Hand over updates until cancelled, and reconnect for ever; a batch is confirmed by the next poll.

    `room` is awaited before each poll: there is work enough. Raises PlatformDown for a token that
    Telegram refuses.
    """
    loop = asyncio.get_running_loop()
    trouble, pause, offset, most = Trouble(), pace.first_pause, None, MOST
    open_to_polls = False  # a webhook that is set would keep the updates for itself
    rivalled = -float("inf")
    while True:
        try:
            if not open_to_polls:
                await connection.ask(None, lambda bot: bot.delete_webhook(drop_pending_updates=False))
                open_to_polls = True
            if room is not None:
                await room()
            updates = await connection.ask(None, request(offset, most, pace.long_poll))
        except PlatformDown:
            raise
        except Unreadable as error:
            if most == 1:
                log.error("an update can't be read and is skipped", error=str(error))
            offset, most = _beyond(offset, most), 1
            await asyncio.sleep(pace.first_pause)
            continue
        except DeliveryError as error:
            if isinstance(error, Rival):
                # Whoever stops may leave a webhook behind: it is deleted once more.
                open_to_polls, rivalled = False, loop.time()
                trouble.begins(RIVAL, str(error))
            elif trouble.reason != RIVAL:
                trouble.begins(AWAY, str(error))
            await asyncio.sleep(error.retry_after if isinstance(error, RateLimited) else pause)
            pause = min(pause * 2, pace.longest_pause)
            continue
        # Between two rivals a poll succeeds now and then: only a quiet while tells that the other is gone.
        if trouble.reason != RIVAL or loop.time() - rivalled > pace.long_poll + pace.longest_pause:
            trouble.ends()
            pause = pace.first_pause
        most = MOST
        for update in updates:
            offset = update.update_id + 1
            on_update(update)


def request(offset: int | None, most: int, long_poll: int) -> Callable[[Bot], Awaitable[tuple[Update, ...]]]:
    """One poll, for `Connection.ask`, which then raises Rival or Unreadable too."""

    async def ask(bot: Bot) -> tuple[Update, ...]:
        try:
            return await bot.get_updates(
                offset=offset, limit=most, timeout=long_poll, allowed_updates=HANDLED
            )
        except Conflict as error:
            raise Rival(error.message) from error
        except UNREADABLE as error:
            raise Unreadable(type(error).__name__) from error

    return ask


def _beyond(offset: int | None, most: int) -> int | None:
    """From where to ask again after an unreadable batch: one by one, then past the one that it is.

    Without an offset nobody knows its number: -1 is the newest update, and lets the others go.
    """
    if most > 1:
        return offset
    return -1 if offset is None or offset < 0 else offset + 1

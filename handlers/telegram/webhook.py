"""Being told of updates: a listener of our own, to which Telegram sends them."""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram import Bot, Update

from bot.errors import DeliveryError, PlatformDown, RateLimited, Refused, SettingsError
from handlers.telegram.connection import Connection
from handlers.telegram.polling import AWAY, HANDLED, UNREADABLE
from handlers.telegram.trouble import Trouble

TURNED_AWAY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1024 * 1024  # bytes of an update
FAREWELL = 0.4  # seconds for answers under way when the listener closes
CHECK = 300.0  # seconds between two looks at what Telegram knows of us
HASTE = 30.0  # seconds at least between two looks, whatever happens
LONGEST_PAUSE = 30.0
UNFIT = "Telegram does not take the webhook: check platforms.telegram.webhook_url and webhook_secret"

log = structlog.get_logger("ribao.telegram")


@dataclass(frozen=True, slots=True)
class Door:
    """Who may enter where: the path and the secret of the requests that are Telegram's."""

    path: str
    secret: str
    on_update: Callable[[Update], None]
    room: Callable[[], Awaitable[None]] | None = None
    knocked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody came with a wrong secret: it may be Telegram with one of ours of old."""

    async def enter(self, request: web.Request) -> web.Response:
        """Take one update, when there is room; the answer is given before the work is done.

        Telegram sends an update again that is not answered soon.
        """
        given = request.headers.get(HEADER)
        if given is None:
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode()):
            self.knocked.set()
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            content = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            update = Update.de_json(content, None)
        except UNREADABLE as error:  # refused, it would come again and again, and the others wait behind it
            log.error("an update can't be read and is skipped", error=type(error).__name__)
        else:
            if self.room is not None:
                await self.room()
            self.on_update(update)
        return web.Response()


async def listen(
    connection: Connection,
    on_update: Callable[[Update], None],
    *,
    url: str,
    address: str,
    clock: Callable[[], dt.datetime],
    secret: str | None = None,
    room: Callable[[], Awaitable[None]] | None = None,
    check: float = CHECK,
    haste: float = HASTE,
) -> None:
    """Listen on `address` (host:port) for what Telegram sends to `url`, until cancelled.

    Without a `secret` there is one that is made from the token. `room` is awaited before an update is
    taken. Raises SettingsError for an address that can't be used, PlatformDown for a token that Telegram
    refuses.
    """
    if secret is None:
        secret = secret_of(await connection.ask(None, _token))
    door = Door(urlsplit(url).path or "/", secret, on_update, room)
    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(door.path, door.enter)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL)
    await runner.setup()
    try:
        await bind(runner, address)
        await _stay_known(connection, url, door, clock, check=check, haste=haste)
    finally:
        await runner.cleanup()


def secret_of(token: str) -> str:
    """A secret for the webhook that only who has the token can make; the same after every start."""
    return hmac.new(token.encode(), b"ribao webhook", hashlib.sha256).hexdigest()


async def bind(runner: web.AppRunner, address: str) -> None:
    """Listen on host:port. Raises SettingsError."""
    host, _, port = address.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except (OSError, ValueError, OverflowError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not host:port"
        raise SettingsError(
            f"the Telegram webhook can't listen on {address}: {reason}; set platforms.telegram.listen"
        ) from error


async def _token(bot: Bot) -> str:
    return bot.token


async def _stay_known(
    connection: Connection,
    url: str,
    door: Door,
    clock: Callable[[], dt.datetime],
    *,
    check: float,
    haste: float,
) -> None:
    """Tell Telegram where we are, and again whenever it has forgotten or was told otherwise."""
    trouble, pause = Trouble(), 1.0
    while True:
        door.knocked.clear()
        try:
            complaint = await _introduce(
                connection, url, door.secret, since=clock() - dt.timedelta(seconds=2 * check)
            )
        except PlatformDown:
            raise
        except DeliveryError as error:
            # Also a name that can't be resolved is refused, and that may pass.
            trouble.begins(UNFIT if isinstance(error, Refused) else AWAY, str(error))
            await asyncio.sleep(error.retry_after if isinstance(error, RateLimited) else pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = 1.0
        if complaint:
            trouble.begins("Telegram can't reach the webhook", complaint)
        else:
            trouble.ends()
        await asyncio.sleep(haste)
        try:
            async with asyncio.timeout(max(0.0, check - haste)):
                await door.knocked.wait()
        except TimeoutError:
            continue


async def _introduce(connection: Connection, url: str, secret: str, *, since: dt.datetime) -> str | None:
    """Set the webhook unless Telegram has it so; returns what has kept updates from us `since` then.

    Which secret Telegram has can't be asked: that it was turned away with the one it has tells.
    """
    info = await connection.ask(None, lambda bot: bot.get_webhook_info())
    same = info.url == url and set(info.allowed_updates) == set(HANDLED)
    complaint = (info.last_error_message or "") if info.pending_update_count else ""
    if same and not any(str(status.value) in complaint for status in TURNED_AWAY):
        recent = info.last_error_date is not None and info.last_error_date >= since
        return complaint if complaint and recent else None
    await connection.ask(None, lambda bot: bot.set_webhook(url, secret_token=secret, allowed_updates=HANDLED))
    return None

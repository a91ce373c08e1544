"""The bot's ear: connected to Discord's gateway, and again whenever that breaks.

The library's own `Client.connect` closes the client for some close codes, so that nothing could be posted
any more; it comes back at once from others, however often, and waits a quarter of an hour after an outage.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

import discord
import structlog
from aiohttp import ClientWebSocketResponse
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.errors import PlatformDown
from bot.locales import message
from handlers.discord.errors import NO_TOKEN, TROUBLE

PATIENCE = 60.0  # seconds for a connection to be made
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY = 30.0  # seconds after which a connection counts as one that held
FAREWELL = 0.5

_SHARDS = message("the bot is on too many servers for one connection: Discord asks for shards")
_INTENTS = message("Discord does not grant the bot what it asks to hear: update Ribao")
FATAL: Mapping[int, str] = {
    4004: NO_TOKEN,
    4010: _SHARDS,
    4011: _SHARDS,
    4012: message("Discord no longer speaks this version of its API: update Ribao"),
    4013: _INTENTS,
    4014: _INTENTS,
}
"""Close codes after which it is of no use to come back (documentation, "Gateway Close Event Codes")."""

log = structlog.get_logger("ribao.discord")


async def listen(client: discord.Client) -> NoReturn:
    """Stay connected until cancelled. Raises PlatformDown for what no patience mends."""
    clock = asyncio.get_running_loop().time
    how: dict[str, Any] = {"initial": True}
    pause = 0.0
    try:
        while True:
            begun = clock()
            try:
                await _hear(client, how)
            except ReconnectWebSocket as request:
                how, why = _again(client, resume=request.resume), "asked to come back"
            except discord.ConnectionClosed as closed:
                if closed.code in FATAL:
                    raise PlatformDown(FATAL[closed.code]) from None
                how, why = _again(client, resume=True), f"closed with {closed.code}"
            except TROUBLE as error:
                how, why = _again(client, resume=True), str(error) or type(error).__name__
            held = clock() - begun >= STEADY
            pause = 0.0 if held else min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            log.info("the gateway was left; coming back", reason=why, seconds=pause)
            await asyncio.sleep(pause)
    finally:
        if (known := _known(client)) is not None:
            await _leave(known)
        await _forget_the_roll(client)


async def _hear(client: discord.Client, how: Mapping[str, Any]) -> NoReturn:
    """Connect, and hand on what is heard until that breaks."""
    made: list[DiscordWebSocket] = []

    class Ear(DiscordWebSocket):
        """One that is known, and can be left, before it has said who it is."""

        def __init__(self, socket: ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
            super().__init__(socket, loop=loop)
            made.append(self)

    try:
        async with asyncio.timeout(PATIENCE):
            client.ws = await Ear.from_client(client, shard_id=client.shard_id, **how)
    except BaseException:
        for ear in made:
            await _leave(ear)
        raise
    while True:
        await client.ws.poll_event()


def _again(client: discord.Client, *, resume: bool) -> dict[str, Any]:
    """How to connect anew: from where we were, if there was a session and Discord wants to go on with it."""
    known = _known(client)
    if known is None or known.session_id is None or not resume:
        return {}
    return {
        "resume": True,
        "session": known.session_id,
        "sequence": known.sequence,
        "gateway": known.gateway,
    }


def _known(client: discord.Client) -> DiscordWebSocket | None:
    """The last connection; whatever the library says, there is none at first."""
    return client.ws


async def _forget_the_roll(client: discord.Client) -> None:
    """Once greeted the library waits for the servers to be told one by one; it never ends that itself."""
    waiting: asyncio.Task[None] | None = getattr(client._connection, "_ready_task", None)  # noqa: SLF001
    if waiting is not None:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def _leave(ear: DiscordWebSocket) -> None:
    """Say goodbye, in a moment."""
    with suppress(*TROUBLE):
        async with asyncio.timeout(FAREWELL):
            await ear.close(code=1000)

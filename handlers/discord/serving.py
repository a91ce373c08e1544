"""Answering on Discord until cancelled: logged in, with our commands handed in, an ear at the gateway."""

import asyncio
from collections.abc import Callable

import discord
import structlog
from discord.utils import oauth_url

from bot.errors import DeliveryError, PlatformDown
from handlers.discord import tree
from handlers.discord.dispatch import Dispatch
from handlers.discord.events import attend
from handlers.discord.gateway import listen
from handlers.discord.permissions import EMBEDS, HISTORY, IN_THREADS, MENTION, PIN, SEND, THREADS, VIEW
from handlers.discord.station import Station

FIRST_PAUSE = 1.0  # seconds before what failed is tried again, doubled each time
LONGEST_PAUSE = 300.0

SCOPES = ("bot", "applications.commands")
RIGHTS = (VIEW, SEND, THREADS, IN_THREADS, EMBEDS, HISTORY, PIN, MENTION)
"""What the bot is invited with; each server may grant less."""

log = structlog.get_logger("ribao.discord")


async def serve(station: Station, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled; `on_ready` hears where the bot is invited. An outage is waited for.

    Raises PlatformDown for a token that Discord refuses, and whatever else only an operator can mend.
    """
    client = await _logged_in(station)
    if on_ready is not None:
        on_ready(invitation(client))
    dispatch = Dispatch(station)
    attend(client, station, dispatch)
    tasks = {
        asyncio.create_task(listen(client), name="gateway"),
        asyncio.create_task(_hand_in(station), name="commands"),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await dispatch.close()


def invitation(client: discord.Client) -> str:
    """Where the bot can be added to a server, or to one's own account."""
    rights = sum(need.bit for need in RIGHTS)
    return oauth_url(client.application_id or 0, permissions=discord.Permissions(rights), scopes=SCOPES)


async def _logged_in(station: Station) -> discord.Client:
    """The client, as soon as Discord can be reached. Raises PlatformDown."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await station.connection.login()
        except PlatformDown:
            raise
        except DeliveryError as error:
            pause = await _later("Discord can't be reached", error, pause)


async def _hand_in(station: Station) -> None:
    """Make the commands ours, as soon as that is possible."""
    pause = FIRST_PAUSE
    while True:
        try:
            await tree.post(station)
        except PlatformDown:
            return  # who listens at the gateway meets it too, and says so
        except DeliveryError as error:
            pause = await _later("the commands are not handed in yet", error, pause)
        else:
            return


async def _later(what: str, error: DeliveryError, pause: float) -> float:
    log.warning(what, error=str(error), seconds=pause)
    await asyncio.sleep(pause)
    return min(pause * 2, LONGEST_PAUSE)

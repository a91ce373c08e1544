"""Answering on Telegram until cancelled: the menus, then updates by poll or webhook."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from bot.errors import DeliveryError, PlatformDown, StoreError
from handlers.telegram import menus
from handlers.telegram.answering import username_of
from handlers.telegram.dispatch import Dispatch
from handlers.telegram.polling import poll
from handlers.telegram.station import Station
from handlers.telegram.webhook import listen

if TYPE_CHECKING:  # it imports us
    from handlers.telegram.create import Webhook

FIRST_PAUSE = 1.0  # seconds before the menus are tried again, doubled each time
LONGEST_PAUSE = 300.0

log = structlog.get_logger("ribao.telegram")


async def serve(
    station: Station, webhook: "Webhook | None", on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve until cancelled; `on_ready` hears where the bot is found. An outage is waited for.

    Raises PlatformDown for a token that Telegram refuses, SettingsError for an address where nobody can
    listen.
    """
    dispatch = Dispatch(station)
    tasks = {
        asyncio.create_task(_receive(station, dispatch, webhook), name="updates"),
        asyncio.create_task(_introduce(station, on_ready), name="menus"),
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


async def _receive(station: Station, dispatch: Dispatch, webhook: "Webhook | None") -> None:
    if webhook is None:
        await poll(station.connection, dispatch.take, room=dispatch.room)
        return
    await listen(
        station.connection,
        dispatch.take,
        url=webhook.url,
        address=webhook.listen,
        clock=station.desk.clock,
        room=dispatch.room,
        secret=webhook.secret.get_secret_value() if webhook.secret else None,
    )


async def _introduce(station: Station, on_ready: Callable[[str], None] | None) -> None:
    """Say where the bot is and hand in its menus, as soon as Telegram can be reached."""
    pause, told = FIRST_PAUSE, on_ready is None
    while True:
        try:
            username = await username_of(station)
            if on_ready is not None and not told:
                told = True
                on_ready(f"https://t.me/{username}")
            await menus.post(station)
        except PlatformDown:
            return  # who receives the updates meets it too, and says so
        except (DeliveryError, StoreError) as error:
            log.warning("the menus are not handed in yet", error=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return

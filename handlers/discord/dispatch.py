"""Interactions and events → those who answer them: each in a task of its own, behind one boundary."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, cast
from weakref import WeakValueDictionary

import discord
import structlog

from bot.errors import DeliveryError, PlatformDown, RibaoError, StoreError
from bot.locales import catalogue, message
from bot.recent import Recent
from bot.sentence import Sentence
from handlers.discord import autocomplete, commands, people, presses, setup, tree, upload
from handlers.discord.answering import AWAY, CLOSED, whisper
from handlers.discord.errors import Done, Expired
from handlers.discord.people import Interaction
from handlers.discord.station import Station

WAITING = 1000
"""Interactions in hand from which on more are refused: nobody could answer them in time."""
REMEMBERED = 10_000
DEFECT = message("Something went wrong here. It was written down; please try again.")
FAREWELL = 0.5  # seconds for what is at work when we stop

_TYPING = discord.InteractionType.autocomplete
_COMMAND = discord.InteractionType.application_command

log = structlog.get_logger("ribao.discord")


class Dispatch:
    """Hands interactions and events to their functions at once; what becomes of one server takes turns."""

    def __init__(self, station: Station, *, waiting: int = WAITING) -> None:
        self._station = station
        self._seen = Recent(REMEMBERED)
        self._settled = Recent(REMEMBERED)
        self._waiting_for = Recent(REMEMBERED)
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._waiting = waiting

    def take(self, interaction: Interaction) -> None:
        """Begin to answer the interaction; one that was taken before is left alone."""
        if not self._seen.add(interaction.id):
            return
        if len(self._tasks) >= self._waiting:
            log.warning("too much at once: an interaction is not answered", interaction=interaction.id)
            return
        self._own(self._answer(interaction), f"interaction {interaction.id}")

    def hear(
        self, what: str, turn: Hashable, follow: Callable[[], Awaitable[None]], *, same: Hashable = None
    ) -> None:
        """Begin to `follow` an event of the gateway, when those before it with the same turn are done.

        One that is the `same` as another that has not begun yet is left alone.
        """
        if same is not None and not self._waiting_for.add(same):
            return
        self._own(self._followed(what, turn, follow, same), what)

    async def close(self) -> None:
        """End what is at work."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FAREWELL)

    def _own(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _followed(
        self, what: str, turn: Hashable, follow: Callable[[], Awaitable[None]], same: Hashable
    ) -> None:
        async with self._turns.setdefault(turn, asyncio.Lock()):
            self._waiting_for.forget(same)
            await self._guarded(what, follow, None)

    async def _answer(self, interaction: Interaction) -> None:
        await self._guarded(
            interaction.type.name,
            lambda: self._handed(interaction),
            None if interaction.type is _TYPING else interaction,
        )

    async def _guarded(
        self, what: str, work: Callable[[], Awaitable[None]], asked: Interaction | None
    ) -> None:
        """Do it; whatever goes wrong ends here, and who `asked` is told."""
        try:
            await work()
        except (Done, Expired) as error:
            log.debug("nobody waits for it any more", what=what, reason=str(error))
        except StoreError as error:
            log.warning("the archive can't be used", what=what, error=str(error))
            await self._apologise(asked, Sentence(CLOSED))
        except PlatformDown as error:
            log.error("Discord turns us away", error=str(error))
        except DeliveryError as error:
            log.warning("an answer did not get through", what=what, error=str(error))
            await self._apologise(asked, Sentence(AWAY))
        except RibaoError as error:
            await self._apologise(asked, error.sentence)
        except Exception:
            await self._apologise(asked, Sentence(DEFECT))  # first: to write it all down takes a moment
            log.exception("a defect: something was not answered", what=what)

    async def _handed(self, interaction: Interaction) -> None:
        station = self._station
        if interaction.type is _TYPING:
            await autocomplete.on_typing(station, interaction)
        elif interaction.type is _COMMAND:
            await self._command(interaction)
        else:
            await self._press(interaction)

    async def _command(self, interaction: Interaction) -> None:
        match commands.name(interaction):
            case tree.SETUP:
                await setup.begin(self._station, interaction)
            case tree.SUBMIT:
                await upload.on_submit(self._station, interaction)
            case _:
                await commands.on_command(self._station, interaction)

    async def _press(self, interaction: Interaction) -> None:
        """A button, a choice or a form; all carry their meaning in their name."""
        data = cast("dict[str, Any]", interaction.data or {})
        match str(data.get("custom_id", ""))[:1]:
            case upload.PREFIX:
                await upload.on_press(self._station, interaction, self._settled)
            case setup.PREFIX:
                await setup.on_press(self._station, interaction)
            case _:
                await presses.on_press(self._station, interaction)

    async def _apologise(self, asked: Interaction | None, sentence: str) -> None:
        """Say the sentence to who asked, where anybody did and it is possible."""
        if asked is None:
            return
        say = catalogue(people.language(self._station, asked))
        try:
            await whisper(self._station, asked, say.sentence(sentence))
        except DeliveryError as error:
            log.info("an apology did not get through", error=str(error))

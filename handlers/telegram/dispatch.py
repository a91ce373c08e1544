"""Updates → those who answer them: each in a task of its own, behind one boundary for errors."""

import asyncio
from collections.abc import Hashable
from weakref import WeakValueDictionary

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.commands.presses import PREFIX
from bot.errors import DeliveryError, PlatformDown, RibaoError, StoreError
from bot.locales import Catalogue, catalogue
from bot.recent import Recent
from handlers.telegram import commands, inline, lifecycle, people, setup, upload
from handlers.telegram.answering import CLOSED
from handlers.telegram.apology import apology
from handlers.telegram.pins import tidy
from handlers.telegram.polling import HANDLED
from handlers.telegram.station import Station

AT_ONCE = 100
WAITING = 1000
"""Updates in hand from which on no more are asked for."""
REMEMBERED = 10_000
FAREWELL = 1.0  # seconds for what is at work when we stop

log = structlog.get_logger("ribao.telegram")


class Dispatch:
    """Hands updates to their functions at once; those that could get in each other's way take turns."""

    def __init__(self, station: Station, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._station = station
        self._seen = Recent(REMEMBERED)
        self._settled = Recent(REMEMBERED)
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(at_once)
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._waiting = waiting
        self._room = asyncio.Event()
        self._room.set()

    def take(self, update: Update) -> None:
        """Begin to answer the update; one that was taken before is left alone."""
        if not self._seen.add(update.update_id):
            return
        task = asyncio.create_task(self._answer(update), name=f"update {update.update_id}")
        self._tasks.add(task)
        task.add_done_callback(self._done)
        if len(self._tasks) >= self._waiting:
            self._room.clear()

    async def room(self) -> None:
        """Wait until there is room for more updates."""
        await self._room.wait()

    async def close(self) -> None:
        """End what is at work."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FAREWELL)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) < self._waiting:
            self._room.set()

    async def _answer(self, update: Update) -> None:
        turn = turn_of(update)
        if turn is None:
            await self._guarded(update)
            return
        async with self._turns.setdefault(turn, asyncio.Lock()):
            await self._guarded(update)

    async def _guarded(self, update: Update) -> None:
        """Answer one update; whatever goes wrong ends here."""
        async with self._slots:
            try:
                await self._handed(update)
            except StoreError as error:
                log.warning("the archive can't be used", update=kind_of(update), error=str(error))
                await self._apologise(update, self._say(update)(CLOSED))
            except DeliveryError as error:  # who can't be answered can't be told so either
                log.warning("an answer did not get through", update=kind_of(update), error=str(error))
            except RibaoError as error:
                await self._apologise(update, self._say(update).sentence(error.sentence))
            except Exception:
                log.exception("a defect: an update was not answered", update=kind_of(update))
                say = self._say(update)
                await self._apologise(
                    update, say("Something went wrong here. It was written down; please try again.")
                )

    async def _handed(self, update: Update) -> None:
        station = self._station
        if update.message is not None:
            await self._message(update.message)
        elif update.channel_post is not None:
            await commands.on_channel_post(station, update.channel_post)
        elif update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.inline_query is not None:
            await inline.on_query(station, update.inline_query)
        elif update.my_chat_member is not None:
            await lifecycle.on_membership(station, update.my_chat_member)

    async def _message(self, message: Message) -> None:
        station = self._station
        if lifecycle.begins(message):
            await lifecycle.on_return(station, message)
        if message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None:
            await lifecycle.on_migration(station, message)
        elif _is_document(message) and message.chat.type == ChatType.PRIVATE:
            await upload.on_document(station, message)
        elif message.pinned_message is not None:
            await tidy(station.connection, message)
        else:
            await commands.on_message(station, message)

    async def _press(self, query: CallbackQuery) -> None:
        match (query.data or "")[:1]:
            case upload.PREFIX:
                await upload.on_press(self._station, query, self._settled)
            case setup.PREFIX:
                await setup.on_press(self._station, query)
            case _:
                await commands.on_press(self._station, query)

    def _say(self, update: Update) -> Catalogue:
        """The catalogue of who alone is told, elsewhere the desk's."""
        chat = update.effective_chat
        alone = update.callback_query is not None or (chat is not None and chat.type == ChatType.PRIVATE)
        user = update.effective_user if alone else None
        return catalogue(people.spoken(user, self._station.desk.locale))

    async def _apologise(self, update: Update, sentence: str) -> None:
        """Say the sentence to who asked, where that is possible; in a channel and inline it is not."""
        request = apology(update, sentence)
        if request is None:
            return
        chat = update.effective_chat
        try:
            await self._station.connection.ask(chat.id if chat else None, request)
        except PlatformDown as error:
            log.error("Telegram turns us away", error=str(error))
        except DeliveryError as error:
            log.info("an apology did not get through", update=kind_of(update), error=str(error))


def _is_document(message: Message) -> bool:
    """Whether somebody sent a file; of an animation Telegram says that it is one too."""
    return message.document is not None and message.animation is None


def turn_of(update: Update) -> Hashable | None:
    """What the update must wait for: those before it with the same turn. None: for nothing.

    What one person writes in a chat is answered in order, as are decisions pressed in it, and what becomes
    of the bot there.
    """
    message = update.message or update.channel_post
    if message is not None:
        return (message.chat.id, message.from_user.id if message.from_user else 0)
    press = update.callback_query
    if press is not None and (press.data or "").startswith(PREFIX):
        return None  # each message orders the presses of its own (handlers.telegram.presses)
    if press is not None and press.message is None:
        return press.from_user.id
    chat = update.effective_chat
    return None if chat is None else chat.id


def kind_of(update: Update) -> str:
    """What kind of update it is, for the log."""
    return next((kind for kind in HANDLED if getattr(update, kind) is not None), "another kind")

"""From what somebody wants to the message that answers it: acknowledged in time, whatever the store does."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Self

import structlog

from bot.delivery.models import Part
from bot.errors import Ambiguous, DeliveryError, RibaoError, StoreError
from bot.locales import catalogue, message
from handlers.discord import people
from handlers.discord.callback import DEFER_REPLY, DEFER_UPDATE, REPLY, UPDATE, Body, Callback
from handlers.discord.components import EPHEMERAL, V2
from handlers.discord.errors import Done, Expired
from handlers.discord.people import Interaction
from handlers.discord.posts import body
from handlers.discord.reply import Message
from handlers.discord.station import Station

CLOSED = message("The archive can't be read just now. Please try again in a moment.")
AWAY = message("Discord does not let that through just now. Please try again in a moment.")

SOON = 1.5
"""Seconds in which an answer is given at once; Discord waits for 3, and the way there takes some as well."""
SLOW = 10.0
"""Seconds for which, after an answer that took longer, all are acknowledged before they are worked out."""

_KEY = "ribao:answer"

log = structlog.get_logger("ribao.discord")


class Answer:
    """The answer to one interaction. Discord takes one acknowledgement; all that follows edits it.

    `update` turns the message that was pressed into the answer. What comes too late, or was acknowledged by
    somebody else, is let go.
    """

    def __init__(self, station: Station, interaction: Interaction, *, ephemeral: bool, update: bool) -> None:
        self._interaction = interaction
        self._callback = Callback(station.connection, interaction)
        self._ephemeral = ephemeral
        self._update = update
        self._turn = asyncio.Lock()
        self._acknowledged = interaction.response.is_done()
        self._thinking = False
        self._deferring: asyncio.Task[None] | None = None
        self.lost = False
        """Nobody will see an answer any more."""
        interaction.extras[_KEY] = self

    @classmethod
    def to(cls, station: Station, interaction: Interaction) -> Self:
        """The answer that was begun, or an ephemeral one."""
        begun = interaction.extras.get(_KEY)
        return begun if isinstance(begun, cls) else cls(station, interaction, ephemeral=True, update=False)

    async def defer(self, seconds: float = 0.0) -> None:
        """Acknowledge it after so many seconds, if nothing else has. Raises DeliveryError."""
        await asyncio.sleep(seconds)
        async with self._turn:
            if self._acknowledged or self.lost:
                return
            if self._update:
                await self._acknowledge(DEFER_UPDATE)
            else:
                flags = {"flags": EPHEMERAL} if self._ephemeral else {}
                self._thinking = await self._acknowledge(DEFER_REPLY, flags)

    async def give(self, shown: Message) -> None:
        """Show the message. Raises DeliveryError."""
        async with self._turn:
            if self.lost:
                return
            if self._acknowledged:
                self._thinking = False
                await self._unless_late(self._callback.edit(self._turned(shown)))
            elif self._update:
                await self._acknowledge(UPDATE, self._turned(shown))
            else:
                await self._acknowledge(REPLY, shown.body(ephemeral=self._ephemeral))

    async def follow(self, posts: Sequence[Part]) -> None:
        """Show these behind the answer, to the user alone. Raises DeliveryError."""
        async with self._turn:
            for part in posts:
                if not self.lost:
                    await self._unless_late(self._callback.follow(body(part)))

    async def say(self, sentence: str) -> None:
        """Tell the user alone, in place of the answer. Raises DeliveryError."""
        shown = Message.saying(sentence, failed=True)
        async with self._turn:
            if self.lost:
                return
            if not self._acknowledged:
                await self._acknowledge(REPLY, shown.body(ephemeral=True))
                return
            thinking, self._thinking = self._thinking, False
            if thinking and self._ephemeral:
                await self._unless_late(self._callback.edit({**shown.body(), "flags": V2}))
                return
            if thinking:  # all see that somebody waits
                await self._unless_late(self._callback.delete())
            await self._unless_late(self._callback.follow(shown.body(ephemeral=True)))

    async def _acknowledge(self, kind: int, data: Body | None = None) -> bool:
        """False if somebody else did, or it is too late. Raises DeliveryError."""
        try:
            await self._callback.acknowledge(kind, data)
        except Ambiguous:
            try:
                await self._callback.acknowledge(kind, data)
            except Done:
                pass  # the first attempt got through
            except Expired as error:
                return self._let_go(error)
        except (Done, Expired) as error:
            return self._let_go(error)
        self._acknowledged = True
        return True

    async def _unless_late(self, request: Awaitable[None]) -> None:
        try:
            await request
        except (Done, Expired) as error:
            self._let_go(error)

    def _let_go(self, why: DeliveryError) -> bool:
        self.lost = True
        log.debug("an answer is not wanted any more", interaction=self._interaction.id, reason=str(why))
        return False

    def _turned(self, shown: Message) -> Body:
        """The message as an edit: who sees it was settled when it was made."""
        body = {**shown.body(), "flags": V2}
        pressed = self._interaction.message
        if self._update and pressed is not None and not pressed.flags.components_v2:
            body |= {"content": None, "embeds": []}
        return body

    async def __aenter__(self) -> Self:
        return self

    def begin(self, seconds: float) -> "asyncio.Task[None]":
        """Defer after so many seconds, unless it is left before."""
        self._deferring = asyncio.create_task(self.defer(seconds), name="acknowledgement")
        return self._deferring

    async def __aexit__(self, *_: object) -> None:
        if self._deferring is None:
            return
        task = asyncio.current_task()
        if task is None or not task.cancelling():
            async with self._turn:  # one on its way arrives: what follows has to know
                pass
        self._deferring.cancel()
        await asyncio.gather(self._deferring, return_exceptions=True)


async def answered(
    station: Station,
    interaction: Interaction,
    work: Awaitable[Message],
    *,
    ephemeral: bool,
    update: bool = False,
    first: bool = False,
    turn: asyncio.Lock | None = None,
) -> None:
    """Show what `work` comes to, acknowledged in time however long it takes.

    Whoever asked is told one sentence, alone, where the store or Discord let it down. `update` turns the
    message that was pressed. `first`: acknowledge before the work begins, and do nothing for an interaction
    that ran out or that somebody else answers. `turn` is held from the work's beginning until its answer is
    shown. Raises DeliveryError where nothing can be shown.
    """
    now = asyncio.get_running_loop().time()
    try:
        async with Answer(station, interaction, ephemeral=ephemeral, update=update) as answer:
            deferring = answer.begin(0.0 if first or now < station.tempo.slow_until else SOON)
            if first:
                await asyncio.shield(deferring)
                if answer.lost:
                    return
            async with turn or asyncio.Lock():
                shown = await _worked_out(station, interaction, work)
                if isinstance(shown, str):
                    await answer.say(shown)
                else:
                    await answer.give(shown)
                    await answer.follow(shown.posts)
    finally:
        if asyncio.iscoroutine(work):
            work.close()


async def whisper(station: Station, interaction: Interaction, sentence: str) -> None:
    """Tell whoever asked, and nobody else, a sentence. Raises DeliveryError."""
    await Answer.to(station, interaction).say(sentence)


async def hush(station: Station, interaction: Interaction) -> None:
    """End a press and change nothing. Raises DeliveryError."""
    await Answer(station, interaction, ephemeral=True, update=True).defer()


async def _worked_out(station: Station, interaction: Interaction, work: Awaitable[Message]) -> Message | str:
    """What the work comes to, or a sentence on why it did not."""
    say = catalogue(people.language(station, interaction))
    clock = asyncio.get_running_loop().time
    begun = clock()
    try:
        async with station.slots:
            return await work
    except StoreError as error:
        log.warning("the archive can't be used", error=str(error))
        return say(CLOSED)
    except DeliveryError as error:
        log.warning("an answer was not worked out", error=str(error))
        return say(AWAY)
    except RibaoError as error:
        return say.sentence(error.sentence)
    finally:
        if clock() - begun > SOON:
            station.tempo.slow_until = clock() + SLOW

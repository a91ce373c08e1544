"""Questions about single messages of a channel, for which the Bot API has no method of its own.

An edit tells whether a message of ours is there, and whether it shows just that. Where the bot may edit
everybody's posts, an edit could overwrite an editor's own: there a message is first read, by replying to
it with a dot that is deleted at once.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.errors import Ambiguous, DeliveryError, PostLost, Refused
from bot.locales import message
from handlers.telegram.address import Place
from handlers.telegram.channels import Channel, Undecidable
from handlers.telegram.connection import Connection
from handlers.telegram.content import Content
from handlers.telegram.errors import NotOurs, Unchanged, Undeletable
from handlers.telegram.markup import text_of

if TYPE_CHECKING:
    from telegram import Bot, Message, ReplyParameters

T = TypeVar("T")


DOT = "·"
SWEPT = 20  # the newest ids among which lost dots are looked for


@dataclass(slots=True)
class Search:
    """How far the search for one lost post has come, should it be interrupted.

    `bounded`: the channel's newest id is known, and `ids` end there. `ours`: messages that an edit has made
    to show the post. `asked`: ids of which an edit's answer may have been lost. `dots`: ids of those that
    were posted, `litter`: what has to go again, `stray`: above this id a dot may stand whose answer was
    lost.
    """

    ids: Iterator[int] | None = None
    bounded: bool = False
    ours: list[int] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    dots: set[int] = field(default_factory=set)
    litter: set[int] = field(default_factory=set)
    stray: int | None = None
    settled: bool = False
    found: int | None = None
    _at: int | None = None

    def look_at(self, ids: Iterable[int]) -> None:
        """These are all that there are, in this order."""
        self.ids, self.bounded = iter(ids), True

    def next(self) -> int | None:
        """The id to look at: the same one again until it is `done`."""
        if self._at is None and self.ids is not None:
            self._at = next(self.ids, None)
        return self._at

    def done(self) -> None:
        """That id is settled."""
        self._at = None


@dataclass(slots=True)
class Probe:
    """Looks for one post, `html`, in one channel."""

    connection: Connection
    where: Place
    channel: Channel
    what: Content
    html: str
    search: Search

    async def stands(self, number: int) -> bool:
        """True: the post is there. False: another message of ours was, and shows the post now.

        Raises PostLost where no message is, NotOurs for somebody else's.
        """
        if self.channel.edits_others and not await self._reads_like_it(number):
            raise NotOurs("another post stands there")
        asked_before = number in self.search.asked  # then the edit may have been done already
        self.search.asked.add(number)
        unchanged = await self.shows(number)
        # Where it was read before, a change makes it the post in its newest wording.
        return self.channel.edits_others or (unchanged and not asked_before)

    async def shows(self, number: int) -> bool:
        """Make a message show the post; True: it already did. Raises as `stands`."""
        try:
            await self._ask(
                lambda bot: bot.edit_message_text(
                    chat_id=self.where.chat, message_id=number, **self.what.shown(self.html)
                )
            )
        except Unchanged:
            return True
        except (PostLost, NotOurs):
            raise
        except Refused as error:  # the content: so it never was posted
            raise PostLost(str(error)) from None
        return False

    async def anchor(self) -> int:
        """The newest id of the channel, told by a message that is gone at once."""
        return (await self._say()).message_id

    async def tidy(self) -> None:
        """Take away what the search has left; raises DeliveryError where that has to be done later."""
        if self.search.stray is not None:
            top = await self.anchor()
            unknown = set(range(self.search.stray + 1, top)) - self.search.dots - self.channel.known
            for number in sorted(unknown)[-SWEPT:]:
                with suppress(PostLost):
                    await self._read(number)
            self.search.stray = None
        for number in sorted(self.search.litter):
            await self._remove(number)

    async def _remove(self, number: int) -> None:
        self.search.litter.add(number)
        with suppress(PostLost, Undeletable):
            await self._ask(lambda bot: bot.delete_message(self.where.chat, number))
        self.search.litter.discard(number)

    async def _reads_like_it(self, number: int) -> bool:
        message = await self._read(number)
        return message.text is not None and alike(text_of(self.html), message.text)

    async def _read(self, number: int) -> "Message":
        """A message as it stands; a dot of ours is removed. Raises PostLost where there is none."""
        from telegram import ReplyParameters  # noqa: PLC0415  # importing must be cheap

        answered = (await self._say(ReplyParameters(number))).reply_to_message
        if answered is None:
            raise Undecidable(message("Telegram does not show the bot what stands in the channel"))
        if answered.text == DOT:
            self.search.litter.add(number)
        return answered

    async def _say(self, reply: "ReplyParameters | None" = None) -> "Message":
        """Post a dot for a moment."""
        stray = self.search.stray
        self.search.stray = max(self.search.dots, default=0) if stray is None else stray
        try:
            message = await self._ask(
                lambda bot: bot.send_message(
                    self.where.chat, DOT, disable_notification=True, reply_parameters=reply
                )
            )
        except DeliveryError as error:
            if not isinstance(error, Ambiguous):
                self.search.stray = stray
            raise
        self.search.stray = stray
        self.search.dots.add(message.message_id)
        self.channel.known.add(message.message_id)
        with suppress(DeliveryError):  # `tidy` comes back to it
            await self._remove(message.message_id)
        return message

    async def _ask(self, request: "Callable[[Bot], Awaitable[T]]") -> T:
        # Before the bulk: until this is settled nothing else can be posted in the channel.
        return await self.connection.ask(self.where.chat, request)


def alike(wanted: str, found: str) -> bool:
    """Whether two texts are the same post, but for a line; two digests may well share half of theirs."""
    ours, theirs = ({line.strip() for line in text.splitlines() if line.strip()} for text in (wanted, found))
    return 10 * len(ours & theirs) >= 9 * max(len(ours), len(theirs), 1)

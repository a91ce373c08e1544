"""The outbox's hands in Discord: post, edit, take away, and find what a lost answer left behind."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from bot.delivery.models import Claim, Receipt
from bot.errors import Ambiguous, DeliveryError, PostLost, Refused, TargetLost, Transient
from bot.ports import Store
from handlers.discord.address import Place, Spot, known_spot, place
from handlers.discord.channels import ANNOUNCEMENT, Channel, Channels
from handlers.discord.connection import Connection
from handlers.discord.content import Content, content
from handlers.discord.crossposts import Crossposts
from handlers.discord.forums import NO_PLACE, SETTLING, Forums
from handlers.discord.history import History
from handlers.discord.marks import says
from handlers.discord.messages import Message, Messages, surely
from handlers.discord.pins import Pins
from handlers.discord.threads import Threads, beneath, first
from handlers.discord.titles import Titles

NONCE_LASTS = dt.timedelta(seconds=90)
"""For so long Discord surely gives back the first message of a nonce ("the past few minutes")."""


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Sender:
    """Carries out claims; see bot.ports.Platform.

    `clock` gives aware times. `settling`: seconds before a forum is searched for a lost post once more.
    """

    def __init__(
        self,
        connection: Connection,
        store: Store,
        *,
        clock: Callable[[], dt.datetime] = _utc,
        settling: float = SETTLING,
    ) -> None:
        self._store = store
        self._clock = clock
        self._channels = Channels(connection)
        self._messages = Messages(connection)
        self._threads = Threads(connection, store, self._messages)
        self._forums = Forums(connection, self._channels, self._messages, settling=settling)
        self._history = History(connection, store, self._messages)
        self._crossposts = Crossposts(connection, store)
        self._pins = Pins(connection, store, self._messages)
        self._titles = Titles(connection, store)

    def begin(self) -> None:
        """Go on with what an earlier process left to be published to followers; a running loop is needed."""
        self._crossposts.resume()

    async def send(self, claim: Claim) -> Receipt:
        """Post the part; pins and crossposts follow beside it, whether or not they succeed."""
        what, where = content(claim), place(claim.target.address)
        self.begin()
        channel = await self._channel(where)
        try:
            posted = await self._post(claim, what, channel)
        except TargetLost:
            self._channels.forget(channel.id)
            raise
        self._titles.seen(claim.target, channel)
        await self._follow(claim, what, channel, posted)
        return posted.receipt

    async def edit(self, claim: Claim) -> Receipt | None:
        """Make the post show the part; where it begins a forum's post, that has the part's title.

        None for what another layout puts into the thread, or out of it.
        """
        what, where, spot = content(claim), place(claim.target.address), known_spot(claim, "changed")
        channel = await self._channel(where)
        if channel.is_forum and not spot.beneath:
            spot = Spot(spot.message, spot.message)
            try:
                await self._messages.edit(spot._replace(beneath=True), what, claim.key)
                await self._forums.rename(spot.message, what)
            except DeliveryError as error:
                raise beneath(error) from None
            return Receipt(message_id=str(spot.message))
        if await self._is_misplaced(claim, what, channel, spot):
            return None
        await self._messages.edit(spot, what, claim.key)
        return spot.receipt

    async def delete(self, claim: Claim) -> None:
        """Take the post away; a forum's post as a whole, and a thread in which nothing stands any more."""
        where, spot = place(claim.target.address), known_spot(claim, "deleted")
        channel = await self._channel(where)
        if channel.is_forum and not spot.beneath:
            await self._forums.delete(spot.message)
            return
        await self._messages.delete(spot)
        if not channel.may_have_threads:
            return
        if not spot.beneath and claim.part == 0:
            await self._threads.sweep(spot.message)
        elif spot.beneath and await first(self._store, claim) is None:
            await self._threads.sweep(spot.channel)

    async def recover(self, claim: Claim) -> Receipt | None:
        """Look for the post by the delivery's mark; the newest is adopted, and made to show the part.

        Where the bot may not read the history, the nonce answers: what stands is given back, else it is
        posted. Raises Ambiguous only there, when the nonce is no longer known.
        """
        what, where = content(claim), place(claim.target.address)
        channel = await self._channel(where)
        try:
            found = await self._find(claim, what, channel)
        except Ambiguous:
            begins_post = channel.is_forum and claim.part == 0
            if begins_post or self._clock() - claim.begun >= NONCE_LASTS:
                raise
            # At once: were it left to the next attempt, the time of the nonce would seem to begin anew.
            found = await surely(self._post(claim, what, channel))
        if found is None:
            return None
        await self._follow(claim, what, channel, found)
        return found.receipt

    async def close(self) -> None:
        """Leave the pins, titles and crossposts that are not done."""
        await self._crossposts.close()
        await self._pins.close()
        await self._titles.close()

    async def _channel(self, where: Place) -> Channel:
        return await self._channels.of(where.posts_in)

    async def _is_misplaced(self, claim: Claim, what: Content, channel: Channel, spot: Spot) -> bool:
        """Whether it belongs into the digest's thread, which is there, or out of it."""
        if not channel.may_have_threads or what.thread == spot.beneath:
            return False
        if not what.thread:
            return True
        if (top := await first(self._store, claim)) is not None:
            with suppress(PostLost):  # nothing is left to stand under
                await self._threads.ensure(top, what)
                return True
        return False

    async def _post(self, claim: Claim, what: Content, channel: Channel) -> Spot:
        if channel.is_forum:
            if claim.part == 0:
                return await self._forums.create(channel, what, claim.key)
            top = await first(self._store, claim)
            if top is None:
                raise Refused(NO_PLACE)
            return await self._post_beneath(claim, what, top.message)
        if what.thread and (top := await self._threads.under(claim, channel)) is not None:
            try:
                await self._threads.ensure(top, what)
            except PostLost:  # nothing is left to stand under
                return await self._post_in(claim, what, Spot(channel.id, 0))
            return await self._post_beneath(claim, what, top.message)
        return await self._post_in(claim, what, Spot(channel.id, 0))

    async def _post_beneath(self, claim: Claim, what: Content, thread: int) -> Spot:
        try:
            return await self._post_in(claim, what, Spot(thread, 0, beneath=True))
        except DeliveryError as error:
            raise beneath(error) from None

    async def _post_in(self, claim: Claim, what: Content, room: Spot) -> Spot:
        message = await self._messages.post(room.channel, what, claim.key)
        posted = room._replace(message=int(message["id"]))
        if claim.attempts and not says(message, what):
            # The nonce gave back what an earlier attempt posted, with an older wording.
            try:
                await self._messages.edit(posted, what, claim.key)
            except Transient as error:
                raise Ambiguous(str(error)) from None  # it stands: it must be found again
        return posted

    async def _find(self, claim: Claim, what: Content, channel: Channel) -> Spot | None:
        """Where the newest post of this send stands, without its doubles and saying what it should."""
        begins_post = channel.is_forum and claim.part == 0
        known = await self._history.known(claim, channel)
        found = (
            [
                (Spot(int(post["id"]), int(post["id"])), post)
                for post in await self._forums.find(claim, channel, what, known)
            ]
            if begins_post
            else await self._find_messages(claim, what, channel, known)
        )
        if not found:
            return None
        *doubles, (spot, message) = sorted(found, key=lambda pair: pair[0].message)
        for double, _ in doubles:
            remove = self._forums.delete(double.message) if begins_post else self._messages.delete(double)
            await surely(remove)
        if not says(message, what):
            await surely(self._messages.edit(spot, what, claim.key))
        return spot

    async def _find_messages(
        self, claim: Claim, what: Content, channel: Channel, known: set[int]
    ) -> list[tuple[Spot, Message]]:
        from handlers.discord.errors import ChannelGone  # noqa: PLC0415  # importing must be cheap

        rooms = [] if channel.is_forum else [Spot(channel.id, 0)]
        if channel.is_forum or what.thread:
            top = await first(self._store, claim)
            rooms += [] if top is None else [Spot(top.message, 0, beneath=True)]
        found = []
        for room in rooms:
            try:
                messages = await self._history.find(claim, what, room.channel, known)
            except ChannelGone:
                if not room.beneath:
                    raise
                continue  # no such thread was made
            found += [(room._replace(message=int(message["id"])), message) for message in messages]
        return found

    async def _follow(self, claim: Claim, what: Content, channel: Channel, posted: Spot) -> None:
        """What goes on beside a delivery."""
        if what.lead and channel.kind == ANNOUNCEMENT and not posted.beneath:
            await self._crossposts.soon(claim, posted.receipt)
        if what.pin and not posted.beneath:
            self._pins.soon(claim, channel, posted.receipt)

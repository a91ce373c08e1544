"""One message: posted, changed, read and taken away, with the flags and mentions that its part asks for."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from bot.errors import Ambiguous, DeliveryError, PostLost, Refused, TargetLost, Transient
from handlers.discord.address import Spot
from handlers.discord.components import SILENT, SUPPRESS_EMBEDS, V2
from handlers.discord.connection import Connection
from handlers.discord.content import Content
from handlers.discord.marks import marked
from handlers.discord.markup import role

T = TypeVar("T")
Message = Mapping[str, Any]

POSTS = "/channels/{channel_id}/messages"
POST = "/channels/{channel_id}/messages/{message_id}"
CHANNEL = "/channels/{channel_id}"


class Messages:
    """The bot's messages in channels and threads. Whatever it raises is a DeliveryError."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def post(self, channel: int, what: Content, key: str) -> Message:
        """Post it under the nonce of that key: within minutes of an earlier try, that one's is given back."""
        body = new(what, key) | {"nonce": key, "enforce_nonce": True}
        return _message(
            await self._connection.call("POST", POSTS, channel_id=channel, json=body, urgent=False)
        )

    async def edit(self, where: Spot, what: Content, key: str) -> None:
        """Make it show just this; a sleeping thread is woken for it and sleeps on."""
        from handlers.discord.errors import Archived  # noqa: PLC0415

        try:
            await self._patch(where, what, key)
        except Archived:
            async with self.awake(where.channel):
                await self._patch(where, what, key)

    async def delete(self, where: Spot) -> None:
        """Take it away; one that is gone already is success."""
        from handlers.discord.errors import Archived, ChannelGone  # noqa: PLC0415

        try:
            try:
                await self._remove(where)
            except Archived:
                async with self.awake(where.channel):
                    await self._remove(where)
        except PostLost:
            pass
        except ChannelGone:
            if not where.beneath:
                raise

    async def read(self, where: Spot) -> Message:
        """That message, as it stands. Raises PostLost."""
        return _message(
            await self._connection.call(
                "GET", POST, channel_id=where.channel, message_id=where.message, urgent=False
            )
        )

    async def page(self, channel: int, *, after: int, limit: int = 100) -> list[Message]:
        """The messages next after that number, in order."""
        found = await self._connection.call(
            "GET", POSTS, channel_id=channel, params={"after": after, "limit": limit}, urgent=False
        )
        return sorted(found, key=lambda message: int(message["id"]))

    async def sees(self, channel: int, after: int) -> bool:
        """Whether an empty history behind that number is truly empty.

        Discord shows an empty one to those who may not read it, but refuses them a single message.
        """
        told = await self._connection.call("GET", CHANNEL, channel_id=channel, urgent=False)
        newest = int(told.get("last_message_id") or 0)
        if newest <= after:
            return True
        try:
            await self.read(Spot(channel, newest))
        except PostLost:
            return True
        except TargetLost:
            return False
        return True

    @asynccontextmanager
    async def awake(self, thread: int) -> AsyncIterator[None]:
        """The thread out of the archive for a moment. Raises Refused where the bot may not open it."""
        from handlers.discord.errors import ASLEEP  # noqa: PLC0415

        try:
            await self._archive(thread, False)
        except TargetLost as error:
            raise Refused(f"{ASLEEP} ({error})") from None
        try:
            yield
        finally:
            with suppress(DeliveryError):  # it falls asleep by itself
                await self._archive(thread, True)

    async def _patch(self, where: Spot, what: Content, key: str) -> None:
        from handlers.discord.errors import NO_THREAD, ONE_WAY, ChannelGone, Locked  # noqa: PLC0415

        try:
            await self._connection.call(
                "PATCH",
                POST,
                channel_id=where.channel,
                message_id=where.message,
                json=_changed(what, key),
                urgent=False,
            )
        except ChannelGone:
            if not where.beneath:
                raise
            raise PostLost(NO_THREAD) from None
        except Locked as error:
            raise Refused(str(error)) from None
        except Refused:
            if what.embeds and (await self.read(where))["flags"] & V2:
                raise Refused(ONE_WAY) from None
            raise

    async def _remove(self, where: Spot) -> None:
        await self._connection.call(
            "DELETE", POST, channel_id=where.channel, message_id=where.message, urgent=False
        )

    async def _archive(self, thread: int, archived: bool) -> None:
        await self._connection.call(
            "PATCH", CHANNEL, channel_id=thread, json={"archived": archived}, urgent=False, harmless=True
        )


def new(what: Content, key: str) -> dict[str, Any]:
    """A message as it is first posted."""
    mentions = {"parse": [], "roles": [what.role] if what.role else []}
    return _look(what, key, SILENT if what.silent else 0) | {"allowed_mentions": mentions}


def _changed(what: Content, key: str) -> dict[str, Any]:
    """A message as it is changed: cards take the place of embeds, and nobody is called again."""
    body = {"content": None, "embeds": []} | _look(what, key, 0)
    # Without a word about mentions an edit would let all of them fire.
    return body | {"allowed_mentions": {"parse": []}}


def _look(what: Content, key: str, flags: int) -> dict[str, Any]:
    if what.components:
        look: dict[str, Any] = {"components": marked(what, key)}
        flags |= V2
    else:
        look = {"embeds": list(what.embeds)}
        if what.role:  # a mention within an embed calls nobody
            look["content"] = role(what.role)
    if what.suppress and not what.embeds:  # it would take our own embeds away
        flags |= SUPPRESS_EMBEDS
    return look | {"flags": flags}


def _message(answer: Any) -> Message:  # noqa: ANN401
    if isinstance(answer, Mapping) and "id" in answer:
        return answer
    raise Ambiguous("Discord's answer could not be read: check platforms.discord.api_url")


async def surely(step: Awaitable[T]) -> T:
    """A step that may be made again: if its answer is lost, it counts as not made. Never raises Ambiguous."""
    try:
        return await step
    except Ambiguous as error:
        raise Transient(str(error)) from None

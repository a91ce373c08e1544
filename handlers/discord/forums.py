"""Forums: a post for each digest, whose first message is part 0 and in which the other parts stand."""

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from bot.delivery.models import Claim
from bot.errors import Ambiguous, PostLost
from bot.locales import message
from handlers.discord.address import Spot
from handlers.discord.channels import Channel, Channels, Tag
from handlers.discord.connection import Connection
from handlers.discord.content import Content
from handlers.discord.history import NO_SIGHT, since
from handlers.discord.marks import bears
from handlers.discord.messages import CHANNEL, Message, Messages, new
from handlers.discord.snowflakes import first_of
from handlers.discord.threads import name

NO_PLACE = message(
    "the forum post of this digest is not there, so its other parts have no place: repost the digest"
)
MOST_TAGS = 5
THREADS = "/channels/{channel_id}/threads"
ACTIVE = "/guilds/{guild_id}/threads/active"
ARCHIVED = "/channels/{channel_id}/threads/archived/public"
PAGE = 100
SETTLING = 2.0  # seconds after which a post whose answer was lost is in the lists


class Forums:
    """Makes, finds, renames and deletes the posts of forums; `settling`: see SETTLING."""

    def __init__(
        self, connection: Connection, channels: Channels, messages: Messages, *, settling: float = SETTLING
    ) -> None:
        self._connection = connection
        self._channels = channels
        self._messages = messages
        self._settling = settling

    async def create(self, forum: Channel, what: Content, key: str) -> Spot:
        """A post that begins with this part. It takes no nonce, so it is asked for once."""
        from handlers.discord.errors import TagsChanged  # noqa: PLC0415  # importing must be cheap

        try:
            made = await self._create(forum, what, key)
        except TagsChanged:
            self._channels.forget(forum.id)
            made = await self._create(await self._channels.of(forum.id), what, key)
        number = int(made["id"])
        return Spot(number, number)

    async def find(
        self, claim: Claim, forum: Channel, what: Content, known: Collection[int]
    ) -> list[Message]:
        """The first messages of the posts that this send has made, but for those that the ledger knows."""
        found = await self._look(claim, forum, what, known)
        if not found:
            # What was given up on may arrive a moment later, and there is no nonce to catch it.
            await asyncio.sleep(self._settling)
            found = await self._look(claim, forum, what, known)
        return found

    async def rename(self, post: int, what: Content) -> None:
        """Give the post the part's title, unless it has it."""
        from handlers.discord.errors import Archived, Locked, NoRight  # noqa: PLC0415

        told = await self._connection.call("GET", CHANNEL, channel_id=post, urgent=False)
        wanted = name(what.title)
        if told["name"] == wanted:
            return
        with suppress(Locked, NoRight):  # somebody locked it: the digest is right, the post keeps its name
            try:
                await self._name(post, wanted)
            except Archived:
                async with self._messages.awake(post):
                    await self._name(post, wanted)

    async def delete(self, post: int) -> None:
        """Take the post away as a whole; where the bot may not, its first message alone."""
        from handlers.discord.errors import ChannelGone, NoRight  # noqa: PLC0415

        try:
            await self._connection.call("DELETE", CHANNEL, channel_id=post, urgent=False)
        except ChannelGone:
            pass
        except NoRight:
            await self._messages.delete(Spot(post, post, beneath=True))

    async def _name(self, post: int, wanted: str) -> None:
        await self._connection.call("PATCH", CHANNEL, channel_id=post, json={"name": wanted}, urgent=False)

    async def _create(self, forum: Channel, what: Content, key: str) -> Any:  # noqa: ANN401
        return await self._connection.call(
            "POST",
            THREADS,
            channel_id=forum.id,
            json={
                "name": name(what.title),
                "applied_tags": [str(tag.id) for tag in fitting(forum, what.tags)],
                "message": new(what, key),
            },
            urgent=False,
            once=True,
        )

    async def _look(
        self, claim: Claim, forum: Channel, what: Content, known: Collection[int]
    ) -> list[Message]:
        from handlers.discord.errors import NoRight  # noqa: PLC0415

        try:
            return await self._search(claim, forum, what, known)
        except NoRight:
            raise Ambiguous(NO_SIGHT) from None

    async def _search(
        self, claim: Claim, forum: Channel, what: Content, known: Collection[int]
    ) -> list[Message]:
        me = str((await self._connection.me()).id)
        begin = since(claim)
        candidates = {
            int(thread["id"])
            for thread in [*await self._active(forum), *await self._archived(forum, claim)]
            if thread.get("owner_id") == me and int(thread["id"]) > begin and int(thread["id"]) not in known
        }
        found = []
        for number in candidates:
            with suppress(PostLost):
                post = await self._messages.read(Spot(number, number))
                if bears(post, what, claim.key):
                    found.append(post)
        return found

    async def _active(self, forum: Channel) -> list[dict[str, Any]]:
        told = await self._connection.call("GET", ACTIVE, guild_id=forum.guild, urgent=False)
        return [thread for thread in told["threads"] if thread.get("parent_id") == str(forum.id)]

    async def _archived(self, forum: Channel, claim: Claim) -> list[dict[str, Any]]:
        """Those that were archived since the send began, newest first."""
        found: list[dict[str, Any]] = []
        params: dict[str, int | str] = {"limit": PAGE}
        while True:
            told = await self._connection.call(
                "GET", ARCHIVED, channel_id=forum.id, params=params, urgent=False
            )
            found += told["threads"]
            if not told["threads"] or not told.get("has_more"):
                return found
            oldest = told["threads"][-1]["thread_metadata"]["archive_timestamp"]
            if first_of(dt.datetime.fromisoformat(oldest)) < since(claim):
                return found
            params["before"] = oldest


def fitting(forum: Channel, names: Sequence[str]) -> list[Tag]:
    """The forum's tags of these names, five at most; some tag where the forum asks for one."""
    usable = {_plain(tag.name): tag for tag in reversed(forum.tags) if not tag.moderated}
    found = [usable[_plain(each)] for each in dict.fromkeys(names) if _plain(each) in usable]
    if not found and forum.tag_required:
        found = [tag for tag in forum.tags if not tag.moderated][:1]
    return list(dict.fromkeys(found))[:MOST_TAGS]


def _plain(words: str) -> str:
    return "".join(words.split()).casefold()

"""The thread under a digest's first part, in which the others stand."""

from contextlib import suppress

from bot.delivery.models import Claim
from bot.errors import DeliveryError, PostLost, Refused, TargetLost
from bot.ports import Store
from bot.recent import Recent
from handlers.discord.address import Place, Spot, place, spot
from handlers.discord.channels import Channel
from handlers.discord.connection import Connection
from handlers.discord.content import Content
from handlers.discord.messages import CHANNEL, POST, Messages

LONGEST_NAME = 100  # UTF-16 units
KEPT = 5000  # threads
STARTER = 21  # the type of the message that repeats a thread's first one
CREATION = f"{POST}/threads"


class Threads:
    """Makes threads under messages. A second call for the same message finds the thread of the first."""

    def __init__(self, connection: Connection, store: Store, messages: Messages) -> None:
        self._connection = connection
        self._store = store
        self._messages = messages
        self._made = Recent(KEPT)

    async def under(self, claim: Claim, channel: Channel) -> Spot | None:
        """The first part of the claim's digest, under which its thread stands; None where none can."""
        return await first(self._store, claim) if channel.may_have_threads else None

    async def ensure(self, top: Spot, what: Content) -> None:
        """See to it that there is a thread under `top`. Raises PostLost where the message is gone."""
        from handlers.discord.errors import NO_THREADS, Done, NoRight  # noqa: PLC0415  # importing must be cheap

        if top.message in self._made:
            return
        try:
            await self._connection.call(
                "POST",
                CREATION,
                channel_id=top.channel,
                message_id=top.message,
                json={"name": name(what.title)},
                urgent=False,
                harmless=True,
            )
        except Done:
            pass
        except NoRight as error:
            raise TargetLost(f"{NO_THREADS} ({error})") from None
        self._made.add(top.message)

    async def sweep(self, message: int) -> None:
        """Take the thread of a deleted message away if nothing stands in it and the bot may."""
        with suppress(DeliveryError):  # an empty thread does no harm
            found = await self._messages.page(message, after=0, limit=2)
            empty = all(each["type"] == STARTER for each in found)
            if empty and (found or await self._messages.sees(message, 0)):
                await self._connection.call("DELETE", CHANNEL, channel_id=message, urgent=False)
                self._made.forget(message)


async def first(store: Store, claim: Claim) -> Spot | None:
    """Where part 0 of the claim's digest and generation stands, as far as the ledger knows."""
    where: Place = place(claim.target.address)
    for post in await store.posts(claim.target.id, claim.digest_id):
        if (post.digest_id, post.generation, post.part) == (claim.digest_id, claim.generation, 0):
            return spot(where, post.receipt) if post.receipt.message_id else None
    return None


def name(title: str) -> str:
    """A title as the name of a thread or a forum's post."""
    words = " ".join(title.split())
    while len(words.encode("utf-16-le")) // 2 > LONGEST_NAME:
        words = words[:-1]
    return words.strip() or "—"


def beneath(error: DeliveryError) -> DeliveryError:
    """What an error about a digest's own thread means for the part: mostly the target itself is well."""
    from handlers.discord.errors import NO_THREAD, NO_THREADS, ChannelGone, Locked, NoRight  # noqa: PLC0415

    match error:
        case ChannelGone():
            return PostLost(NO_THREAD)
        case Locked():
            return Refused(str(error))
        case NoRight():
            return TargetLost(f"{NO_THREADS} ({error})")
    return error

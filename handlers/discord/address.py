"""Where a target is, and a post in it: channels and threads by number, messages behind a slash."""

import re
from typing import NamedTuple

from bot.delivery.models import Claim, Receipt
from bot.errors import PostLost, TargetLost
from bot.locales import message

NO_ADDRESS = message("that is no channel of Discord: an address is the number of a channel")

_ADDRESS = re.compile(r"([1-9][0-9]{0,19})(?:/([1-9][0-9]{0,19}))?")


class Place(NamedTuple):
    """A channel, or a thread in it. A thread is a channel too: `posts_in` is the one that is written to."""

    channel: int
    thread: int | None = None

    @property
    def posts_in(self) -> int:
        """The channel in which messages are posted."""
        return self.thread or self.channel


def place(address: str) -> Place:
    """The place of that address. Raises TargetLost for one that Discord can't have."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise TargetLost(f"{NO_ADDRESS} ({address})")
    return Place(int(found[1]), int(found[2]) if found[2] else None)


class Spot(NamedTuple):
    """Where a post stands. `beneath`: in a thread that a digest made below the target, or as a forum post."""

    channel: int
    message: int
    beneath: bool = False

    @property
    def receipt(self) -> Receipt:
        """As the ledger keeps it: the message's number, behind its thread's where that is another place."""
        return Receipt(message_id=f"{self.channel}/{self.message}" if self.beneath else str(self.message))


def spot(where: Place, receipt: Receipt) -> Spot:
    """The place of a post that the ledger knows by this receipt."""
    thread, _, message = receipt.message_id.rpartition("/")
    return Spot(int(thread), int(message), beneath=True) if thread else Spot(where.posts_in, int(message))


def known_spot(claim: Claim, how: str) -> Spot:
    """The place of the claim's post. Raises PostLost where an admin, not Discord, vouched for it."""
    if claim.receipt is None or not claim.receipt.message_id:
        raise PostLost(
            f"nobody knows which message in {claim.target.address} this part is: it can only be {how} by hand"
        )
    return spot(place(claim.target.address), claim.receipt)

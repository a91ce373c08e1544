"""A platform: where digests are shown and commands are asked."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bot.delivery.models import Claim, Part, Receipt
from bot.findings import Finding
from bot.models import Policy, StoredDigest, Target

if TYPE_CHECKING:  # the commands import this file
    from bot.commands.models import Reply


class Platform(Protocol):
    """A place where digests are shown and commands are asked: Telegram, Discord, the web page."""

    name: str
    keeps_archive: bool
    """True where readers come by themselves (the web page): an imported archive may be planned to it."""

    deletes_within: dt.timedelta | None
    """How long after it was sent a post can be deleted; None: at any time."""

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """Lay out as parts what the policy leaves of the digest, then what it watches for (bot.layout).

        Pure and deterministic, by the archive's aliases. Nothing to show: no parts.
        """

    def room(self) -> int:
        """How many claims it could begin just now; the outbox has its own bound as well.

        What would only stand in line is better not claimed: if the process dies, nobody can tell a send
        that waited from one that was made.
        """

    async def send(self, claim: Claim) -> Receipt:
        """Post the claim's content. Raises DeliveryError; the library's own errors never come through."""

    async def edit(self, claim: Claim) -> Receipt | None:
        """Make the post of the claim's receipt show its content; a post that already does is success.

        None: it stands where the content has no place: it is to be taken away, and sent anew.
        """

    async def delete(self, claim: Claim) -> None:
        """Take the post of the claim's receipt away; one that is already gone is success."""

    async def recover(self, claim: Claim) -> Receipt | None:
        """After an interrupted or ambiguous send: the receipt if the post stands, None if it surely does not.

        Raises Ambiguous where the platform can't tell.
        """

    async def serve(self) -> None:
        """Answer readers until cancelled."""

    async def tell(self, actor: str, reply: "Reply") -> None:
        """Say this to an operator in private, unasked; `actor` is `platform:number`. Raises DeliveryError."""

    async def report(self, place: str, reply: "Reply") -> None:
        """Say this, with its buttons, in a chat or channel of `report_to`. Raises DeliveryError.

        `place` is `platform:address`, as a target is called.
        """

    async def examine(self, targets: Sequence[Target]) -> list[Finding]:
        """How it stands with the platform itself, then with each of these targets, its own, in this order.

        Changes nothing and posts nothing; can be called without `serve`. Never raises DeliveryError.
        """

    async def close(self) -> None:
        """Let go of connections; called once, after `serve` was cancelled."""

"""A platform in memory: a server that keeps posts and misbehaves on demand, and a sender that talks to it."""

import asyncio
import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from bot.commands.models import Reply
from bot.delivery.models import Claim, Part, Receipt
from bot.errors import (
    Ambiguous,
    DeliveryError,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    Transient,
)
from bot.findings import Finding
from bot.layout import alerted, arrange
from bot.models import Policy, StoredDigest, Target

FAULTS: dict[str, Callable[[], Exception]] = {
    "transient": lambda: Transient("the server is busy"),
    "rate limited": lambda: RateLimited("too many requests", retry_after=7),
    "dropped before": lambda: Ambiguous("the connection was lost"),
    "dropped after": lambda: Ambiguous("the connection was lost"),
    "refused": lambda: Refused("the text is not acceptable"),
    "target lost": lambda: TargetLost("the bot was removed from the chat"),
    "post lost": lambda: PostLost("there is no such message"),
    "platform down": lambda: PlatformDown("the token is wrong"),
    "defect": lambda: ZeroDivisionError("division by zero"),
}
DONE_ALL_THE_SAME = {"dropped after"}

T = TypeVar("T")


def error_of(fault: str) -> Exception:
    """The error that a client meets by this fault."""
    return FAULTS[fault]()


@dataclass
class Post:
    """A message that stands in a chat."""

    id: str
    key: str
    content: dict[str, Any]


@dataclass
class FakeServer:
    """Chats with their posts, which outlive every client. `faults` are met by the next requests, in order."""

    chats: dict[str, list[Post]] = field(default_factory=lambda: defaultdict(list))
    faults: deque[str] = field(default_factory=deque)
    requests: list[tuple[str, str]] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def texts(self, address: str) -> list[str]:
        """What stands in the chat, in order."""
        return [post.content["text"] for post in self.chats[address]]

    def find(self, address: str, message_id: str) -> Post:
        """That post. Raises PostLost."""
        for post in self.chats[address]:
            if post.id == message_id:
                return post
        raise PostLost("there is no such message")

    async def request(self, verb: str, address: str, effect: Callable[[], T]) -> T:
        """Do `effect`, unless a fault is due."""
        self.requests.append((verb, address))
        await asyncio.sleep(0)
        fault = self.faults.popleft() if self.faults else ""
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault and fault not in DONE_ALL_THE_SAME:
            raise error_of(fault)
        answer = effect()
        await asyncio.sleep(0)
        if fault:
            raise error_of(fault)
        return answer


class FakePlatform:
    """Talks to a FakeServer. `recovers`: whether it can find what an interrupted send posted."""

    keeps_archive = False
    deletes_within: dt.timedelta | None = None

    def __init__(
        self, server: FakeServer, name: str = "fake", *, recovers: bool = True, size: int = 2
    ) -> None:
        self.name = name
        self.server = server
        self.recovers = recovers
        self.size = size
        self.served = asyncio.Event()
        self.told: list[tuple[str, Reply]] = []
        self.reported: list[tuple[str, Reply]] = []
        self.closed = False

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """A part for every `size` items: their titles; then one for what is watched for."""
        left, alert = arrange(digest, policy), alerted(digest, policy)
        titles = [item.title for section in left.sections for item in section.items] if left else []
        parts = [" / ".join(titles[at : at + self.size]) for at in range(0, len(titles), self.size)]
        if alert:
            mentioned = [item.title for section in alert.digest.sections for item in section.items]
            parts.append(f"{alert.title}: {' / '.join(mentioned)}")
        return tuple(Part(content={"text": part}) for part in parts)

    def room(self) -> int:
        """Any number."""
        return 1000

    async def send(self, claim: Claim) -> Receipt:
        """Post the claim's content."""
        assert claim.content is not None
        content = claim.content

        def effect() -> Receipt:
            post = Post(id=f"m{next(self.server.numbers)}", key=claim.key, content=content)
            self.server.chats[claim.target.address].append(post)
            return Receipt(message_id=post.id)

        return await self.server.request("send", claim.target.address, effect)

    async def edit(self, claim: Claim) -> Receipt:
        """Change the post of the receipt."""
        assert claim.receipt is not None
        assert claim.content is not None
        receipt, content = claim.receipt, claim.content

        def effect() -> None:
            self.server.find(claim.target.address, receipt.message_id).content = content

        await self.server.request("edit", claim.target.address, effect)
        return receipt

    async def delete(self, claim: Claim) -> None:
        """Take the post of the receipt away."""
        assert claim.receipt is not None
        chat, message_id = self.server.chats[claim.target.address], claim.receipt.message_id

        def effect() -> None:
            chat[:] = [post for post in chat if post.id != message_id]

        await self.server.request("delete", claim.target.address, effect)

    async def recover(self, claim: Claim) -> Receipt | None:
        """Look for a post with the claim's key."""
        if not self.recovers:
            raise Ambiguous("this platform can't tell what it posted")
        found = await self.server.request(
            "recover",
            claim.target.address,
            lambda: [post for post in self.server.chats[claim.target.address] if post.key == claim.key],
        )
        return Receipt(message_id=found[0].id) if found else None

    async def serve(self) -> None:
        """Wait to be cancelled."""
        self.served.set()
        await asyncio.Event().wait()

    async def tell(self, actor: str, reply: Reply) -> None:
        """Remember what was said, unless a fault is due."""
        await self.server.request("tell", actor, lambda: self.told.append((actor, reply)))

    async def report(self, place: str, reply: Reply) -> None:
        """Remember what was reported where, unless a fault is due."""
        await self.server.request("report", place, lambda: self.reported.append((place, reply)))

    async def examine(self, targets: Sequence[Target]) -> list[Finding]:
        """All is well, unless a fault is due."""
        found = [Finding(level="ok", subject=self.name, told="answers")]
        for target in targets:
            try:
                await self.server.request("examine", target.address, lambda: None)
            except DeliveryError as error:
                found.append(Finding(level="error", subject=target.label, told=str(error)))
            else:
                found.append(Finding(level="ok", subject=target.label, told="can be posted to"))
        return found

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


@dataclass
class Clock:
    """A clock that is moved by hand."""

    time: dt.datetime = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.time

    def forward(self, **span: float) -> None:
        """Move on by a timedelta's words."""
        self.time += dt.timedelta(**span)

"""Getting to know a bot before there are settings: who it is, where it may post, who wrote to it."""

from collections.abc import Mapping
from typing import Protocol

from bot.models import Frozen


class Place(Frozen):
    """A chat or channel that could be a target.

    `kind` and the rights that it `lacks` are messages, in the words of its platform. `blocked`: nothing can
    be posted there without them.
    """

    address: str
    title: str
    kind: str
    lacks: tuple[str, ...] = ()
    blocked: bool = False


class Acquaintance(Frozen):
    """A person who may be an operator; `actor` is `platform:number`."""

    actor: str
    name: str


class Whereabouts(Frozen):
    """What a look has found. `obstacle`: why there may be more than could be seen, a message."""

    places: tuple[Place, ...] = ()
    people: tuple[Acquaintance, ...] = ()
    obstacle: str = ""


class Introduction(Protocol):
    """One bot, by its token alone. It posts nothing, and takes nothing from a bot that is at work."""

    async def name(self) -> str:
        """As people find it. Raises DeliveryError: PlatformDown for a token that is refused."""

    async def invitations(self) -> Mapping[str, str]:
        """Addresses that add the bot, with the rights that it takes, by what it is added to (messages).

        Raises DeliveryError.
        """

    async def look(self, patience: float) -> Whereabouts:
        """Where it may be, as far as its platform tells; waits so many seconds for news where there are none.

        Raises DeliveryError.
        """

    async def place(self, address: str) -> Place:
        """The place of that address. Raises DeliveryError: TargetLost where there is none for the bot."""

    async def close(self) -> None:
        """Let go of connections."""

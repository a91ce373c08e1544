"""What a topic of notices is."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from bot.commands.models import Reply

Words = Callable[[], Awaitable[Reply | None]]
"""What there is to tell, which from then on was told; None: nothing after all. Raises StoreError."""


class Topic(Protocol):
    """Something that operators are told of, in one or several kinds of notices."""

    async def look(self) -> None:
        """See what the store shows. Called often. Raises StoreError."""

    def kinds(self) -> Iterable[tuple[str, Words]]:
        """The kinds of which there may be something to tell now."""

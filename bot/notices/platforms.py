"""Platforms that can't be used, and can be used again."""

from collections.abc import Iterator
from functools import partial

from bot.commands.models import Reply
from bot.desk import Desk
from bot.notices import wordings
from bot.notices.claims import Claims
from bot.notices.topics import Words


class Platforms:
    """A kind for each platform. What was told last is in the register: `up` comes after `down`, never alone.

    What happened between two messages and is over is not told.
    """

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._news = desk.news
        self._claims = claims
        self._told: set[str] = set()

    async def look(self) -> None:
        """What there is was heard."""

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those that are down and not told so, and those that may have been told so and answer."""
        for platform in self._news.down.keys() - self._told:
            yield f"{platform} down", partial(self._of_down, platform)
        for platform in sorted(self._news.answering):
            yield f"{platform} up", partial(self._of_up, platform)

    async def _of_down(self, platform: str) -> Reply | None:
        reason = self._news.down.get(platform)
        if reason is None:
            return None
        fresh = await self._claims.once(f"{platform} down", _state(platform))
        self._told.add(platform)
        return wordings.down(self._desk.words, platform, reason) if fresh else None

    async def _of_up(self, platform: str) -> Reply | None:
        was_told = await self._desk.store.forget_notice(_state(platform))
        self._news.answering.discard(platform)
        self._told.discard(platform)
        return wordings.up(self._desk.words, platform) if was_told else None


def _state(platform: str) -> str:
    return f"{platform} is down"

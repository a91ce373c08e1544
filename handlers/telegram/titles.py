"""What people call the chats, learnt from the posts that go there."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.models import Target
from bot.ports import Store

if TYPE_CHECKING:
    from telegram import Chat

GATHERING = 1.0  # seconds: the titles of many new chats are one write


class Titles:
    """Keeps titles beside the deliveries: no receipt waits for one, nor is lost for it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._news: dict[int, str] = {}
        self._task: asyncio.Task[None] | None = None

    def seen(self, target: Target, chat: "Chat") -> None:
        """The target's chat, as Telegram described it just now."""
        title = chat.effective_name
        if not title or title == target.title:
            return
        self._news[target.id] = title
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name="titles")

    async def close(self) -> None:
        """Leave what is not written: the next post tells it again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        while self._news:
            await asyncio.sleep(GATHERING)
            news, self._news = self._news, {}
            with suppress(StoreError):
                await self._store.title_targets(news)

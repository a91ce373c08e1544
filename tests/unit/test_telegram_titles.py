"""A target is called as its chat is, once something was posted there."""

import asyncio
from pathlib import Path

import pytest

from handlers.telegram import titles
from tests.fakes.mailroom import Mailroom, content, mailroom


async def title(room: Mailroom, address: str) -> str | None:
    await asyncio.sleep(0.2)
    (target,) = await room.store.targets_at("telegram", [address])
    return target.title


async def test_titles_are_learnt_and_follow_the_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titles, "GATHERING", 0.02)
    async with mailroom(tmp_path) as room:
        channel = room.server.channel("早报", username="paper")
        reader = room.server.person("Ann", started=True)
        await room.post("@paper", content("今天"))
        await room.post(str(reader.id), content("今天"))
        assert await title(room, "@paper") == "早报"
        assert await title(room, str(reader.id)) == "Ann"
        channel.title = "晚报"
        await room.post("@paper", content("明天"))
        assert await title(room, "@paper") == "晚报"


async def test_a_title_that_is_not_written_yet_holds_up_nobody(tmp_path: Path) -> None:
    async with mailroom(tmp_path) as room:
        room.server.channel("早报", username="paper")
        await room.post("@paper", content("今天"))
        async with asyncio.timeout(0.5):
            await room.sender.close()

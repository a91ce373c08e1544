"""Choices while somebody types: in time, within Discord's limits, or none at all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.suggest import Choice
from bot.errors import StoreBusy
from handlers.discord import autocomplete
from tests.fakes.discord.interactions import Interaction
from tests.fakes.guilds import OPERATOR, Club, club


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Club]:
    async with club(tmp_path) as made:
        yield made
        assert not made.server.violations


async def typed(room: Club, command: str, option: str, text: str = "") -> list[dict[str, Any]]:
    return choices(await room.answered(room.reader.types(command, option, text, room.channel)))


def choices(asked: Interaction) -> list[dict[str, Any]]:
    assert asked.choices is not None
    assert asked.seconds is not None
    assert asked.seconds < 3
    return asked.choices


async def test_what_is_typed_gets_choices(room: Club) -> None:
    assert any(each["value"] == "算法论文" for each in await typed(room, "section", "name", "论文"))
    assert (await typed(room, "digest", "date"))[0]["value"] == "2026-11-20"
    assert "AI日报" in (await typed(room, "digest", "date"))[0]["name"]
    assert await typed(room, "search", "query", "模型")
    assert any("search" in each["value"] for each in await typed(room, "help", "command", "se"))
    assert {each["value"] for each in await typed(room, "digest", "publication")} >= {"ai-daily"}


async def test_in_the_document_too_the_publication_is_offered(room: Club) -> None:
    operator = room.server.person("Op", room.guild, id=OPERATOR, rights=["manage_guild"])
    asked = operator.types("submit", "publication", "", room.channel, document=("a.md", b"x"))
    assert choices(await room.answered(asked))


@pytest.mark.parametrize("how", ["busy", "slow"])
async def test_where_the_store_fails_there_are_none(
    room: Club, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def suggest(*_: object, **__: object) -> list[Choice]:
        if how == "busy":
            raise StoreBusy("the archive is busy")
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(autocomplete, "suggest", suggest)
    assert await typed(room, "section", "name", "论") == []


async def test_an_answer_that_is_lost_harms_nobody(room: Club) -> None:
    room.server.faults.add("dropped before", "POST /interactions/**")
    room.reader.types("section", "name", "论", room.channel)
    await room.server.until(lambda: room.server.faults.script[0].met)
    assert await typed(room, "section", "name", "论")

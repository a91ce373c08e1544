"""/settings on Discord: a slash command, then pressed in place."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models import Policy
from tests.fakes.discord import Message
from tests.fakes.guilds import Club, club


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Club]:
    async with club(tmp_path) as made:
        yield made
        assert not made.server.violations


async def press(room: Club, shown: Message, label: str) -> None:
    pressed = await room.answered(room.reader.presses(shown, label))
    assert pressed.updated, label


async def policy(room: Club) -> Policy:
    (target,) = await room.station.desk.store.targets(platform="discord")
    return target.policy


async def test_pressed_through_the_pages_in_private(room: Club) -> None:
    asked = await room.asks("settings")
    shown = asked.message
    assert shown is not None
    for label in (
        "订阅",
        "设置",
        "时间",
        "20:00",
        "全部设置",
        "星期",
        "周一至周五",
        "全部设置",
        "语言",
        "English",
    ):
        await press(room, shown, label)
    assert await policy(room) == Policy(
        publish_at=dt.time(20), weekdays=("mon", "tue", "wed", "thu", "fri"), locale="en"
    )
    assert "Now: English" in shown.text
    typed = await room.asks("settings", change="keywords 英伟达, 大模型")
    assert "Only items with one of these words come." in typed.text, "the language that was chosen"
    assert (await policy(room)).keywords == ("英伟达", "大模型")


async def test_who_manages_the_server_chooses_for_a_channel(room: Club) -> None:
    owner = room.server.person("Owner", room.guild, rights=("manage_guild",))
    made = await room.answered(owner.uses("watch", room.channel, words="英伟达"))
    assert made.ephemeral
    assert await policy(room) == Policy(digests=False, watch=("英伟达",))

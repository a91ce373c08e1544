"""Reports in a chat of Telegram, over the fake server: with buttons, in topics too; operators alone press."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.blocks import answered, button, heading
from bot.errors import DeliveryError, Refused
from handlers.telegram.station import Station
from handlers.telegram.telling import report
from tests.fakes.stations import OPERATOR, serving, station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TelegramServer

NEWS = answered([heading("1 target is <lost>")], [(button("All targets", "status", "all"),)])


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def station(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Station]:
    async with sqlite_store(tmp_path) as store, station_of(server, store) as station, serving(station):
        yield station


async def test_a_report_stands_in_its_chat_and_operators_alone_press(
    server: TelegramServer, station: Station
) -> None:
    chat = server.supergroup("Desk", bot="administrator")
    await report(station, f"telegram:{chat.id}", NEWS)
    posted = await server.posted(chat, "1 target is <lost>")
    member, operator = server.person(language="en"), server.person(id=OPERATOR, language="en")
    turned_away = await server.answered(member.presses(posted, "All targets"))
    assert "have the say" in turned_away.text
    await server.answered(operator.presses(posted, "All targets"))
    assert (await server.posted(chat, edits=1)).text.startswith("There is no target yet")


async def test_a_topic_and_a_channel_by_its_name(server: TelegramServer, station: Station) -> None:
    forum = server.supergroup("Desk", bot="administrator", forum=True)
    _, topic = server.topic(forum, "General"), server.topic(forum, "Reports")
    channel = server.channel("Reports", username="reports")
    await report(station, f"telegram:{forum.id}/{topic}", NEWS)
    await report(station, "telegram:@reports", NEWS)
    assert (await server.posted(forum, "lost")).thread == topic
    assert (await server.posted(channel, "lost")).text


@pytest.mark.parametrize("name", ["discord:5", "telegram:", "telegram:x", "telegram:-1009"])
async def test_where_nothing_can_be_said(station: Station, name: str) -> None:
    with pytest.raises(DeliveryError if name.startswith("telegram") else Refused):
        await report(station, name, NEWS)

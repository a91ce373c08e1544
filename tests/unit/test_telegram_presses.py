"""Whatever is pressed under an answer: stale, foreign, too soon, too late, by somebody else."""

import asyncio
from pathlib import Path

import pytest

from bot.commands.command import Command
from bot.commands.table import COMMANDS
from bot.errors import StoreBusy
from handlers.telegram import commands, presses
from tests.fakes.newsroom import Newsroom, fill, newsroom
from tests.fakes.stations import station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import Message, TelegramServer

EXPIRED = "这个按钮已经过期，请重新提问。"
SECTION = "算法论文"


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def listed(room: Newsroom) -> Message:
    """A list of several pages."""
    return await room.asks(f"/section {SECTION}")


@pytest.mark.parametrize(
    "data", ["c", "c=AAAAAAAAAAAAAAAA", "cnothing", "cnothing 1", "x", "c\x00", "c=" + "A" * 40]
)
async def test_a_button_that_means_nothing_is_answered_politely(tmp_path: Path, data: str) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/sections")
        before = shown.text
        press = await room.settled(room.reader.presses_stale(shown, data))
        assert press.text == EXPIRED
        assert shown.text == before
        assert not room.after(shown)


@pytest.mark.parametrize(
    "data",
    [
        "csection|999999.1 算法论文",
        "csection|0 算法论文",
        "csection|x 算法论文",
        "cdigest|99.s99 2026-11-20 ai-daily",
        "cdigest|5 2020-01-01 nobody",
        "csearch|9.zzz 大模型",
        "citem 999999999",
        "csections|7777",
    ],
)
async def test_a_button_of_another_time_leads_somewhere(tmp_path: Path, data: str) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/help")
        press = await room.settled(room.reader.presses_stale(shown, data))
        assert not press.text
        await room.server.until(lambda: shown.edits)
        assert shown.text


async def test_a_press_that_changes_nothing_is_fine(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        press = room.reader.presses_stale(shown, f"csection {SECTION}")
        await room.settled(press)
        await room.quiet()
        assert not press.text
        assert shown.edits == 0
        assert not room.after(shown)


async def test_where_the_message_is_gone_a_new_one_is_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        press = room.reader.presses(shown, "下一页 ▶")
        room.reader.deletes(shown)
        await room.settled(press)
        await room.server.until(lambda: room.after(shown))
        assert SECTION in room.after(shown)[0].text


async def test_a_message_that_telegram_no_longer_shows_turns_all_the_same(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        press = room.reader.presses_stale(shown, "csections")
        room.server.updates.queue[-1]["callback_query"]["message"] = {
            "chat": shown.chat.json(), "message_id": shown.id, "date": 0
        }  # fmt: skip
        await room.settled(press)
        await room.server.until(lambda: shown.edits)
        assert "新闻资讯" in shown.text


async def test_in_a_group_anybody_may_read_on(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        other = room.server.person("Other", language="en")
        group = room.server.supergroup("Readers", members=(room.reader, other))
        shown = await room.asks(f"/section@ribao_bot {SECTION}", chat=group)
        await room.turns(shown, "下一页 ▶", other)
        assert "◀ 上一页" in labels(shown), "in the group's language, not in the presser's"


def steering(audience: str) -> Command:
    return next(c for c in COMMANDS.values() if c.audience == audience)


async def test_what_steers_is_refused_to_those_without_the_say(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        owner = room.server.person("Owner")
        group = room.server.supergroup("Readers", owner=owner, members=(room.reader,))
        shown = await room.asks("/help@ribao_bot", chat=group)
        before = shown.text
        for audience in ("admins", "operators"):
            press = room.reader.presses_stale(shown, f"c{steering(audience).name}")
            assert (await room.settled(press)).text == "这个按钮只有这里的管理员才能按。"
            assert press.alert
        assert shown.text == before
        press = await room.settled(owner.presses_stale(shown, f"c{steering('admins').name}"))
        assert not press.text
        await room.server.until(lambda: shown.edits)


async def test_the_press_ends_before_a_slow_store_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        store = room.station.desk.store
        gate = asyncio.Event()
        real = type(store).section

        async def slow(*arguments: object, **named: object) -> object:
            await gate.wait()
            return await real(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(type(store), "section", slow)
        press = await room.settled(room.reader.presses(shown, "下一页 ▶"))
        assert not press.text
        assert shown.edits == 0
        gate.set()
        await room.server.until(lambda: shown.edits)


async def test_many_presses_are_answered_at_once_and_take_effect_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        TelegramServer() as server,
        sqlite_store(tmp_path) as store,
        station_of(server, store) as station,
    ):
        await fill(store)
        reader = server.person("Reader", started=True)
        ask = station.connection.ask
        reader.says("/help")
        [update] = await ask(None, lambda bot: bot.get_updates(timeout=5))
        assert update.message is not None
        await commands.on_message(station, update.message)
        shown = next(message for message in reader.private.messages.values() if message.outgoing)
        pressed = [reader.presses_stale(shown, f"cdigest 2026-11-{day} ai-daily") for day in (18, 19, 20)]
        updates = await ask(None, lambda bot: bot.get_updates(offset=update.update_id + 1, timeout=5))
        gate = asyncio.Event()
        real = type(store).digest

        async def slow(*arguments: object, **named: object) -> object:
            await gate.wait()
            return await real(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(type(store), "digest", slow)
        turning = asyncio.gather(
            *(presses.on_press(station, found.callback_query) for found in updates if found.callback_query)
        )
        await server.until(lambda: all(press.answered for press in pressed))
        assert shown.edits == 0
        gate.set()
        await turning
        assert shown.edits == 3
        assert [text.splitlines()[0][-13:] for text in (*shown.history[1:], shown.text)] == [
            "11 月 18 日（周三）", "11 月 19 日（周四）", "11 月 20 日（周五）"
        ]  # fmt: skip
        assert not station.turns


async def test_a_press_that_can_not_be_looked_up_is_answered_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        store = type(room.station.desk.store)

        async def never(*_: object) -> str:
            await asyncio.Event().wait()
            raise AssertionError

        async def busy(*_: object) -> str:
            raise StoreBusy("somebody else writes")

        monkeypatch.setattr(presses, "PATIENCE", 0.2)
        for failing in (never, busy):
            monkeypatch.setattr(store, "jotted", failing)
            press = await room.settled(room.reader.presses_stale(shown, "c=AAAAAAAAAAAAAAAA"))
            assert press.text == "暂时读不到存档，请稍后再试。"
        assert shown.edits == 0


async def test_a_press_under_an_inline_message_is_answered(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        typed = room.reader.types("大模型")
        await room.server.until(lambda: typed.answered)
        chosen = room.reader.chooses(typed)
        assert chosen.inline_id
        press = await room.settled(room.reader.presses_stale(chosen, "ctoday"))
        assert press.text == EXPIRED


async def test_a_post_is_no_button_whatever_a_strange_app_presses(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        channel = room.server.channel("News")
        ask, number = room.station.connection.ask, channel.id
        sent = await ask(number, lambda bot: bot.send_message(number, "the digest of the day"))
        post = channel.messages[sent.message_id]
        press = await room.settled(room.reader.presses_stale(post, "ctoday"))
        assert press.text == EXPIRED
        await room.quiet()
        assert post.text == "the digest of the day"
        assert not room.after(post)


async def test_nothing_is_said_in_a_channel_when_what_was_pressed_is_gone(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        owner = room.server.person("Owner")
        channel = room.server.channel("News", owner=owner)
        shown = await room.answer(owner.posts("/sections", channel))
        press = room.reader.presses_stale(shown, "ctoday")
        owner.deletes(shown)
        await room.settled(press)
        await room.quiet()
        assert not room.after(shown)

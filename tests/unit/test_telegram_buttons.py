"""Buttons under answers: pages there and back, and whatever else may be pressed."""

import asyncio
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.commands.command import Command
from bot.errors import StoreBusy
from handlers.telegram import buttons, presses
from handlers.telegram.buttons import Press
from tests.fakes.archive import MemoryArchive
from tests.fakes.newsroom import Newsroom, newsroom
from tests.fakes.telegram import Message

EXPIRED = "这个按钮已经过期，请重新提问。"
SECTION = "算法论文"


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def listed(room: Newsroom) -> Message:
    """A list of several pages."""
    return await room.asks(f"/section {SECTION}")


async def test_what_fits_stands_in_the_button() -> None:
    store = MemoryArchive()
    assert await buttons.pack(Press("today"), store) == "ctoday"
    assert await buttons.pack(Press("section", "算法论文", "2.81"), store) == "csection|2.81 算法论文"


async def test_what_does_not_fit_is_the_same_in_every_process() -> None:
    store = MemoryArchive()
    long = Press("search", "具身智能" * 10, "2")
    data = await buttons.pack(long, store)
    assert data.startswith("c=")
    assert len(data) <= 18
    assert await buttons.pack(long, store) == data
    assert await buttons.unpack(data, store) == long
    assert await buttons.unpack(data, MemoryArchive()) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '["a"]', "[1,2,3]", '["search","a",5]', "null"])
async def test_other_jotted_texts_are_no_buttons(text: str) -> None:
    store = MemoryArchive()
    assert await buttons.unpack(f"c={await store.jot(text)}", store) is None


async def test_pages_there_and_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await listed(room)
        first = shown.text
        await room.turns(shown, "下一页 ▶")
        second = shown.text
        assert second != first
        assert "◀ 上一页" in labels(shown)
        await room.turns(shown, "◀ 上一页")
        assert shown.text == first
        assert len(room.after(shown)) == 0
        assert not room.server.violations


async def test_pages_of_a_search(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("大模型")
        pages = {shown.text}
        while "下一页 ▶" in labels(shown):
            await room.turns(shown, "下一页 ▶")
            assert shown.text not in pages
            pages.add(shown.text)
        assert len(pages) > 1
        await room.turns(shown, "◀ 上一页")
        assert shown.text in pages


async def test_a_digest_turns_its_pages_and_shows_its_sections(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/today")
        whole = shown.text
        if "下一页 ▶" in labels(shown):
            await room.turns(shown, "下一页 ▶")
            assert shown.text != whole
            await room.turns(shown, "◀ 上一页")
            assert shown.text == whole
        section = next(label for label in labels(shown) if label.startswith(SECTION))
        await room.turns(shown, section)
        assert SECTION in shown.text
        assert "产品应用" not in shown.text
        await room.turns(shown, "⏮ 整期日报")
        assert shown.text == whole


async def test_from_day_to_day(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/today")
        await room.turns(shown, next(label for label in labels(shown) if label.startswith("◀ ")))
        assert "11月19日" in shown.text
        await room.turns(
            shown, next(label for label in labels(shown) if label.endswith(" ▶") and "20" in label)
        )
        assert "11月20日" in shown.text


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
        shown = await room.asks(f"/section {SECTION}", chat=group)
        await room.turns(shown, "下一页 ▶", other)
        assert "◀ 上一页" in labels(shown), "in the group's language, not in the presser's"


def steering(audience: str) -> Command:
    return next(c for c in COMMANDS.values() if c.audience == audience)


async def test_what_steers_is_refused_to_those_without_the_say(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        owner = room.server.person("Owner")
        group = room.server.supergroup("Readers", owner=owner, members=(room.reader,))
        shown = await room.asks("/help", chat=group)
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


async def test_buttons_hold_over_a_restart(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        store = room.station.desk.store
        data = await buttons.pack(Press("search", "大模型" * 20), store)
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/help")
        press = await room.settled(room.reader.presses_stale(shown, data))
        assert not press.text
        await room.server.until(lambda: shown.edits)
        assert "大模型大模型" in shown.text

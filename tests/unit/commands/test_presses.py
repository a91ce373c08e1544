"""Buttons under answers: pages there and back, and whatever else may be pressed."""

from pathlib import Path

import pytest

from bot.commands import presses
from bot.commands.presses import Press
from tests.fakes.archive import MemoryArchive
from tests.fakes.newsroom import Newsroom, newsroom
from tests.fakes.telegram import Message

SECTION = "算法论文"


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def listed(room: Newsroom) -> Message:
    """A list of several pages."""
    return await room.asks(f"/section {SECTION}")


async def test_what_fits_stands_in_the_button() -> None:
    store = MemoryArchive()
    assert await presses.pack(Press("today"), store, longest=64) == "ctoday"
    assert (
        await presses.pack(Press("section", "算法论文", "2.81"), store, longest=64)
        == "csection|2.81 算法论文"
    )


async def test_what_does_not_fit_is_the_same_in_every_process() -> None:
    store = MemoryArchive()
    long = Press("search", "具身智能" * 10, "2")
    data = await presses.pack(long, store, longest=64)
    assert data.startswith("c=")
    assert len(data) <= 18
    assert await presses.pack(long, store, longest=64) == data
    assert await presses.unpack(data, store) == long
    assert await presses.unpack(data, MemoryArchive()) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '["a"]', "[1,2,3]", '["search","a",5]', "null"])
async def test_other_jotted_texts_are_no_buttons(text: str) -> None:
    store = MemoryArchive()
    assert await presses.unpack(f"c={await store.jot(text)}", store) is None


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


async def test_buttons_hold_over_a_restart(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        store = room.station.desk.store
        data = await presses.pack(Press("search", "大模型" * 20), store, longest=64)
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/help")
        press = await room.settled(room.reader.presses_stale(shown, data))
        assert not press.text
        await room.server.until(lambda: shown.edits)
        assert "大模型大模型" in shown.text

"""Sources are looked after: what is new, what changed, and what is still being written."""

import asyncio
from pathlib import Path

import pytest

from bot.sources.folder import Watch, newest_first


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes before the system's news are listened to is found by the next look; not in five seconds."""
    monkeypatch.setattr("bot.sources.folder.RESCAN", 500)


async def test_reports_what_is_there_then_what_changes(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.md").write_text("1", encoding="utf-8")
    batches = Watch({"ai-daily": inbox}).changes()
    assert [(slug, path.name) for slug, path in await anext(batches)] == [("ai-daily", "a.md")]
    coming = asyncio.ensure_future(anext(batches))
    await asyncio.sleep(0.5)
    (inbox / "b.md").write_text("1", encoding="utf-8")
    names = [path.name for _, path in await asyncio.wait_for(coming, 15)]
    while not names:
        names = [path.name for _, path in await asyncio.wait_for(anext(batches), 15)]
    assert names == ["b.md"]
    (inbox / "a.md").write_text("12", encoding="utf-8")
    names = []
    while not names:
        names = [path.name for _, path in await asyncio.wait_for(anext(batches), 15)]
    assert names == ["a.md"]
    await batches.aclose()


async def test_makes_the_folder_that_is_missing(tmp_path: Path) -> None:
    batches = Watch({"a": tmp_path / "in" / "box" / "*.md"}).changes()
    assert await anext(batches) == []
    assert (tmp_path / "in" / "box").is_dir()
    await batches.aclose()


async def test_a_folder_that_can_not_be_made_is_told_and_the_others_are_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "a.md").write_text("1", encoding="utf-8")
    batches = Watch({"bad": tmp_path / "file" / "inbox", "good": tmp_path / "good"}).changes()
    assert [path.name for _, path in await anext(batches)] == ["a.md"]
    assert "can't be made" in capsys.readouterr().out
    await batches.aclose()


async def test_a_file_that_is_being_written_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sources.folder.SETTLE", 0.15)
    growing = tmp_path / "a.md"
    growing.write_text("", encoding="utf-8")
    watch = Watch({"a": tmp_path})

    async def write() -> None:
        for size in range(12):
            growing.write_text("x" * size, encoding="utf-8")
            await asyncio.sleep(0.03)

    writing = asyncio.ensure_future(write())
    batches = watch.changes()
    assert await anext(batches) == []
    await writing
    names: list[str] = []
    while not names:
        names = [path.name for _, path in await asyncio.wait_for(anext(batches), 15)]
    assert names == ["a.md"]
    await batches.aclose()


def test_the_newest_comes_first_and_no_source_waits_for_another() -> None:
    daily = [("daily", Path(f"/daily/2026/{day:02}.md")) for day in range(1, 5)]
    monthly = [("monthly", Path("/monthly/2026-10.txt")), ("monthly", Path("/monthly/2026-09.txt"))]
    assert newest_first(daily + monthly) == [
        monthly[0], daily[3], monthly[1], daily[2], daily[1], daily[0],
    ]  # fmt: skip
    assert newest_first([]) == []


async def test_a_source_may_be_one_file_that_is_still_to_come(tmp_path: Path) -> None:
    source = tmp_path / "box" / "daily.md"
    batches = Watch({"a": source}).changes()
    assert await anext(batches) == []
    assert source.parent.is_dir()
    assert not source.exists()
    source.write_text("1", encoding="utf-8")
    names: list[str] = []
    while not names:
        names = [path.name for _, path in await asyncio.wait_for(anext(batches), 15)]
    assert names == ["daily.md"]
    await batches.aclose()

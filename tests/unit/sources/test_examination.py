"""What `ribao doctor` is told of a source."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.models import Publication
from bot.sources import Address, Folder, Source
from bot.sources.examination import examine
from tests.fakes.platform import Clock
from tests.fakes.repository import Repository
from tests.fakes.website import website
from tests.unit.sources.test_reading import document

DAILY = Publication(slug="ai-daily", name="AI日报")


async def lines(source: Source) -> list[str]:
    found = await examine(DAILY, source, zone=ZoneInfo("Asia/Shanghai"), now=Clock()())
    assert {finding.subject for finding in found} == {"ai-daily"}
    return [f"{finding.level}: {finding.told}" for finding in found]


async def test_a_folder_and_its_newest_documents(tmp_path: Path) -> None:
    (tmp_path / "2026-11-20.md").write_text(document("甲"), encoding="utf-8")
    (tmp_path / "2026-11-19.md").write_bytes(b"# 2026-11-19\n\n\x00")
    odd = document("乙").replace("https://example.com/1", "javascript:x")
    (tmp_path / "2026-11-18.md").write_text(odd, encoding="utf-8")
    (tmp_path / "2026-11-17.md").write_bytes(b"\x89PNG")
    well, broken, warned = await lines(Folder(tmp_path))
    assert well == f"ok: 4 documents, the newest is 2026-11-20.md in {tmp_path}"
    assert broken.startswith(f"error: {tmp_path}/2026-11-19.md:3: ")
    assert warned.startswith(f"warning: {tmp_path}/2026-11-18.md:")


async def test_folders_that_are_not_as_they_should_be(tmp_path: Path) -> None:
    assert await lines(Folder(tmp_path)) == [f"ok: 0 documents yet in {tmp_path}"]
    assert await lines(Folder(tmp_path / "in" / "*.md")) == [
        f"warning: the folder {tmp_path}/in is not there"
    ]
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = await lines(Folder(tmp_path / "file" / "in"))
    assert told == [f"error: the folder {tmp_path}/file/in is not there and can't be made"]


def owners_rights(path: Path, wanted: int) -> bool:
    """What the file's owner may do: root, who runs some of these tests, may do everything."""
    return path.stat().st_mode >> 6 & wanted == wanted


async def test_folders_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", owners_rights)
    tmp_path.chmod(0o500)  # noqa: ASYNC240
    assert "can't be written" in (await lines(Folder(tmp_path)))[1]
    tmp_path.chmod(0)  # noqa: ASYNC240
    assert await lines(Folder(tmp_path)) == [f"error: {tmp_path} can't be read"]
    tmp_path.chmod(0o700)  # noqa: ASYNC240


async def test_a_working_copy_and_its_remote(tmp_path: Path) -> None:
    assert await lines(Folder(tmp_path, pull=True)) == [
        f"ok: 0 documents yet in {tmp_path}",
        f"error: {tmp_path} lies in no Git working copy",
    ]
    repository = Repository(tmp_path)
    copy = repository.copy
    assert (await lines(Folder(copy, pull=True)))[1] == f"ok: {copy} can be pulled: git reaches its remote"
    repository.git("remote", "set-url", "origin", str(tmp_path / "gone"))
    assert (await lines(Folder(copy, pull=True)))[1].startswith(f"error: {copy}: git says: fatal: ")


async def test_an_address(tmp_path: Path) -> None:
    async with website() as site:
        source = Address(site.at("/{date}.md?key=secret"), allow_private=True)
        assert await lines(source) == [
            f"warning: {site.at('/{date}.md')} answers, but has no document of these days"
        ]
        site.texts["/2026-11-19.md"] = document("甲")
        assert await lines(source) == [f"ok: {site.at('/2026-11-19.md')} has a document"]
        assert await lines(Address(site.at("/{date}.md"))) == [
            f"error: {site.at('/2026-11-20.md')}: it leads to http, not to https"
        ]

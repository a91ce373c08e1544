"""Which files are documents, whose they are, and what becomes of them."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UsageError
from bot.ingest import Ingested, Owners, ingest, publication_for
from bot.models import ItemDiff, Kind, ParseWarning, Publication, SaveStatus
from bot.ports import Store
from bot.sources.arrivals import File
from bot.sources.files import SAMPLES, documents_in
from storage import open_store
from tests.fakes.digests import digest

NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
ZONE = ZoneInfo("Asia/Shanghai")
DAILY = Publication(slug="ai-daily", name="AI日报")
MONTHLY = Publication(slug="ai-monthly", name="AI月刊", kind="monthly")


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("publications", "kind", "named", "slug"),
    [
        ([DAILY, MONTHLY], "daily", None, "ai-daily"),
        ([DAILY, MONTHLY], "monthly", None, "ai-monthly"),
        ([DAILY, MONTHLY], "monthly", "ai-daily", "ai-daily"),
        ([DAILY], "weekly", None, "ai-daily"),
    ],
)
def test_whose_digest_it_is(
    publications: list[Publication], kind: Kind, named: str | None, slug: str
) -> None:
    assert publication_for(digest("一", kind=kind), publications, named=named).slug == slug


@pytest.mark.parametrize(
    ("publications", "kind", "named", "sentence"),
    [
        ([DAILY, MONTHLY], "weekly", None, "no publication is weekly; name one of: ai-daily, ai-monthly"),
        ([DAILY, DAILY.model_copy(update={"slug": "b"})], "daily", None, "several publications are daily"),
        ([DAILY], "daily", "c", "no publication is called 'c'; there are: ai-daily"),
        ([], "daily", None, "no publication is daily; name one of: none"),
    ],
)
def test_who_can_not_be_told(
    publications: list[Publication], kind: Kind, named: str | None, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        publication_for(digest("一", kind=kind), publications, named=named)


def text(date: str, *titles: str) -> str:
    items = "".join(f"### {title}\n\n摘要。[>阅读原文](https://example.com/{title})\n\n" for title in titles)
    head = f"---\ndate: {date}\ntitle: AI日报：{'; '.join(titles)}\n---\n\n"
    return f"{head}# {date} 资讯日报\n\n## 新闻资讯\n\n{items}"


@pytest.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """An empty store with one publication."""
    store = await open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/ribao.db", now=NOW)
    await store.declare_publications([DAILY])
    yield store
    await store.close()


async def test_a_document_of_today_is_a_draft_an_older_one_an_archive(store: Store, tmp_path: Path) -> None:
    for date in ("2026-11-20", "2026-11-19", "2026-11-21"):
        path = write(tmp_path / f"{date}.md", text(date, "甲"))
        result = await ingest(store, File(path), [DAILY], zone=ZONE, now=NOW)
        assert (result.status, result.items, str(result.date)) == (SaveStatus.CREATED, 1, date)
    assert [str(edition.date) for edition in await store.editions()] == ["2026-11-19"]
    assert len(await store.editions(drafts=True)) == 3


async def test_the_day_is_told_in_the_zone(store: Store, tmp_path: Path) -> None:
    late = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # 01:00 of the 21st in Shanghai
    path = write(tmp_path / "2026-11-20.md", text("2026-11-20", "甲"))
    await ingest(store, File(path), [DAILY], zone=ZONE, now=late)
    assert await store.editions(), "yesterday's digest is an archive"


async def test_the_samples_are_an_archive_whatever_the_clock_says(store: Store) -> None:
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    newest = documents_in(SAMPLES / "ai-daily")[-1]
    await ingest(store, File(newest), [DAILY], zone=ZONE, now=past)
    assert len(await store.editions()) == 1


async def test_failures_tell_where_and_why(store: Store, tmp_path: Path) -> None:
    nul = tmp_path / "nul.md"
    nul.write_bytes(b"# 2026-11-20\n\n\x00")
    undated = write(tmp_path / "undated.md", UNDATED)
    for path in (nul, undated, tmp_path, tmp_path / "absent.md"):
        result = await ingest(store, File(path), [DAILY], zone=ZONE, now=NOW)
        assert result.status == "failed"
        assert result.reason
        assert str(path) in str(result)
    result = await ingest(store, File(undated), [DAILY], zone=ZONE, now=NOW, named="other")
    assert result.reason == "no publication is called 'other'; there are: ai-daily"
    result = await ingest(store, File(undated, dt.date(2026, 11, 18)), [DAILY], zone=ZONE, now=NOW)
    assert result.status is SaveStatus.CREATED


async def test_two_files_of_one_date_do_not_undo_each_other(store: Store, tmp_path: Path) -> None:
    owners = Owners()
    first, second = tmp_path / "2026-11-18.md", tmp_path / "draft.md"
    write(first, text("2026-11-18", "甲"))
    write(second, text("2026-11-18", "乙"))

    async def read(path: Path) -> str:
        result = await ingest(store, File(path), [DAILY], zone=ZONE, now=NOW, owners=owners)
        return result.reason or str(result.status)

    assert await read(first) == "created"
    refusal = f"{first} already is the digest of this date; merge the two"
    assert [await read(path) for path in (second, first, second)] == [refusal, "unchanged", refusal]
    assert owners.freed() == []
    linked = tmp_path / "link.md"
    linked.symlink_to(first)
    assert await read(linked) == "unchanged", "the same file by another name"
    first.unlink()
    assert owners.freed() == [("ai-daily", File(second))]
    assert owners.freed() == []
    assert await read(second) == "revised"


async def test_a_file_that_gets_another_date_lets_go_of_the_old_one(store: Store, tmp_path: Path) -> None:
    owners = Owners()
    first = write(tmp_path / "a.md", text("2026-11-18", "甲"))
    second = write(tmp_path / "b.md", text("2026-11-18", "乙"))
    third = write(tmp_path / "c.md", text("2026-11-18", "丙"))
    for path in (first, second, third):
        await ingest(store, File(path), [DAILY], zone=ZONE, now=NOW, owners=owners)
    write(first, text("2026-11-17", "甲"))
    third.unlink()
    await ingest(store, File(first), [DAILY], zone=ZONE, now=NOW, owners=owners)
    assert owners.freed() == [("ai-daily", File(second))]
    result = await ingest(store, File(second), [DAILY], zone=ZONE, now=NOW, owners=owners)
    assert result.status is SaveStatus.REVISED


async def test_a_digest_that_no_document_holds_for_a_while(store: Store, tmp_path: Path) -> None:
    owners = Owners()
    days = [NOW.date() + dt.timedelta(days) for days in range(4)]
    replaced, deleted, moved, held = (
        write(tmp_path / f"{day}.md", text(str(day), str(day.day))) for day in days
    )

    async def read(path: Path) -> None:
        await ingest(store, File(path), [DAILY], zone=ZONE, now=NOW, owners=owners)

    def forsaken(seconds: int) -> list[dt.date]:
        gone = [digest for digest, arrival in owners.since(days[0]) if not arrival.exists()]
        return [date for _, date in owners.forsaken(gone, NOW + dt.timedelta(seconds=seconds))]

    for path in (replaced, deleted, moved, held):
        await read(path)
    assert [date for (_, date), _ in owners.since(days[1])] == days[1:]
    assert forsaken(0) == []
    replaced.unlink()
    deleted.unlink()
    write(moved, text(str(days[3] + dt.timedelta(1)), "moved"))
    await read(moved)
    assert forsaken(1) == [], "it may be about to be written anew"
    await read(write(tmp_path / "again.md", text(str(days[0]), "again")))
    assert forsaken(12) == days[1:3]
    assert forsaken(30) == []
    await read(write(deleted, text(str(days[1]), "back")))
    deleted.unlink()
    assert (forsaken(40), forsaken(50)) == ([], [days[1]]), "it was there again"


UNDATED = "# 周记\n\n- [甲](https://example.com/1)：一件事。\n- [乙](https://example.com/2)：又一件。\n"


def test_a_line_for_a_person() -> None:
    revised = Ingested(
        where="a.md",
        status=SaveStatus.REVISED,
        publication="ai-daily",
        date=dt.date(2026, 11, 20),
        items=3,
        diff=ItemDiff(added=("x",), changed=("y", "z")),
        warnings=(ParseWarning(line=7, message="a link was dropped"),),
    )
    first, second = str(revised).splitlines()
    assert first == "a.md: revised (ai-daily 2026-11-20, 3 items: 1 added, 0 removed, 2 changed)"
    assert second == "  line 7: a link was dropped"
    assert str(Ingested(where="b.md", status="failed", line=3, reason="why")) == "b.md:3: failed: why"

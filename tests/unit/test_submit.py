"""Handing in documents: what they would change, where they are kept, and what becomes of them."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.desk import Desk
from bot.documents import load
from bot.errors import ParseError, UsageError
from bot.ingest import Ingested
from bot.models import ItemDiff, Policy, Publication, SaveStatus
from bot.ports import Store
from bot.sources import Address, Folder, Source
from bot.sources.files import documents_in
from bot.submission import preview
from bot.submit import Fate, examine, fate, keep, send
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import sqlite_store

TODAY = dt.date(2026, 11, 20)  # 09:00 in Shanghai, by the clock of the tests
DAILY = Publication(slug="ai-daily", name="AI日报", publish_at=dt.time(8, 30))


def document(*titles: str, date: dt.date | None = TODAY, section: str = "新闻资讯") -> bytes:
    head = f"---\ndate: {date}\ntitle: AI日报\n---\n\n" if date else ""
    items = "".join(
        f"### {title}\n\n{title}的正文，写得稍微长一些。[>阅读原文](https://example.com/{title})\n\n"
        for title in titles
    )
    return f"{head}# 资讯日报\n\n## {section}\n\n{items}".encode()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with sqlite_store(tmp_path) as store:
        await store.declare_publications([DAILY])
        yield store


def desk_with(
    store: Store, source: Path | None = None, *, publications: tuple[Publication, ...] = (DAILY,)
) -> Desk:
    return desk_of(
        store,
        FakePlatform(FakeServer()),
        publications=publications,
        sources={} if source is None else {"ai-daily": Folder(source)},
        targets=[("fake", "@one", Policy())],
        clock=Clock(),
    )


async def test_a_new_document_is_read_and_nothing_of_it_kept(store: Store, tmp_path: Path) -> None:
    submission = await examine(desk_with(store, tmp_path / "inbox"), document("甲", "乙"), "digest.md")
    assert (submission.status, submission.date) == (SaveStatus.CREATED, TODAY)
    assert submission.publication == DAILY
    assert await store.digest(TODAY, drafts=True) is None
    assert not (tmp_path / "inbox").exists()


async def test_a_correction_tells_what_the_store_will_count(store: Store, tmp_path: Path) -> None:
    desk = desk_with(store)
    await keep(desk, await examine(desk, document("甲", "乙", "丙"), "a.md"))
    changed = document("甲", "丙", "丁").replace("丙的正文".encode(), "丙的新正文".encode())
    submission = await examine(desk, changed, "b.md")
    assert submission.status is SaveStatus.REVISED
    assert [
        len(keys) for keys in (submission.diff.added, submission.diff.removed, submission.diff.changed)
    ] == [
        1,
        1,
        1,
    ]
    kept = await keep(desk, submission)
    assert kept.saved.diff == submission.diff


@pytest.mark.parametrize(
    "other",
    [
        document("乙", "甲"),
        document("甲", "乙", section="论文"),
        document("甲", "乙").replace("title: AI日报".encode(), "title: AI早报".encode()),
        document("甲", "甲", "乙"),
    ],
    ids=["order", "section", "title", "doubled"],
)
async def test_whatever_readers_see_makes_a_correction(store: Store, other: bytes) -> None:
    desk = desk_with(store)
    await keep(desk, await examine(desk, document("甲", "乙"), "a.md"))
    submission = await examine(desk, other, "a.md")
    assert submission.status is SaveStatus.REVISED
    kept = await keep(desk, submission)
    assert kept.saved.diff == submission.diff


async def test_the_same_in_another_writing_is_unchanged(store: Store) -> None:
    desk = desk_with(store)
    await keep(desk, await examine(desk, document("甲"), "a.md"))
    again = await examine(desk, document("甲").replace(b"\n", b"\r\n"), "a.md")
    assert (again.status, again.diff) == (SaveStatus.UNCHANGED, ItemDiff())
    assert (await keep(desk, again)).saved.status is SaveStatus.UNCHANGED


async def test_the_preview_is_the_digest_as_it_will_stand(store: Store) -> None:
    desk = desk_with(store)
    await keep(desk, await examine(desk, document("甲", "乙"), "a.md"))
    submission = await examine(desk, document("乙", "丙"), "a.md")
    shown = preview(submission, desk.clock())
    await keep(desk, submission)
    stands = await store.digest(TODAY, drafts=True)
    assert stands is not None
    assert shown.sections[0].items[0] == stands.sections[0].items[0], "what stood already keeps its number"
    unnumbered = stands.sections[0].items[1].model_copy(update={"id": 0})
    assert shown.sections[0].items[1] == unnumbered
    assert shown.model_copy(update={"sections": ()}) == stands.model_copy(update={"sections": ()})


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "a.md", "a.md is empty"),
        (b"\x89PNG\r\n\x1a\n", "a.md", "a PNG picture"),
        (document(), "a.md", "no items"),
        (document("甲", date=None), "a.md", "names no date"),
        (b"\xef\xbb\xbf# AI\n\n\xff\xff\n", "a.md", "line 3"),
    ],
)
async def test_what_is_no_digest_is_refused_in_one_sentence(
    store: Store, raw: bytes, name: str, said: str
) -> None:
    with pytest.raises(ParseError, match=said) as caught:
        await examine(desk_with(store), raw, name)
    assert "\n" not in str(caught.value)


async def test_a_remark_names_one_of_several_publications(store: Store) -> None:
    evening = Publication(slug="evening", name="晚报")
    await store.declare_publications([evening])
    desk = desk_with(store, publications=(DAILY, evening))
    with pytest.raises(UsageError, match="ai-daily, evening"):
        await examine(desk, document("甲"), "a.md", remark="今天的，请看")
    for remark in ("evening", "晚报", " 晚报 "):
        assert (await examine(desk, document("甲"), "a.md", remark=remark)).publication == evening


# --- files ---


async def test_it_is_kept_where_an_editor_would_put_it(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    desk = desk_with(store, inbox)
    kept = await keep(desk, await examine(desk, document("甲"), "随便什么.txt"))
    assert kept.path == inbox / f"{TODAY}.txt"
    assert [path.name for path in inbox.iterdir()] == [f"{TODAY}.txt"], "nothing half-written stays"
    assert kept.path.read_bytes() == document("甲")
    corrected = await keep(desk, await examine(desk, document("甲", "乙"), "again.md"))
    assert corrected.path == kept.path
    assert kept.path.read_bytes() == document("甲", "乙")


async def test_the_file_that_holds_the_digest_is_written_over_whatever_its_name(
    store: Store, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "old").mkdir(parents=True)
    held = inbox / "old" / "issue-7.md"
    held.write_bytes(document("甲"))
    held.chmod(0o640)
    (inbox / "2026-11-19.md").write_bytes(document("别的", date=TODAY - dt.timedelta(days=1)))
    (inbox / "broken.md").write_bytes(b"\x89PNG")
    desk = desk_with(store, inbox)
    await keep(desk_with(store), await examine(desk, document("甲"), "a.md"))  # as the watcher read it
    kept = await keep(desk, await examine(desk, document("甲", "乙"), "a.md"))
    assert kept.path == held
    assert held.read_bytes() == document("甲", "乙")
    assert held.stat().st_mode & 0o777 == 0o640


async def test_a_name_that_is_taken_by_something_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / f"{TODAY}.md").write_bytes(b"\x89PNG")
    desk = desk_with(store, tmp_path)
    kept = await keep(desk, await examine(desk, document("甲"), "a.md"))
    assert kept.path == tmp_path / f"{TODAY}.txt"
    assert (tmp_path / f"{TODAY}.md").read_bytes() == b"\x89PNG"


async def test_a_text_that_its_file_would_date_otherwise_is_refused(store: Store, tmp_path: Path) -> None:
    held = tmp_path / "issue-7.md"
    held.write_bytes(document("甲"))
    desk = desk_with(store, tmp_path)
    await keep(desk_with(store), await examine(desk, document("甲"), "a.md"))
    undated = await examine(desk, document("甲", date=None), f"{TODAY}.md")
    with pytest.raises(UsageError, match=r"issue-7\.md"):
        await keep(desk, undated)
    assert held.read_bytes() == document("甲")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("inbox", f"{TODAY}.md"),
        ("inbox/*.md", f"{TODAY}.md"),
        ("inbox/*.txt", f"{TODAY}.txt"),
        ("inbox/**/*.md", f"{TODAY}.md"),
        ("inbox/AI日报_*.md", f"AI日报_{TODAY}.md"),
        ("inbox/????-??-??.markdown", f"{TODAY}.markdown"),
        ("inbox/20*/*.md", f"2026/{TODAY}.md"),
        ("inbox/daily-[0-9].md", None),
        ("inbox/none*/*.md", None),
        ("inbox/today.md", None),
    ],
)
async def test_new_files_fit_the_source(store: Store, tmp_path: Path, source: str, name: str | None) -> None:
    (tmp_path / "inbox" / "2026").mkdir(parents=True)
    (tmp_path / "inbox" / "2025").mkdir()
    desk = desk_with(store, tmp_path / source)
    kept = await keep(desk, await examine(desk, document("甲"), "x.md"))
    assert kept.path == (None if name is None else tmp_path / "inbox" / name)
    assert (await store.digest(TODAY, drafts=True)) is not None
    if kept.path is not None:
        assert kept.path in documents_in(tmp_path / source)
        assert load(kept.path)[0].date == TODAY


async def test_a_folder_that_takes_nothing_leaves_it_in_the_archive(store: Store, tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("a file, where a folder should be")
    desk = desk_with(store, tmp_path / "inbox" / "*.md")
    kept = await keep(desk, await examine(desk, document("甲"), "a.md"))
    assert kept.path is None
    assert (await store.digest(TODAY, drafts=True)) is not None


async def test_a_file_that_two_publications_find_is_neither_written_nor_written_over(
    store: Store, tmp_path: Path
) -> None:
    evening = Publication(slug="evening", name="晚报")
    await store.declare_publications([evening])
    for shared in ("*.md", "**/2026*.md", f"{TODAY}.md"):
        desk = desk_of(
            store,
            publications=(DAILY, evening),
            sources={"ai-daily": Folder(tmp_path / shared), "evening": Folder(tmp_path)},
        )
        kept = await keep(desk, await examine(desk, document("甲"), "a.md", remark="ai-daily"))
        assert kept.path is None
        kept = await keep(desk, await examine(desk, document("乙"), "a.txt", remark="evening"))
        assert kept.path == tmp_path / f"{TODAY}.txt", "a name that the other does not find"
        kept.path.rename(tmp_path / f"{TODAY}.md")
        with pytest.raises(UsageError, match="is another publication's document too"):
            await keep(desk, await examine(desk, document("丙"), "a.md", remark="ai-daily"))
        assert (tmp_path / f"{TODAY}.md").read_bytes() == document("乙")
        (tmp_path / f"{TODAY}.md").unlink()


@pytest.mark.parametrize(
    "source",
    [Folder(Path("copy"), pull=True), Address("https://news.example/{date}.md")],
    ids=["a working copy", "an address"],
)
async def test_a_source_with_another_master_takes_no_files(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Source
) -> None:
    monkeypatch.chdir(tmp_path)
    desk = desk_of(store, publications=(DAILY,), sources={"ai-daily": source})
    kept = await keep(desk, await examine(desk, document("甲"), "a.md"))
    assert kept.path is None
    assert (await store.digest(TODAY, drafts=True)) is not None
    assert not list(tmp_path.glob("copy*"))  # noqa: ASYNC240


# --- what becomes of it ---


async def test_it_is_sent_to_all_targets_at_once_and_only_once(store: Store) -> None:
    desk = desk_with(store)
    await store.declare_targets(desk.targets)
    kept = await keep(desk, await examine(desk, document("甲"), "a.md"))
    sent = await send(desk, kept)
    assert (sent.planned.sends, sent.able) == (1, 1)
    again = await send(desk, await keep(desk, await examine(desk, document("甲"), "a.md")))
    assert again.planned.changes == 0


@pytest.mark.parametrize(
    ("date", "hour", "expected"),
    [
        (TODAY, dt.time(8, 30), Fate.NOW),
        (TODAY, dt.time(9, 30), Fate.LATER),
        (TODAY, None, Fate.NOW),
        (TODAY + dt.timedelta(days=1), dt.time(8, 30), Fate.LATER),
        (TODAY - dt.timedelta(days=1), dt.time(8, 30), Fate.ARCHIVED),
    ],
)
async def test_what_happens_by_itself(
    store: Store, date: dt.date, hour: dt.time | None, expected: Fate
) -> None:
    publication = DAILY.model_copy(update={"publish_at": hour})
    desk = desk_with(store, publications=(publication,))
    await keep(desk, await examine(desk, document("甲", date=date), "a.md"))
    assert await fate(desk, publication, date) is expected
    kept = await store.digest(date, drafts=True)
    assert kept is not None
    assert (kept.published_at is None) == (expected is not Fate.ARCHIVED)


async def test_what_is_out_is_corrected(store: Store) -> None:
    desk = desk_with(store)
    await store.declare_targets(desk.targets)
    await send(desk, await keep(desk, await examine(desk, document("甲"), "a.md")))
    assert await fate(desk, DAILY, TODAY) is Fate.STANDING


async def test_the_watcher_finds_what_was_handed_in_unchanged(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    desk = desk_with(store, inbox)
    ingested: list[Ingested] = []
    working = asyncio.create_task(App(desk, on_ingested=ingested.append).run())
    try:
        for titles in (("甲",), ("甲", "乙")):
            kept = await keep(desk, await examine(desk, document(*titles), "a.md"))
            seen = len(ingested)
            async with asyncio.timeout(10):
                while len(ingested) == seen:  # noqa: ASYNC110  (a file system's news has no event here)
                    await asyncio.sleep(0.05)
            assert ingested[-1].where == str(kept.path)
            assert ingested[-1].status is SaveStatus.UNCHANGED, ingested[-1]
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

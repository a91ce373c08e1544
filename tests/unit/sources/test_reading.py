"""All sources together: a folder, addresses and a working copy go the same way to the readers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.ingest import Ingested
from bot.models import Policy, Publication, SaveStatus
from bot.ports import Store
from bot.sources import Address, Folder, Source
from bot.sources.reading import Reader
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.repository import Repository
from tests.fakes.stores import DAILY, sqlite_store
from tests.fakes.website import website

EVENING = Publication(slug="evening", name="晚报")
NIGHT = Publication(slug="night", name="夜报")


def document(title: str, date: str = "2026-11-20") -> str:
    return (
        f"---\ndate: {date}\ntitle: AI日报\n---\n\n# 资讯日报\n\n## 新闻资讯\n\n### {title}\n\n"
        f"{title}的摘要。[>阅读原文](https://example.com/1)\n"
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with sqlite_store(tmp_path) as store:
        await store.declare_publications([DAILY, EVENING, NIGHT])
        yield store


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not check():  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0.02)


async def test_every_way_in_leads_to_the_readers_and_so_do_corrections(store: Store, tmp_path: Path) -> None:
    server, repository, told = FakeServer(), Repository(tmp_path), list[Ingested]()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.md").write_text(document("甲"), encoding="utf-8")
    async with website() as site:
        site.texts["/2026/11/20.md"] = document("乙")
        sources: dict[str, Source] = {
            "ai-daily": Folder(tmp_path / "inbox"),
            "evening": Address(site.at("/{date:%Y/%m/%d}.md"), refresh=1, allow_private=True),
            "night": Folder(repository.copy / "*.md", pull=True, refresh=1),
        }
        desk = desk_of(
            store,
            FakePlatform(server),
            publications=[DAILY, EVENING, NIGHT],
            sources=sources,
            targets=[("fake", "@one", Policy())],
        )
        running = asyncio.ensure_future(App(desk, on_ingested=told.append).run())
        try:
            repository.push("2026-11-20.md", document("丙"))
            await until(lambda: sorted(server.texts("@one")) == sorted("甲乙丙"))
            site.texts["/2026/11/20.md"] = document("丁")
            repository.push("2026-11-20.md", document("戊"))
            await until(lambda: sorted(server.texts("@one")) == sorted("甲丁戊"))
            site.answers["/2026/11/20.md"] = {"status": 500}
            await until(lambda: told[-1].status == "failed")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert str(told[-1]) == f"{site.at('/2026/11/20.md')}: failed: it answers 500"
    assert told[-1].publication == "evening"
    statuses = [result.status for result in told if result.publication == "evening"]
    assert statuses == [SaveStatus.CREATED, SaveStatus.REVISED, "failed"]


@pytest.mark.parametrize("change", ["deleted", "moved", "dated anew"])
async def test_a_draft_whose_document_is_gone_is_news(store: Store, tmp_path: Path, change: str) -> None:
    inbox, clock, told = tmp_path / "inbox", Clock(), list[Ingested]()
    inbox.mkdir()
    path = inbox / "a.md"
    path.write_text(document("甲", "2026-11-21"), encoding="utf-8")
    desk = desk_of(store, publications=[DAILY], sources={"ai-daily": Folder(inbox)}, clock=clock)
    reader = Reader(desk, on_batch=lambda _: None, on_ingested=told.append, on_read=lambda: None)
    running = asyncio.ensure_future(reader.run())
    await until(lambda: len(told) == 1)
    match change:
        case "deleted":
            path.unlink()
        case "moved":
            path.rename(tmp_path / "a.md")
        case _:
            path.write_text(document("甲", "2026-11-22"), encoding="utf-8")
            await until(lambda: len(told) == 2)
    (inbox / "later.md").write_text(document("乙", "2026-11-23"), encoding="utf-8")  # that it looks again
    await until(lambda: told[-1].where.endswith("later.md"))
    assert not desk.news.forsaken
    clock.forward(seconds=10)
    await until(lambda: bool(desk.news.forsaken))
    assert [str(issue.date) for issue in desk.news.forsaken.held().values()] == ["2026-11-21"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_two_addresses_with_one_digest_do_not_undo_each_other(store: Store) -> None:
    told: list[Ingested] = []
    async with website() as site:
        site.texts["/2026-11-20.md"] = document("甲")
        site.texts["/2026-11-19.md"] = document("乙")
        address = Address(site.at("/{date}.md") + "?key=secret", refresh=1, allow_private=True)
        desk = desk_of(store, publications=[DAILY], sources={"ai-daily": address})
        reader = Reader(desk, on_batch=lambda _: None, on_ingested=told.append, on_read=lambda: None)
        running = asyncio.ensure_future(reader.run())
        await until(lambda: len(told) == 2)
        assert [result.status for result in told] == [SaveStatus.CREATED, "failed"]
        first = site.at("/2026-11-20.md")
        assert told[1].reason == f"{first} already is the digest of this date; merge the two"
        del site.texts["/2026-11-20.md"]
        await until(lambda: len(told) == 3)
        assert told[2].status is SaveStatus.REVISED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_an_address_may_date_what_names_no_date(store: Store) -> None:
    told: list[Ingested] = []
    undated = "# 周记\n\n- [甲](https://example.com/1)：一件事。\n- [乙](https://example.com/2)：又一件。\n"
    async with website() as site:
        site.texts["/2026/1120/news"] = undated
        address = Address(site.at("/{date:%Y/%m%d}/news"), allow_private=True)
        desk = desk_of(store, publications=[DAILY], sources={"ai-daily": address})
        reader = Reader(desk, on_batch=lambda _: None, on_ingested=told.append, on_read=lambda: None)
        running = asyncio.ensure_future(reader.run())
        await until(lambda: bool(told))
        assert (str(told[0].status), str(told[0].date)) == ("created", "2026-11-20"), told
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

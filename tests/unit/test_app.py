"""The whole process without a process: sources, planning, delivery, platforms that fail."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.app import App
from bot.errors import RibaoError, SettingsError, StoreBusy
from bot.ingest import Ingested
from bot.models import Policy
from bot.ports import Platform, Store
from bot.records import Pause
from bot.sources import Folder
from tests.fakes.desks import desk_of
from tests.fakes.digests import digest
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import DAILY
from tests.unit.commands.conftest import words

DOCUMENT = """---
date: 2026-11-20
title: AI日报：甲
---

# 2026-11-20 资讯日报

## 新闻资讯

### 甲

甲的摘要。[>阅读原文](https://example.com/1)
"""


class BrokenPlatform(FakePlatform):
    """Can't serve."""

    async def serve(self) -> None:
        await asyncio.sleep(0)
        raise SettingsError(f"{self.name}: the address is in use")


def app(
    store: Store,
    *platforms: Platform,
    inbox: Path | None = None,
    admins: Sequence[str] = (),
    **options: object,
) -> App:
    desk = desk_of(
        store,
        *platforms,
        sources={} if inbox is None else {"ai-daily": Folder(inbox)},
        targets=[("fake", "@one", Policy())],
        admins=admins,
    )
    return App(desk, **options)  # type: ignore[arg-type]


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not check():  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0.02)


async def stopped(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_document_reaches_its_target_and_its_correction_too(store: Store, tmp_path: Path) -> None:
    inbox, server = tmp_path / "inbox", FakeServer()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    told: list[Ingested] = []
    batches: list[int] = []
    running = asyncio.ensure_future(
        app(store, FakePlatform(server), inbox=inbox, on_ingested=told.append, on_batch=batches.append).run()
    )
    await until(lambda: server.texts("@one") == ["甲"])
    (inbox / "2026-11-20.md").write_text(DOCUMENT.replace("### 甲", "### 乙"), encoding="utf-8")
    await until(lambda: server.texts("@one") == ["乙"])
    assert [str(result.status) for result in told] == ["created", "revised"]
    assert batches[0] == 1
    await stopped(running)


async def test_one_platform_fails_the_others_go_on(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    well = FakePlatform(FakeServer())
    broken = BrokenPlatform(FakeServer(), "broken")
    running = asyncio.ensure_future(app(store, broken, well).run())
    await well.served.wait()
    await until(lambda: "the others go on" in capsys.readouterr().out)
    assert not running.done()
    await stopped(running)
    assert well.closed
    assert broken.closed


async def test_when_nothing_is_left_that_serves_it_ends_with_the_reason(store: Store) -> None:
    with pytest.raises(RibaoError, match="broken: the address is in use"):
        await app(store, BrokenPlatform(FakeServer(), "broken")).run()


@pytest.mark.parametrize(
    ("role", "serves"), [("all", True), ("gateway", True), ("worker", False), ("web", False)]
)
async def test_a_role_does_its_part(store: Store, role: str, serves: bool) -> None:
    platform = FakePlatform(FakeServer())
    running = asyncio.ensure_future(app(store, platform, role=role).run())
    await asyncio.sleep(0.2)
    assert platform.served.is_set() is serves
    assert running.done() is (role == "web")  # this process has no page to serve: nothing to do
    if not running.done():
        await stopped(running)


async def test_admins_are_told_what_the_outbox_meets(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notices.notices.PAUSE", 0.05)
    inbox, server = tmp_path / "inbox", FakeServer()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    platform, admins = FakePlatform(server), FakePlatform(FakeServer(), "admins")
    server.faults.append("platform down")
    running = asyncio.ensure_future(app(store, platform, admins, inbox=inbox, admins=["admins:1"]).run())
    await until(lambda: bool(admins.told))
    assert [actor for actor, _ in admins.told] == ["admins:1"]
    assert words(admins.told[0][1]).startswith("Fake 无法使用\nthe token is wrong")
    await stopped(running)


async def test_a_defect_in_telling_disturbs_nothing_else(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.notices.notices.Notices.run", broken)
    platform = FakePlatform(FakeServer())
    running = asyncio.ensure_future(app(store, platform).run())
    await until(lambda: "the admins could not be told" in capsys.readouterr().out)
    await asyncio.wait_for(platform.served.wait(), 5)
    assert not running.done()
    await stopped(running)


async def test_what_was_read_is_planned_at_once(store: Store, tmp_path: Path) -> None:
    inbox, server = tmp_path / "inbox", FakeServer()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    running = asyncio.ensure_future(app(store, FakePlatform(server), inbox=inbox, tick=30.0).run())
    await until(lambda: server.texts("@one") == ["甲"])
    await stopped(running)


async def test_a_store_that_is_away_is_waited_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.app.FIRST_PAUSE", 0.05)
    inbox, server = tmp_path / "inbox", FakeServer()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    flaky = FlakyStore(store, failures=4)
    running = asyncio.ensure_future(app(flaky, FakePlatform(server), inbox=inbox).run())  # type: ignore[arg-type]
    await until(lambda: server.texts("@one") == ["甲"])
    assert "trying again" in capsys.readouterr().out
    await stopped(running)


class FlakyStore:
    """A store whose `save` and `unreleased` and `next_due` are away for the first calls."""

    def __init__(self, store: Store, failures: int) -> None:
        self._store = store
        self._left = {"save": failures, "unreleased": failures, "next_due": 1}

    def __getattr__(self, name: str) -> object:
        if self._left.get(name, 0) > 0:
            self._left[name] -= 1

            async def away(*_: object, **__: object) -> None:
                raise StoreBusy("the archive is locked by another process")

            return away
        return getattr(self._store, name)


async def test_while_it_is_paused_nothing_goes_out_and_nobody_is_at_work(
    store: Store, tmp_path: Path
) -> None:
    inbox, server, clock = tmp_path / "inbox", FakeServer(), Clock()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    desk = desk_of(
        store,
        FakePlatform(server),
        sources={"ai-daily": Folder(inbox)},
        targets=[("fake", "@one", Policy())],
        clock=clock,
    )
    await store.heartbeat(now=clock(), patience=dt.timedelta(minutes=1))
    began = clock()
    await store.pause(Pause(since=began, actor="fake:100"))
    ingested = asyncio.Event()
    running = asyncio.ensure_future(App(desk, tick=0.01, on_ingested=lambda _: ingested.set()).run())
    await asyncio.wait_for(ingested.wait(), 20)
    clock.forward(minutes=5)
    await asyncio.sleep(0.1)
    assert server.texts("@one") == []
    assert await store.last_heartbeat() == began
    await store.unpause()
    await until(lambda: server.texts("@one") == ["甲"])
    assert await store.last_heartbeat() == clock()
    assert list(await store.outages(since=began)) == [(began, clock())]
    await stopped(running)


async def test_after_an_outage_what_lies_in_the_folder_is_read_before_anything_is_caught_up(
    store: Store, tmp_path: Path
) -> None:
    inbox, server, clock = tmp_path / "inbox", FakeServer(), Clock()
    inbox.mkdir()
    (inbox / "2026-11-20.md").write_text(DOCUMENT, encoding="utf-8")
    yesterday = digest("昨日", date=dt.date(2026, 11, 19))
    heard = clock() - dt.timedelta(days=2)
    await store.heartbeat(now=heard, patience=dt.timedelta(minutes=1))
    await store.save(yesterday, publication=DAILY.slug, text_hash="19", now=heard)
    desk = desk_of(
        store,
        FakePlatform(server),
        publications=[DAILY.model_copy(update={"catch_up": "latest", "catch_up_days": 3})],
        sources={"ai-daily": Folder(inbox)},
        targets=[("fake", "@one", Policy())],
        clock=clock,
    )
    running = asyncio.ensure_future(App(desk, tick=0.01).run())
    await until(lambda: bool(server.texts("@one")))
    await asyncio.sleep(0.2)
    assert server.texts("@one") == ["甲"]
    await stopped(running)

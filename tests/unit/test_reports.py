"""Reports on digests: published, corrected with the diff, taken down, late or missed; n of n, and once."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import plan
from bot.delivery.due import plan_due
from bot.delivery.models import Scope
from bot.delivery.outbox import Outbox
from bot.ingest import Ingested
from bot.locales import LOCALES
from bot.models import Digest, Item, Locale, Policy, Publication, SaveStatus, Section
from bot.notices.notices import Notices
from bot.ports import Store
from tests.fakes.desks import ZONE, desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import sqlite_store
from tests.unit.commands.conftest import check, labels, words

MORNING = dt.datetime(2026, 11, 20, 0, 30, tzinfo=dt.UTC)
DAILY = Publication(slug="ai-daily", name="AI日报", publish_at=dt.time(8, 30))
STATUS = ["全部推送目标"]


def item(title: str, **more: object) -> Item:
    return Item.model_validate({"key": f"https://example.com/{title}", "title": title} | more)


class Newsroom:
    """A desk with targets, an outbox and notices; what the admin reads."""

    def __init__(self, store: Store, locale: Locale = "zh-CN") -> None:
        self.store = store
        self.clock = Clock(MORNING)
        self.server = FakeServer()
        self.platform = FakePlatform(self.server, size=50)
        self.desk = desk_of(store, self.platform, publications=[DAILY], clock=self.clock, locale=locale)
        self.notices = Notices(self.desk)
        self.revision = 0

    async def begin(self, *addresses: str) -> None:
        await self.store.declare_publications([DAILY])
        for address in addresses:
            await self.store.declare_target("fake", address, Policy())

    async def save(self, *items: Item, days: int = 0) -> int:
        """A text of the digest so many days after today."""
        self.revision += 1
        day = self.clock().astimezone(ZONE).date() + dt.timedelta(days=days)
        digest = Digest(
            kind="daily", date=day, title="AI日报", sections=(Section(name="新闻", items=items),), warnings=()
        )
        saved = await self.store.save(
            digest, publication=DAILY.slug, text_hash=f"{self.revision}", now=self.clock()
        )
        return saved.digest_id

    async def go(self, *faults: str) -> None:
        """Plan what is due and deliver it, with these faults."""
        await plan_due(
            self.store,
            [DAILY],
            self.desk.platforms,
            zone=ZONE,
            now=self.clock(),
            on_missed=self.desk.news.has_missed,
        )
        await self.deliver(*faults)

    async def deliver(self, *faults: str) -> None:
        self.server.faults.extend(faults)
        outbox = Outbox(self.store, self.desk.platforms, self.clock, on_outcome=self.desk.news.heard)
        await outbox.drain()

    async def told(self, **later: float) -> list[str]:
        """What is told after so long a time."""
        self.platform.told.clear()
        self.clock.forward(**later or {"seconds": 5})
        await self.notices.tell()
        return [words(reply) for _, reply in self.platform.told]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with sqlite_store(tmp_path) as store:
        room = Newsroom(store)
        await room.begin("-1", "-2", "-3")
        yield room


async def test_published_n_of_n_and_how_long_it_took(room: Newsroom) -> None:
    await room.save(item("甲"))
    assert await room.told() == []
    await room.go("transient")
    assert await room.told(seconds=30) == [], "one still waits for its next attempt"
    room.clock.forward(seconds=42)
    await room.deliver()
    assert await room.told(minutes=1) == ["已发布\n《AI日报》11 月 20 日：发布到 3/3 个目标，用时 1 分 12 秒"]
    assert labels(room.platform.told[0][1]) == STATUS
    assert await room.told(hours=1) == []


async def test_what_still_waits_after_ten_minutes_and_what_failed(room: Newsroom) -> None:
    await room.save(item("甲"))
    await room.go("refused", "target lost")
    texts = await room.told()
    report = next(text for text in texts if text.startswith("已发布"))
    assert report.splitlines()[:3] == [
        "已发布",
        "《AI日报》11 月 20 日：发布到 1/3 个目标，用时 1 秒，1 个失败，1 个等待中",
        "fake:-1 · 《AI日报》2026 年 11 月 20 日（周五），第 1 部分：the text is not acceptable",
    ]
    assert labels(room.platform.told[-1][1]) == [*STATUS, "重试"]
    assert len(texts) == 3, "the refused and the lost have notices of their own"

    await room.save(item("乙"), days=1)
    room.clock.forward(days=1)
    await room.go("transient", "transient")
    assert await room.told(minutes=9) == []
    (text,) = await room.told(minutes=1)
    assert text.splitlines()[1] == "《AI日报》11 月 21 日：发布到 0/3 个目标，3 个等待中"


async def test_a_correction_is_told_with_its_diff_and_count(room: Newsroom) -> None:
    same = item("不变")
    await room.save(item("甲", body="旧"), item("乙"), item("旧题", key="k"), same)
    await room.go()
    await room.told()
    await room.save(item("甲", body="新"), item("丙"), item("新题", key="k"), same)
    await room.go()
    (text,) = await room.told()
    assert text.splitlines() == [
        "已更正",
        "《AI日报》11 月 20 日：已在 3/3 个目标中更正，用时 1 秒",
        "+ 丙",
        "− 乙",
        "~ 甲（正文）",
        "~ 旧题 → 新题",
    ]
    assert await room.told(hours=1) == []


async def test_items_taken_back_and_a_digest_withdrawn(room: Newsroom) -> None:
    digest_id = await room.save(item("甲"), item("乙"))
    await room.go()
    await room.told()
    digest = await room.store.digest_by_id(digest_id)
    assert digest is not None
    await room.store.retract(digest.sections[0].items[1].id, now=room.clock())
    await room.go()
    assert await room.told() == ["已更正\n《AI日报》11 月 20 日：已在 3/3 个目标中撤下条目，用时 1 秒\n− 乙"]
    await room.store.withdraw(digest_id, now=room.clock())
    await room.deliver()
    assert await room.told() == ["已撤下\n《AI日报》11 月 20 日：已在 3/3 个目标中撤下，用时 1 秒"]


async def test_several_digests_of_one_hour_and_a_restart_in_it_make_one_message(room: Newsroom) -> None:
    for days in range(12):
        await room.save(item("甲"), days=-days)
    today, *others = await room.store.editions(limit=20, drafts=True)
    for edition in (today, *others):
        digest = await room.store.digest_by_id(edition.id)
        assert digest is not None
        targets = await room.store.targets()
        await plan.publish(
            room.store, digest, targets, room.desk.platforms, now=room.clock(), scope=Scope.ALL
        )
        if edition is today:
            await room.deliver()
            assert len(await room.told()) == 1
    await room.deliver()
    assert await room.told(minutes=59) == []
    room.notices = Notices(room.desk)
    second = Notices(room.desk)
    (text,) = await room.told(minutes=1)
    assert text.count("发布到 3/3") == 10
    assert "……还有 1 条" in text
    room.clock.forward(hours=1)
    await second.tell()
    assert len(room.platform.told) == 1, "another process knows that it was told"


async def test_an_archive_for_the_page_alone_is_no_news(tmp_path: Path) -> None:
    async with sqlite_store(tmp_path) as store:
        room = Newsroom(store)
        page = FakePlatform(room.server, "web")
        page.keeps_archive = True
        room.desk.platforms["web"] = page  # type: ignore[index]
        await room.begin()
        await store.declare_target("web", "site", Policy())
        for days in range(3):
            await room.save(item("甲"), days=-days)
        await room.go()
        assert room.server.texts("site") == ["甲"] * 3
        assert await room.told(hours=1) == []


# --- late ---


async def test_a_late_digest_is_told_once_and_may_come_too_late(room: Newsroom) -> None:
    await room.store.heartbeat(now=room.clock() - dt.timedelta(days=3), patience=dt.timedelta(days=9))
    await room.save(item("甲"), days=-1)
    await room.go()
    await room.told()
    assert await room.told(minutes=29) == []
    (text,) = await room.told(minutes=2)
    assert text.splitlines()[:2] == ["1 期还没有来", "《AI日报》11 月 20 日"]
    room.notices = Notices(room.desk)
    assert await room.told(hours=2) == [], "once, whoever restarts"
    room.clock.forward(hours=15)
    late = Ingested(
        where="x.md", status=SaveStatus.CREATED, publication=DAILY.slug, date=dt.date(2026, 11, 20), items=1
    )
    old = late.model_copy(update={"date": dt.date(2026, 10, 1)})
    for document in (late, old):
        room.notices.ingested(document)
    (text,) = await room.told()
    assert text.splitlines()[:2] == ["1 期错过了发布时间，只进了往期", "《AI日报》11 月 20 日"]
    (button,) = room.platform.told[0][1].buttons[0]
    assert (button.command, button.argument) == ("publish", "2026-11-20 ai-daily")


async def test_what_missed_its_time_waits_for_a_word(room: Newsroom) -> None:
    await room.save(item("甲"))
    room.clock.forward(days=2)
    await room.go()
    texts = await room.told()
    assert [text.splitlines()[1] for text in texts if "错过" in text] == ["《AI日报》11 月 20 日"]


@pytest.mark.parametrize("locale", LOCALES)
async def test_in_each_language(tmp_path: Path, locale: Locale) -> None:
    async with sqlite_store(tmp_path) as store:
        room = Newsroom(store, locale)
        await room.begin("-1", "-2")
        digest_id = await room.save(item("甲"), item("乙"))
        await room.go("refused")
        texts = await room.told()
        await room.save(item("丙", url="https://example.com/new"), item("乙", body="text"))
        await room.go()
        texts += await room.told()
        await store.withdraw(digest_id, now=room.clock())
        await room.deliver()
        texts += await room.told()
        assert len(texts) == 4
        for _, reply in room.platform.told:
            check(reply)
        for text in texts:
            own = text
            for word in ("AI日报", "甲", "乙", "丙"):
                own = own.replace(word, "")
            assert any("一" <= character <= "龥" for character in own) is (locale != "en"), text
            assert "{" not in text

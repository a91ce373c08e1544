"""What is planned, for whom, and when."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.due import plan_due
from bot.delivery.models import Part, Scope
from bot.delivery.plan import amend, desired, publish
from bot.delivery.receivers import wants
from bot.models import Policy, StoredDigest
from bot.ports import Platform, Store
from tests.fakes.digests import DATE, digest
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import DAILY

ZONE = ZoneInfo("Asia/Shanghai")


class CountingPlatform(FakePlatform):
    """Counts how often it renders."""

    rendered = 0

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        self.rendered += 1
        return super().render(digest, policy)


class ArchivingPlatform(FakePlatform):
    """A place to which readers come by themselves."""

    keeps_archive = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def saved(store: Store, *titles: str, date: dt.date = DATE, published: bool = False) -> StoredDigest:
    kept = await store.save(
        digest(*titles, date=date),
        publication="ai-daily", text_hash="/".join(titles), now=Clock()(), published=published,
    )  # fmt: skip
    stored = await store.digest_by_id(kept.digest_id)
    assert stored is not None
    return stored


def test_a_policy_names_the_publications_it_wants() -> None:
    assert wants(Policy(), "ai-daily")
    assert wants(Policy(publications=("x", "ai-daily")), "ai-daily")
    assert not wants(Policy(publications=("x",)), "ai-daily")


async def test_targets_that_share_a_policy_share_their_parts(store: Store) -> None:
    stored = await saved(store, "一", "二", "三")
    platform = CountingPlatform(FakeServer())
    for number in range(50):
        await store.declare_target("fake", f"@{number}", Policy(keywords=("一",) if number % 2 else ()))
    await store.declare_target("fake", "@other", Policy(publications=("other",)))
    await store.declare_target("off", "@nobody", Policy())
    planned = await desired(store, stored, await store.targets(), {"fake": platform})
    assert platform.rendered == 2
    assert sorted((len(each.target_ids), len(each.parts)) for each in planned) == [(25, 1), (25, 2)]


async def test_what_only_says_when_and_what_is_not_mentioned_is_rendered_once(store: Store) -> None:
    stored = await saved(store, "英伟达的卡", "二")
    platform = CountingPlatform(FakeServer())
    for number in range(24):
        hours = Policy(publish_at=dt.time(number), weekdays=("mon",), publications=("ai-daily",))
        watch = (f"没有{number}", *(["NVIDIA"] if number % 2 else []))
        await store.declare_target("fake", f"@{number}", hours.model_copy(update={"watch": watch}))
    planned = await desired(store, stored, await store.targets(), {"fake": platform})
    assert platform.rendered == 2
    found = {tuple(part.content["text"] for part in each.parts) for each in planned}
    assert found == {("英伟达的卡 / 二",), ("英伟达的卡 / 二", "🔔 NVIDIA: 英伟达的卡")}
    for target in await store.targets():
        own = tuple(part.content["text"] for part in platform.render(stored, target.policy))
        assert own in found, "a preview shows what a plan desires"


async def test_a_watch_alone_brings_alerts_alone_and_a_correction_takes_them_away(
    store: Store, clock: Clock
) -> None:
    stored = await saved(store, "英伟达的卡", "二")
    target = await store.declare_target("fake", "@one", Policy(digests=False, watch=("NVIDIA",)))
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    assert (await publish(store, stored, [target], platforms, now=clock())).sends == 1
    corrected = await saved(store, "某家的卡", "二")
    await amend(store, corrected, platforms, now=clock())
    assert await store.next_due(["fake"]) is None
    again = await saved(store, "某家的卡", "辉达的事")
    assert (await amend(store, again, platforms, now=clock())).sends == 1


async def test_a_correction_reaches_who_had_nothing_before_but_not_who_came_later(
    store: Store, clock: Clock
) -> None:
    server = FakeServer()
    platforms: dict[str, Platform] = {"fake": FakePlatform(server)}

    async def read(*titles: str) -> int:
        await saved(store, *titles)
        return await plan_due(store, [DAILY], platforms, zone=ZONE, now=clock())

    await store.declare_target("fake", "@all", Policy())
    await store.declare_target("fake", "@watch", Policy(digests=False, watch=("NVIDIA",)))
    await store.declare_target("fake", "@words", Policy(keywords=("NVIDIA",)))
    await store.declare_target("fake", "@other", Policy(digests=False, watch=("AMD",)))
    assert await read("一") == 1
    await store.declare_target("fake", "@later", Policy())
    assert await read("一", "英伟达的卡") == 3, "an edit, an alert and a digest of one item"
    assert [line.target.address for line in await store.ledger() if sum(line.states.values())] == [
        "@all",
        "@watch",
        "@words",
    ]
    clock.forward(days=1)
    assert await read("一", "英伟达的卡", "超威的卡") == 1, "its day is over: those alone that have it"


async def test_publishing_twice_changes_nothing_a_repost_is_a_new_generation(
    store: Store, clock: Clock
) -> None:
    stored = await saved(store, "一", "二", "三")
    target = await store.declare_target("fake", "@one", Policy())
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    first = await publish(store, stored, [target], platforms, now=clock())
    assert (first.sends, first.generation) == (2, 1)
    assert (await publish(store, stored, [target], platforms, now=clock())).changes == 0
    again = await publish(store, stored, [target], platforms, now=clock(), generation=2)
    assert (again.sends, again.generation) == (2, 2)


async def test_a_draft_waits_for_its_hour(store: Store) -> None:
    await saved(store, "一")
    await store.declare_target("fake", "@one", Policy())
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    at_half_past_eight = DAILY.model_copy(update={"publish_at": dt.time(8, 30)})

    async def plan_at(hour: int, minute: int) -> int:
        now = dt.datetime(2026, 11, 20, hour, minute, tzinfo=ZONE).astimezone(dt.UTC)
        return await plan_due(store, [at_half_past_eight], platforms, zone=ZONE, now=now)

    assert await plan_at(8, 29) == 0
    assert (await store.editions()) == []
    assert await plan_at(8, 30) == 1
    assert await plan_at(8, 31) == 0
    assert len(await store.editions()) == 1


async def test_a_draft_whose_day_is_over_goes_to_the_archive_and_the_chats_wait_for_a_word(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = await saved(store, "一")
    chat = await store.declare_target("fake", "@one", Policy())
    page = await store.declare_target("page", "site", Policy())
    platforms = with_page()
    tomorrow = dt.datetime(2026, 11, 21, 9, 0, tzinfo=ZONE).astimezone(dt.UTC)
    assert await plan_due(store, [DAILY], platforms, zone=ZONE, now=tomorrow) == 1
    assert "missed its time" in capsys.readouterr().out
    assert len(await store.editions()) == 1, "readers find it"
    assert await store.planned_targets(stored.id) == [page.id]
    assert await plan_due(store, [DAILY], platforms, zone=ZONE, now=tomorrow) == 0
    assert "missed" not in capsys.readouterr().out, "told once"
    assert (await publish(store, stored, [chat], platforms, now=tomorrow)).sends == 1


async def test_one_that_went_to_some_before_its_hour_goes_to_the_others_at_its_hour(store: Store) -> None:
    stored = await saved(store, "一")
    early = await store.declare_target("fake", "@early", Policy())
    other = await store.declare_target("fake", "@other", Policy())
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    publication = DAILY.model_copy(update={"publish_at": dt.time(8, 30)})

    async def plan_at(hour: int) -> int:
        now = dt.datetime(2026, 11, 20, hour, 0, tzinfo=ZONE).astimezone(dt.UTC)
        return await plan_due(store, [publication], platforms, zone=ZONE, now=now)

    now = dt.datetime(2026, 11, 20, 7, 0, tzinfo=ZONE).astimezone(dt.UTC)
    await publish(store, stored, [early], platforms, now=now, scope=Scope.SOME)
    assert await plan_at(7) == 0
    assert await store.planned_targets(stored.id) == [early.id]
    assert await plan_at(9) == 1
    assert await store.planned_targets(stored.id) == [early.id, other.id]
    assert await plan_at(10) == 0


async def test_a_correction_that_was_planned_for_some_is_still_owed_to_the_others(
    store: Store, clock: Clock
) -> None:
    stored = await saved(store, "一")
    targets = [await store.declare_target("fake", f"@{number}", Policy()) for number in range(3)]
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    await publish(store, stored, targets, platforms, now=clock())
    corrected = await saved(store, "一（更正）")
    await publish(store, corrected, targets[:1], platforms, now=clock(), scope=Scope.SOME)
    assert await store.outdated() == [stored.id]
    planned = await amend(store, corrected, platforms, now=clock())
    assert planned.sends + planned.edits == 2
    assert await store.outdated() == []


async def test_tomorrow_and_the_end_of_time_are_not_due(store: Store, clock: Clock) -> None:
    for date in (DATE + dt.timedelta(days=1), dt.date(9999, 12, 31)):
        await saved(store, "一", date=date)
    await store.declare_target("fake", "@one", Policy())
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    assert await plan_due(store, [DAILY], platforms, zone=ZoneInfo("America/New_York"), now=clock()) == 0


def with_page() -> dict[str, Platform]:
    return {"fake": FakePlatform(FakeServer()), "page": ArchivingPlatform(FakeServer(), "page")}


async def test_an_archive_goes_only_where_archives_are_kept(store: Store, clock: Clock) -> None:
    for number in range(1, 6):
        await saved(store, f"旧{number}", date=DATE - dt.timedelta(days=number), published=True)
    await store.declare_target("fake", "@channel", Policy())
    page = await store.declare_target("page", "site", Policy())
    platforms = with_page()
    assert await plan_due(store, [DAILY], platforms, zone=ZONE, now=clock()) == 5
    lines = {line.target.id: sum(line.states.values()) for line in await store.ledger()}
    assert lines[page.id] == 5
    assert sum(lines.values()) == 5
    assert await plan_due(store, [DAILY], platforms, zone=ZONE, now=clock()) == 0


async def test_a_correction_goes_to_those_that_have_the_digest(store: Store, clock: Clock) -> None:
    stored = await saved(store, "一")
    has = await store.declare_target("fake", "@has", Policy())
    await store.declare_target("fake", "@has-not", Policy())
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    await publish(store, stored, [has], platforms, now=clock())
    corrected = await saved(store, "一", "二", "三")
    assert corrected.id == stored.id
    assert await store.outdated() == [stored.id]
    planned = await amend(store, corrected, platforms, now=clock())
    assert planned.changes == 2
    assert await store.planned_targets(stored.id) == [has.id]
    assert await store.outdated() == []

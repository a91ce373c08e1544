"""What a changed text does to a digest, on each engine."""

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from bot.models import Digest, ItemDiff, Link, Saved, StoredItem
from storage import SqlStore
from storage.tables import revisions
from tests.contract.making import DAILY, DAY, NOW, day, digest, item, later


@pytest.fixture(autouse=True)
async def publication(store: SqlStore) -> None:
    """The publication that all is saved in."""
    await store.declare_publications([DAILY])


async def save(store: SqlStore, made: Digest, text_hash: str, now: dt.datetime = NOW) -> Saved:
    """Save as an archive that is imported."""
    return await store.save(made, publication="ai-daily", text_hash=text_hash, now=now, published=True)


async def standing(store: SqlStore) -> dict[str, StoredItem]:
    """The items of the digest by key, in order."""
    found = await store.digest(DAY)
    assert found is not None
    assert found.items == sum(len(run.items) for run in found.sections)
    return {one.key: one for run in found.sections for one in run.items}


async def test_the_same_text_changes_nothing(store: SqlStore) -> None:
    first = await save(store, digest(("新闻", ["a"])), "1")
    again = await save(store, digest(("新闻", ["b"])), "1", later(60))
    assert (again.status, again.digest_id, again.revision) == ("unchanged", first.digest_id, 1)
    assert again.diff == ItemDiff()
    assert list(await standing(store)) == ["a"]
    found = await store.digest(DAY)
    assert found is not None
    assert found.published_at == NOW


async def test_an_older_text_than_the_newest_is_a_revision(store: SqlStore) -> None:
    for number, text in enumerate("121", 1):
        saved = await save(store, digest(("新闻", ["a"]), title=text), text)
        assert saved.revision == number


async def test_a_revision_tells_what_it_changed_and_items_keep_their_ids(store: SqlStore) -> None:
    await save(store, digest(("新闻", ["a", "b"]), ("论文", ["c", "d"])), "1")
    before = await standing(store)
    made = digest(("论文", ["d"]), ("新闻", ["new", item("b", title="改了"), "c"]), title="新题")
    saved = await save(store, made, "2")
    assert (saved.status, saved.revision) == ("revised", 2)
    # c moved to another section: its place tells readers something else; d only moved up
    assert saved.diff == ItemDiff(added=("new",), removed=("a",), changed=("b", "c"))
    after = await standing(store)
    assert list(after) == ["d", "new", "b", "c"]
    assert [one.position for one in after.values()] == [1, 2, 3, 4]
    for key in "bcd":
        assert after[key].id == before[key].id
    assert after["new"].id not in {one.id for one in before.values()}
    assert after["c"].section == "新闻"
    assert await store.item(before["a"].id) is None
    assert await store.item(before["b"].id) == after["b"]
    assert [one.key for one in await store.section("论文")] == ["d"]
    found = await store.digest(DAY)
    assert found is not None
    assert (found.title, found.revision, found.items) == ("新题", 2, 4)


async def test_an_item_that_comes_back_has_its_old_id(store: SqlStore) -> None:
    await save(store, digest(("新闻", ["a", "b"])), "1")
    before = await standing(store)
    await save(store, digest(("新闻", ["b"])), "2")
    saved = await save(store, digest(("新闻", ["b", "c", item("a", title="又来了")])), "3")
    assert saved.diff == ItemDiff(added=("c", "a"))
    after = await standing(store)
    assert after["a"].id == before["a"].id
    assert after["a"].title == "又来了"
    assert len({one.id for one in after.values()}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别的"},
        {"subtitle": "别的"},
        {"body": "别的"},
        {"url": None},
        {"links": (Link(label="别的", url="https://example.com/a"),)},
        {"images": ()},
        {"date": None},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_every_field_of_an_item_counts_as_content(store: SqlStore, change: dict[str, object]) -> None:
    await save(store, digest(("新闻", ["a", "b"])), "1")
    saved = await save(store, digest(("新闻", [item("a", **change), "b"])), "2")
    assert saved.diff == ItemDiff(changed=("a",))
    for name, value in change.items():
        assert getattr((await standing(store))["a"], name) == value


async def test_a_mere_reordering_is_a_revision_with_an_empty_diff(store: SqlStore) -> None:
    await save(store, digest(("新闻", ["a", "b"])), "1")
    saved = await save(store, digest(("新闻", ["b", "a"])), "2")
    assert (saved.status, saved.diff) == ("revised", ItemDiff())
    assert list(await standing(store)) == ["b", "a"]


async def test_two_items_may_share_a_key(store: SqlStore) -> None:
    await save(store, digest(("新闻", ["a", item("a", title="第二个")])), "1")
    found = await store.section("新闻")
    assert [one.title for one in found] == ["a发布新模型", "第二个"]
    saved = await save(store, digest(("新闻", ["a", item("a", title="改了")])), "2")
    assert saved.diff == ItemDiff(changed=("a",))
    assert [one.id for one in await store.section("新闻")] == [one.id for one in found]
    saved = await save(store, digest(("新闻", ["a"])), "3")
    assert saved.diff == ItemDiff(removed=("a",))
    assert [one.id for one in await store.section("新闻")] == [found[0].id]


async def test_emptying_is_a_correction_and_staying_empty_is_not(store: SqlStore) -> None:
    assert (await save(store, digest(), "1")).status == "empty"
    assert (await save(store, digest(title="还是空的"), "2")).status == "empty"
    filled = await save(store, digest(("新闻", ["a"])), "3")
    assert (filled.status, filled.diff.added) == ("revised", ("a",))
    emptied = await save(store, digest(), "4")
    assert (emptied.status, emptied.diff.removed) == ("revised", ("a",))
    assert (await save(store, digest(title="又空了"), "5")).status == "empty"
    assert await standing(store) == {}


async def test_a_draft_stays_one_when_it_is_revised(store: SqlStore) -> None:
    await store.save(digest(("新闻", ["a"])), publication="ai-daily", text_hash="1", now=NOW)
    await save(store, digest(("新闻", ["b"])), "2")
    assert await store.digest(DAY) is None
    assert [one.revision for one in await store.unreleased("ai-daily")] == [2]


async def test_what_was_published_can_be_told_from_its_revisions(store: SqlStore) -> None:
    made = [digest(("新闻", ["a"])), digest(("新闻", ["b"]), title="改了")]
    await save(store, made[0], "h1", later(1))
    saved = await save(store, made[1], "h2", later(2))
    async with store._database.read() as connection:
        rows = (await connection.execute(sa.select(revisions).order_by(revisions.c.number))).all()
    assert [row.number for row in rows] == [1, 2]
    assert [row.text_hash for row in rows] == ["h1", "h2"]
    assert [row.saved_at for row in rows] == [later(1), later(2)]
    assert [Digest.model_validate(json.loads(row.content)) for row in rows] == made
    assert [ItemDiff.model_validate(row.diff) for row in rows] == [ItemDiff(), saved.diff]


async def test_a_revision_is_outdated_until_a_plan_has_seen_it(store: SqlStore) -> None:
    ids = []
    for number in (1, 0, 2):
        made = digest(("新闻", ["a"]), date=day(number))
        ids.append((await save(store, made, "1")).digest_id)
    draft = digest(("新闻", ["a"]), date=day(9))
    await store.save(draft, publication="ai-daily", text_hash="1", now=NOW)
    middle, oldest, newest = ids
    assert await store.outdated() == [newest, middle, oldest]
    assert await store.outdated(limit=1) == [newest]
    await store.plan(oldest, [], now=NOW, revision=1)
    await save(store, digest(("新闻", ["c"]), date=day(0)), "c")
    assert await store.outdated() == [oldest, newest, middle], "a correction comes before an archive"
    await store.plan(oldest, [], now=NOW, revision=2)
    for one in (newest, middle):
        await store.plan(one, [], now=NOW, revision=1)
    assert await store.outdated() == []
    await save(store, digest(("新闻", ["b"]), date=day(1)), "2")
    assert await store.outdated() == [middle]
    await store.plan(middle, [], now=NOW, revision=1)  # rendered before the correction came
    assert await store.outdated() == [middle]
    await store.plan(middle, [], now=NOW, revision=2)
    assert await store.outdated() == []


async def test_many_revisions_leave_one_digest(store: SqlStore) -> None:
    for number in range(20):
        keys = [f"k{(number + step) % 7}" for step in range(4)]
        await save(store, digest(("甲", keys[:2]), ("乙", keys[2:])), f"{number}")
        assert list(await standing(store)) == keys
    assert [one.items for one in await store.sections()] == [2, 2]
    assert len(await store.editions()) == 1


async def test_a_cover_is_kept_and_changed_with_its_revision(store: SqlStore) -> None:
    await store.declare_publications([DAILY])
    for number, cover in enumerate(("https://example.com/1.png", None, "https://example.com/3.png"), 1):
        one = digest(("新闻", ["a"])).model_copy(update={"cover": cover})
        saved = await store.save(one, publication="ai-daily", text_hash=f"{cover}", now=NOW)
        kept = await store.digest_by_id(saved.digest_id)
        assert kept is not None
        assert (kept.cover, kept.revision) == (cover, number)

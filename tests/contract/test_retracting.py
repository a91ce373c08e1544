"""Items that are taken out of their digest by a word, and put back, on each engine."""

import pytest

from bot.models import Digest, ItemDiff, SearchQuery, StoredItem
from storage import SqlStore
from storage.ids import LAST_ID
from tests.contract.making import DAILY, DAY, NOW, digest, item, later

TWO = digest(("新闻", ["a", "b"]), ("论文", ["c"]))


@pytest.fixture(autouse=True)
async def publication(store: SqlStore) -> None:
    """The publication that all is saved in."""
    await store.declare_publications([DAILY])


async def save(store: SqlStore, made: Digest, text_hash: str, *, published: bool = True) -> int:
    """Save; returns the digest's id."""
    saved = await store.save(made, publication="ai-daily", text_hash=text_hash, now=NOW, published=published)
    return saved.digest_id


async def standing(store: SqlStore) -> list[StoredItem]:
    """The items of the digest, in order."""
    found = await store.digest(DAY, drafts=True)
    assert found is not None
    return [one for section in found.sections for one in section.items]


async def found(store: SqlStore, text: str, *, drafts: bool = True) -> list[str]:
    """The titles that a search brings."""
    return [hit.title for hit in (await store.search(SearchQuery(text=text, drafts=drafts))).hits]


@pytest.mark.parametrize("published", [True, False])
async def test_a_retracted_item_is_gone_everywhere_until_it_is_restored(
    store: SqlStore, published: bool
) -> None:
    digest_id = await save(store, TWO, "1", published=published)
    [a, b, c] = before = await standing(store)
    saved = await store.retract(c.id, now=later(1))
    assert saved is not None
    assert (saved.status, saved.digest_id, saved.revision) == ("revised", digest_id, 2)
    assert saved.diff == ItemDiff(removed=("c",))
    assert await standing(store) == [a, b]
    kept = await store.digest_by_id(digest_id)
    assert kept is not None
    assert [one.name for one in kept.sections] == ["新闻"], "an empty section would be a heading for nothing"
    assert (kept.items, kept.revised_at) == (2, later(1))
    assert await store.item(c.id, drafts=True) is None
    assert await found(store, "c发布新模型") == []
    assert await store.retract(c.id, now=later(2)) is None
    restored = await store.restore(c.id, now=later(3))
    assert restored is not None
    assert (restored.revision, restored.diff) == (3, ItemDiff(added=("c",)))
    assert await standing(store) == before
    assert await found(store, "c发布新模型") == ["c发布新模型"]
    assert await found(store, "c发布新模型", drafts=False) == ["c发布新模型"] * published
    assert await store.restore(c.id, now=later(4)) is None


async def test_later_texts_leave_it_out_as_well(store: SqlStore) -> None:
    await save(store, TWO, "1")
    [a, b, c] = await standing(store)
    await store.retract(a.id, now=NOW)
    again = await store.save(TWO, publication="ai-daily", text_hash="1", now=NOW)
    assert (again.status, again.revision) == ("unchanged", 2)
    made = digest(("新闻", [item("a", title="改了"), "b", "d"]), ("论文", ["c"]))
    saved = await store.save(made, publication="ai-daily", text_hash="2", now=NOW)
    assert (saved.revision, saved.diff) == (3, ItemDiff(added=("d",)))
    assert [one.key for one in await standing(store)] == ["b", "d", "c"]
    assert await found(store, "改了") == []
    # Out of the text as well: there is no place to put it back.
    await save(store, digest(("新闻", ["b"])), "3")
    assert await store.restore(a.id, now=NOW) is None
    await save(store, made, "4")
    assert [one.key for one in await standing(store)] == ["b", "d", "c"]
    restored = await store.restore(a.id, now=NOW)
    assert restored is not None
    assert [(one.key, one.id, one.title) for one in await standing(store)][:2] == [
        ("a", a.id, "改了"),
        ("b", b.id, b.title),
    ]
    assert (await standing(store))[-1].id == c.id


async def test_a_revision_is_told_as_it_was_kept(store: SqlStore) -> None:
    digest_id = await save(store, TWO, "1")
    [a, b, _] = await standing(store)
    await store.retract(a.id, now=NOW)  # 2
    await store.retract(b.id, now=NOW)  # 3
    await store.restore(a.id, now=NOW)  # 4
    changed = digest(("新闻", ["b", "a", "d"]), title="新题")
    await save(store, changed, "2")  # 5
    kept = [await store.revision(digest_id, number) for number in range(7)]
    assert kept[0] is kept[6] is None
    assert kept[1] == TWO
    assert [[one.key for one in then.items] for then in kept if then] == [
        ["a", "b", "c"],
        ["b", "c"],
        ["c"],
        ["a", "c"],
        ["a", "d"],
    ]


async def test_of_two_items_with_one_key_each_is_itself(store: SqlStore) -> None:
    twins = digest(("新闻", [item("a", title="第一"), item("a", title="第二"), item("a", title="第三")]))
    await save(store, twins, "1")
    first, second, third = await standing(store)
    await store.retract(first.id, now=NOW)
    assert [one.id for one in await standing(store)] == [second.id, third.id]
    await store.retract(second.id, now=NOW)
    await save(store, twins.model_copy(update={"title": "新题"}), "2")
    assert [(one.id, one.title) for one in await standing(store)] == [(third.id, "第三")]
    await store.restore(first.id, now=NOW)
    assert [(one.id, one.title) for one in await standing(store)] == [(first.id, "第一"), (third.id, "第三")]


async def test_a_retraction_is_a_correction_that_the_plan_has_to_see(store: SqlStore) -> None:
    digest_id = await save(store, digest(("新闻", ["a"])), "1")
    await store.plan(digest_id, [], now=NOW, revision=1)
    [a] = await standing(store)
    assert await store.outdated() == []
    saved = await store.retract(a.id, now=NOW)
    assert saved is not None
    assert saved.status == "revised", "a digest that is emptied is a correction"
    assert await store.outdated() == [digest_id]


@pytest.mark.parametrize("item_id", [0, -1, 7, LAST_ID, 2**80])
async def test_what_is_no_item_is_neither_retracted_nor_restored(store: SqlStore, item_id: int) -> None:
    assert await store.retract(item_id, now=NOW) is None
    assert await store.restore(item_id, now=NOW) is None


async def test_an_item_that_the_text_dropped_is_not_there_to_be_retracted(store: SqlStore) -> None:
    await save(store, TWO, "1")
    [a, *_] = await standing(store)
    await save(store, digest(("新闻", ["b"])), "2")
    assert await store.retract(a.id, now=NOW) is None

"""The archive's promises about keeping and reading digests, on each engine."""

import datetime as dt
from contextlib import suppress

import pytest

from bot.errors import UsageError
from bot.models import Edition, Publication, Section, StoredDigest
from storage import SqlStore
from tests.contract.making import DAILY, DAY, MONTHLY, NOW, WEEKLY, day, digest, item, later


@pytest.fixture(autouse=True)
async def publications(store: SqlStore) -> None:
    """Three publications, told in no order."""
    await store.declare_publications([DAILY, MONTHLY, WEEKLY])


async def keep(
    store: SqlStore, *keys: str, date: dt.date = DAY, live: bool = True, slug: str = "ai-daily"
) -> int:
    """Save a digest with one section; returns its id."""
    made = digest(("新闻资讯", keys), date=date) if keys else digest(date=date)
    saved = await store.save(made, publication=slug, text_hash=f"{keys}", now=NOW, published=live)
    return saved.digest_id


async def test_empty(store: SqlStore) -> None:
    assert await store.digest() is None
    assert await store.digest(DAY, drafts=True) is None
    assert await store.digest_by_id(1) is None
    assert await store.editions() == []
    assert await store.sections() == []
    assert await store.item(1) is None
    assert await store.section("新闻资讯") == []
    assert await store.outdated() == []
    assert await store.unreleased("ai-daily") == []


async def test_every_rule_of_a_publication_is_kept(store: SqlStore) -> None:
    strict = Publication(
        slug="strict",
        name="规矩",
        kind="weekly",
        source="inbox",
        publish_at=dt.time(8, 30),
        weekdays=("mon", "sun"),
        timezone="Europe/Berlin",
        cut_off=dt.time(1),
        catch_up="all",
        catch_up_days=9,
    )
    assert set(strict.model_dump(exclude_defaults=True)) == set(Publication.model_fields), (
        "no rule is left out"
    )
    for one in (strict, Publication(slug="strict", name="无规矩"), strict):
        await store.declare_publications([one])
        assert one in await store.publications()


async def test_publications_are_added_updated_and_left_alone(store: SqlStore) -> None:
    renamed = DAILY.model_copy(update={"name": "人工智能日报", "publish_at": None})
    await store.declare_publications([renamed])
    await store.declare_publications([])
    # "ai" < "ai-daily" whatever a server's collation thinks of hyphens
    assert await store.publications() == [MONTHLY, renamed, WEEKLY]


async def test_a_digest_comes_back_as_it_was_saved(store: SqlStore) -> None:
    made = digest(
        ("新闻资讯", ["a", item("b", subtitle="副题", url=None, links=(), images=(), date=None, body="")]),
        ("空", []),
        ("", [item("c", title="𠮷野家 “引号” 'x' \\ 100% 🚀")]),
    )
    saved = await store.save(made, publication="ai-daily", text_hash="h", now=NOW, published=True)
    assert (saved.status, saved.revision, saved.diff.added) == ("created", 1, ())
    stored = await store.digest()
    assert stored is not None
    plain = [
        Section(name=run.name, items=tuple(made.items[one.position - 1] for one in run.items))
        for run in stored.sections
    ]
    assert tuple(plain) == made.sections
    assert [one.position for run in stored.sections for one in run.items] == [1, 2, 3]
    for run in stored.sections:
        for one in run.items:
            told = one.model_dump(include=set(type(made.items[0]).model_fields))
            assert told == made.items[one.position - 1].model_dump()
            assert (one.digest_id, one.publication, one.digest_date) == (saved.digest_id, "ai-daily", DAY)
            assert one.section == run.name
    assert stored == StoredDigest(
        id=saved.digest_id,
        publication="ai-daily",
        publication_name="AI日报",
        kind="daily",
        date=DAY,
        title=made.title,
        items=3,
        revision=1,
        revised_at=NOW,
        published_at=NOW,
        intro=made.intro,
        byline=made.byline,
        sections=stored.sections,
    )
    assert await store.digest_by_id(saved.digest_id) == stored


async def test_ids_fit_a_browser_and_descend_in_the_editors_order(store: SqlStore) -> None:
    await keep(store, "a", "b", "c")
    await keep(store, "d", "e", slug="ai-weekly")
    await keep(store, "z", date=day(1))
    found = await store.section("新闻资讯")
    assert [one.key for one in found] == ["z", "a", "b", "c", "d", "e"]
    ids = [one.id for one in found]
    assert ids == sorted(ids, reverse=True)
    assert 0 < min(ids) < max(ids) < 2**53


async def test_saving_needs_a_known_publication_and_a_date(store: SqlStore) -> None:
    with pytest.raises(
        UsageError, match=r"no publication is called 'nope'; there are: ai, ai-daily, ai-weekly"
    ):
        await keep(store, "a", slug="nope")
    with pytest.raises(UsageError, match="no date"):
        await store.save(digest(date=None), publication="ai-daily", text_hash="h", now=NOW)
    assert await store.editions(drafts=True) == []


async def test_an_empty_digest_is_kept_with_its_title(store: SqlStore) -> None:
    saved = await store.save(
        digest(date=DAY, title="AI日报：。。。"),
        publication="ai-daily",
        text_hash="h",
        now=NOW,
        published=True,
    )
    assert saved.status == "empty"
    assert await store.digest() is None  # the newest with items
    found = await store.digest(DAY)
    assert found is not None
    assert (found.title, found.items, found.sections) == ("AI日报：。。。", 0, ())
    assert [one.items for one in await store.editions()] == [0]


async def test_readers_see_no_drafts(store: SqlStore) -> None:
    await keep(store, "a", date=day(0))
    draft = await keep(store, "b", date=day(1), live=False)
    await keep(store, "c", date=day(2))
    hidden = await store.digest(day(1), drafts=True)
    assert hidden is not None
    assert (hidden.published_at, hidden.previous, hidden.next) == (None, day(0), day(2))
    secret = hidden.sections[0].items[0]

    assert await store.digest(day(1)) is None
    assert await store.item(secret.id) is None
    assert await store.item(secret.id, drafts=True) == secret
    assert [one.date for one in await store.editions()] == [day(2), day(0)]
    assert [one.date for one in await store.editions(drafts=True)] == [day(2), day(1), day(0)]
    assert [one.key for one in await store.section("新闻资讯")] == ["c", "a"]
    assert [one.key for one in await store.section("新闻资讯", drafts=True)] == ["c", "b", "a"]
    assert [one.items for one in await store.sections()] == [2]
    assert [one.items for one in await store.sections(drafts=True)] == [3]
    newest = await store.digest(day(2))
    assert newest is not None
    assert newest.previous == day(0)
    assert await store.digest_by_id(draft) is not None

    await store.plan(draft, [], now=later(60), revision=1)
    shown = await store.digest(day(1))
    assert shown is not None
    assert shown.published_at == later(60)
    assert await store.item(secret.id) == secret


async def test_of_one_date_a_daily_comes_before_a_weekly_before_a_monthly(store: SqlStore) -> None:
    for kind, slug in (("monthly", "ai"), ("weekly", "ai-weekly"), ("daily", "ai-daily")):
        made = digest(("x", [kind]), kind=kind)  # type: ignore[arg-type]
        await store.save(made, publication=slug, text_hash="h", now=NOW, published=True)
        for asked in (None, DAY):
            found = await store.digest(asked)
            assert found is not None
            assert found.kind == kind
    assert [one.kind for one in await store.editions()] == ["daily", "weekly", "monthly"]
    one = await store.digest(DAY, publication="ai")
    assert one is not None
    assert one.kind == "monthly"
    assert await store.digest(DAY, publication="nope") is None


async def test_the_kind_that_counts_is_the_publications(store: SqlStore) -> None:
    for kind, slug in (("daily", "ai"), ("monthly", "ai-daily")):
        made = digest(("x", [slug]), kind=kind)  # type: ignore[arg-type]
        await store.save(made, publication=slug, text_hash="h", now=NOW, published=True)
    found = await store.digest(DAY)
    assert found is not None
    assert found.publication == "ai-daily"
    assert [one.publication for one in await store.editions()] == ["ai-daily", "ai"]


async def test_turning_the_pages_of_editions_leaves_none_out(store: SqlStore) -> None:
    for number in range(4):
        for slug in ("ai-daily", "ai-weekly", "ai"):
            await keep(store, "a", date=day(number), slug=slug, live=number != 2)
    pages: list[list[tuple[dt.date, str]]] = []
    before: dt.date | None = None
    while page := await store.editions(before=before, limit=2):
        pages.append([(one.date, one.publication) for one in page])
        before = page[-1].date
    expected = [[(day(number), slug) for slug in ("ai-daily", "ai-weekly", "ai")] for number in (3, 1, 0)]
    assert pages == expected
    everything = [line for page in expected for line in page]
    for limit in range(1, 12):
        listed = [(one.date, one.publication) for one in await store.editions(limit=limit)]
        assert listed == everything[: -(-limit // 3) * 3]
    weekly = await store.editions(publication="ai-weekly", limit=2, drafts=True)
    assert [one.date for one in weekly] == [day(3), day(2)]


async def test_neighbours_are_of_the_same_publication_and_have_items(store: SqlStore) -> None:
    for number, keys in ((0, "a"), (1, ""), (2, "c"), (5, "d")):
        await keep(store, *keys, date=day(number))
    await keep(store, "w", date=day(3), slug="ai-weekly")
    found = await store.digest(day(2))
    assert found is not None
    assert (found.previous, found.next) == (day(0), day(5))


async def test_editions_page_by_date(store: SqlStore) -> None:
    for number in range(5):
        await keep(store, "a", date=day(number))
    first = await store.editions(limit=2)
    assert [one.date for one in first] == [day(4), day(3)]
    rest = await store.editions(before=first[-1].date, publication="ai-daily")
    assert [one.date for one in rest] == [day(2), day(1), day(0)]
    assert type(rest[0]) is Edition
    assert await store.editions(publication="ai-weekly") == []


async def test_unreleased_are_those_with_items_that_are_no_archive_oldest_first(store: SqlStore) -> None:
    await keep(store, "a", date=day(0), live=False)
    await keep(store, "b", date=day(2), live=False)
    await keep(store, "c", date=day(1), live=False)
    await keep(store, date=day(3), live=False)
    await keep(store, "d", date=day(4))
    await keep(store, "e", date=day(2), live=False, slug="ai-weekly")
    assert [one.date for one in await store.unreleased("ai-daily")] == [day(0), day(1), day(2)]


async def test_sections_are_counted_the_most_used_first(store: SqlStore) -> None:
    made = digest(("论文", ["a"]), ("新闻", ["b", "c"]), ("空", []), ("", ["d", "e", "f"]))
    await store.save(made, publication="ai-daily", text_hash="h", now=NOW, published=True)
    made = digest(("论文", ["g"]), ("产品", ["h"]), date=day(7))
    await store.save(made, publication="ai-weekly", text_hash="h", now=NOW, published=True)
    counts = [(one.name, one.items, one.latest) for one in await store.sections()]
    assert counts == [("论文", 2, day(7)), ("新闻", 2, DAY), ("产品", 1, day(7))]
    counts = [(one.name, one.items, one.latest) for one in await store.sections(publication="ai-daily")]
    assert counts == [("新闻", 2, DAY), ("论文", 1, DAY)]


async def test_a_section_is_paged_by_item_and_spans_publications(store: SqlStore) -> None:
    for number in range(4):
        for slug in ("ai-daily", "ai-weekly"):
            await keep(store, f"{slug}{number}a", f"{slug}{number}b", date=day(number), slug=slug)
        other = digest(("别的", [f"x{number}"]), date=day(number))
        await store.save(other, publication="ai", text_hash="h", now=NOW, published=True)
    everything = [one.key for one in await store.section("新闻资讯", limit=100)]
    assert everything == [
        f"{slug}{number}{letter}"
        for number in (3, 2, 1, 0)
        for slug in ("ai-daily", "ai-weekly")
        for letter in "ab"
    ]
    for limit in (1, 3, 5):
        paged: list[str] = []
        before = None
        while page := await store.section("新闻资讯", before=before, limit=limit):
            assert len(page) <= limit
            paged += [one.key for one in page]
            before = page[-1].id
        assert paged == everything
    mine = [one.key for one in await store.section("新闻资讯", publication="ai-weekly", limit=3)]
    assert mine == ["ai-weekly3a", "ai-weekly3b", "ai-weekly2a"]
    assert await store.section("新闻", limit=3) == []
    assert await store.section("新闻资讯", before=0) == []
    assert len(await store.section("新闻资讯", before=2**80)) == 16


async def test_an_impossible_item_id_is_no_item(store: SqlStore) -> None:
    for number in (-1, 0, 1, 2**63, 2**200):
        assert await store.item(number) is None
    for number in (-1, 0, 2**40):
        assert await store.digest_by_id(number) is None


async def test_words_that_no_database_can_keep_are_a_usage_error_or_nothing(store: SqlStore) -> None:
    with pytest.raises(UsageError, match="can't be kept"):
        await store.section("\udcff")
    with suppress(UsageError):  # of PostgreSQL
        assert await store.section("a\0b") == []


async def test_times_come_back_aware_and_in_utc(store: SqlStore) -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    now = dt.datetime(2025, 5, 24, 8, 30, 0, 123456, tzinfo=shanghai)
    await store.save(digest(("x", ["a"])), publication="ai-daily", text_hash="h", now=now, published=True)
    found = await store.digest()
    assert found is not None
    assert found.published_at == now
    assert found.published_at is not None
    assert found.published_at.tzinfo == dt.UTC

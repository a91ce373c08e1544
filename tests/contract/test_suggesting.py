"""What a search may become while it is typed, on each engine: the same names and titles, in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models import SearchQuery
from storage import SqlStore
from storage.completions import NAMES
from tests.contract.making import DAILY, MONTHLY, NOW, day, digest, item

TITLES = (
    "英伟达发布新一代AI芯片",
    "ChatGPT-4o 上线",
    "NVIDIA 财报：数据中心",
    "腾讯开源具身智能框架",
    "华为与腾讯合作",
    "Interpreting interns",
)


async def keep(store: SqlStore, number: int, *titles: str, published: bool = True, slug: str = "") -> None:
    """A digest of that day."""
    items = [item(f"{number} {at}", title=title, body="正文提到 Rust。") for at, title in enumerate(titles)]
    await store.declare_publications([DAILY, MONTHLY])
    await store.save(
        digest(("新闻资讯", items[:3]), ("开源动态", items[3:]), date=day(number)),
        publication=slug or DAILY.slug,
        text_hash=f"{number}",
        now=NOW,
        published=published,
    )


async def suggested(store: SqlStore, text: str, **more: object) -> list[str]:
    """Without the names of the aliases' table, whatever is in it."""
    found = await store.suggest(SearchQuery.model_validate({"text": text, **more}))
    return [one for one in found if one in TITLES or "篇" in one]


@pytest.fixture
async def archive(store: SqlStore) -> SqlStore:
    """The titles, and a newer draft of one."""
    await keep(store, 0, *TITLES)
    await keep(store, 1, "英伟达的草稿第 1 篇", published=False)
    return store


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("英", [0]),
        ("英伟", [0]),
        ("腾讯", [3, 4]),
        ("腾讯 合", [4]),
        ("合作 腾", [4]),
        ("騰訊", [3, 4]),
        ("chat", [1]),
        ("ch", [1]),
        ("c", [1]),
        ("GPT", [1]),
        ("nvid", [2]),
        ("nvidia 财", [2]),
        ("ai", [0]),
        ("inter", [5]),
        ("interp", [5]),
        ("interns i", [5]),
        ("腾讯 k", []),
        ("rust", []),
        ("正文", []),
        ("没有这样的", []),
        ("!!", []),
        ("", [0, 1, 2, 3, 4, 5]),
    ],
)
async def test_titles_that_hold_the_words_the_last_one_perhaps_unfinished(
    archive: SqlStore, text: str, places: list[int]
) -> None:
    assert await suggested(archive, text) == [TITLES[at] for at in places]


async def test_drafts_are_suggested_to_nobody_but_by_wish(archive: SqlStore) -> None:
    assert await suggested(archive, "草稿") == []
    assert await suggested(archive, "草稿", drafts=True) == ["英伟达的草稿第 1 篇"]


async def test_names_that_begin_so_come_first(archive: SqlStore) -> None:
    found = await archive.suggest(SearchQuery(text="英"))
    assert found.index("英伟达") < found.index(TITLES[0])
    assert found.index(TITLES[0]) <= NAMES
    assert "英伟达" not in await archive.suggest(SearchQuery(text="英伟达")), "it is typed already"


async def test_the_newest_come_first_each_once_and_no_more_than_asked_for(store: SqlStore) -> None:
    for number in range(12):
        await keep(store, number, f"甲乙第 {number} 篇", "甲乙同一篇")
    await keep(store, 12, "甲乙月刊篇", slug=MONTHLY.slug)
    found = await suggested(store, "甲乙", limit=4)
    assert found == ["甲乙月刊篇", "甲乙第 11 篇", "甲乙同一篇", "甲乙第 10 篇"]
    assert len(await suggested(store, "甲乙", limit=100)) == 14


async def test_filters_hold(archive: SqlStore) -> None:
    assert await suggested(archive, "腾讯", section="新闻资讯") == []
    assert await suggested(archive, "腾讯", section="开源动态") == [TITLES[3], TITLES[4]]
    assert await suggested(archive, "腾讯", publication=MONTHLY.slug) == []
    assert await suggested(archive, "腾讯", since=day(1)) == []
    assert await suggested(archive, "腾讯", until=day(0)) == [TITLES[3], TITLES[4]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30) | st.text("英伟腾讯ainvc'\"*:^~|-+&!() \x00", max_size=12))
async def test_any_text_is_valid(archive: SqlStore, text: str) -> None:
    found = await archive.suggest(SearchQuery(text=text, limit=7))
    assert len(found) == len(set(found)) <= 7

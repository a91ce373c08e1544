"""Finding items, on each engine: the same hits, the same order, the same pages."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SettingsError, StoreUnavailable
from bot.models import Digest, Hit, Item, Policy, SearchPage, SearchQuery
from bot.text.terms import read_terms
from storage import SqlStore, index, open_store, ranking, search
from storage.database import Database
from storage.engines import ENGINES
from storage.match import compile_match
from storage.ranking import CAP, TITLE_DAYS
from tests.contract.making import DAILY, DAY, MONTHLY, NOW, day, digest, item, wanted

NEWS = (
    ("英伟达发布新一代AI芯片", "性能提升50%，售价1,000元，黄仁勋出席。"),
    ("ChatGPT-4o 上线", "OpenAI 说 GPT - 4o 更快，支持 C++ 与 Node.js，对手是 Claude 3.5。"),
    ("腾讯开源具身智能框架", "机器人学会倒水。\n\n融资50亿元，人工智能，能力更强。"),
    ("華為與騰訊合作", "輝達回應：大模型需要更多晶片。"),
    ("ＮＶＩＤＩＡ　财报", "Café 里的开发者用 vLLM 部署大语言模型。"),
    ("一只猫", "没有别的。"),
)


def news(rows: Iterable[tuple[str, str]] = NEWS, prefix: str = "n") -> list[Item]:
    """Items of these titles and bodies, keyed in order."""
    return [
        item(f"{prefix}{at}", title=title, body=body, url=f"https://example.com/{prefix}{at}")
        for at, (title, body) in enumerate(rows)
    ]


async def keep(
    store: SqlStore, made: Digest, *, publication: str = DAILY.slug, published: bool = True
) -> int:
    """The digest in the store; returns its id."""
    await store.declare_publications([DAILY, MONTHLY])
    saved = await store.save(
        made, publication=publication, text_hash=made.model_dump_json(), now=NOW, published=published
    )
    return saved.digest_id


async def find(store: SqlStore, text: str, **more: object) -> SearchPage:
    """The page that the query gives."""
    return await store.search(SearchQuery.model_validate({"text": text, **more}))


def titles(page: SearchPage) -> list[str]:
    """The titles of its hits."""
    return [hit.title for hit in page.hits]


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """What the spans mark."""
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("英伟达", [0, 3, 4]),
        ("輝達", [0, 3, 4]),
        ("nvidia", [0, 3, 4]),
        ("NVID", [4]),
        ("nv", [4]),
        ("GPT", [1]),
        ("chatgpt", [1]),
        ("gpt4o", [1]),
        ("GPT - 4o", [1]),
        ("ＧＰＴ－４ｏ", [1]),
        ("c++", [1]),
        ("node.js", [1]),
        ("3.5", [1]),
        ("5", []),
        ("1000", [0]),
        ("1,000", [0]),
        ("50亿", [2]),
        ("芯片", [0, 3]),
        ("晶片 大模型", [3]),
        ("芯", [0]),
        ("猫", [5]),
        ("能", [0, 2]),
        ("智能力", []),
        ("腾讯", [2, 3]),
        ("华为", [3]),
        ("大模型", [3, 4]),
        ("large language model", [3, 4]),
        ("LLM", [3, 4]),
        ("具身", [2]),
        ("embodied AI", [2]),
        ("cafe", [4]),
        ("倒水融资", []),
        ("发布 黄仁勋", [0]),
        ("AI芯片", [0]),
        ("芯片 猫", []),
        ("机器人 倒水 亿", [2]),
    ],
)
async def test_finds(store: SqlStore, query: str, found: list[int]) -> None:
    await keep(store, digest(("新闻资讯", news())))
    page = await find(store, query, limit=100)
    assert sorted(titles(page)) == sorted(NEWS[at][0] for at in found)
    assert page.total == len(found)
    assert page.total_is_exact
    assert page.next is None


async def test_a_hit_tells_all_that_is_shown(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", news())))
    (hit,) = (await find(store, "融资 腾讯 框架")).hits
    assert hit == Hit(
        id=hit.id,
        date=DAY,
        publication=DAILY.slug,
        section="新闻资讯",
        title="腾讯开源具身智能框架",
        title_spans=((0, 2), (8, 10)),
        snippet="机器人学会倒水。 融资50亿元，人工智能，能力更强。",
        snippet_spans=((9, 11),),
        url="https://example.com/n2",
    )
    (hit,) = (await find(store, "Gpt4O")).hits
    assert pieces(hit.title, hit.title_spans) == ["GPT-4o"]
    assert pieces(hit.snippet, hit.snippet_spans) == ["GPT - 4o"]


async def test_the_second_headline_is_found_and_shown(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", [item("a", title="题目", subtitle="副题说火星", body="正文")])))
    (hit,) = (await find(store, "火星")).hits
    assert hit.snippet == "副题说火星 正文"
    assert (await find(store, "火星正文")).total == 0


async def test_filters(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", news()[:3]), ("产品 应用", news()[3:])))
    await keep(store, digest(("新闻资讯", news(prefix="m")), date=day(40)), publication=MONTHLY.slug)
    assert (await find(store, "腾讯")).total == 4
    assert (await find(store, "腾讯", publication=DAILY.slug)).total == 2
    assert (await find(store, "腾讯", publication="no-such")).total == 0
    assert (await find(store, "腾讯", publication='x" OR "i:')).total == 0
    assert (await find(store, "腾讯", section="产品应用")).total == 1
    assert (await find(store, "腾讯", section="產品　應用")).total == 1
    assert (await find(store, "腾讯", section="产品")).total == 0
    assert (await find(store, "腾讯", since=day(1))).total == 2
    assert (await find(store, "腾讯", until=day(39))).total == 2
    assert (await find(store, "腾讯", since=DAY, until=DAY)).total == 2
    assert (await find(store, "腾讯", since=day(1), until=DAY)).total == 0
    assert (await find(store, "腾讯", until=dt.date.max, since=dt.date.min)).total == 4
    both = await find(store, "腾讯", publication=DAILY.slug, section="新闻资讯", until=DAY)
    assert titles(both) == ["腾讯开源具身智能框架"]


async def test_only_filters_give_the_newest(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", news()[:3]), ("产品应用", news()[3:])))
    await keep(store, digest(("新闻资讯", news(prefix="m")), date=day(1)))
    page = await find(store, "  ", section="新闻资讯", limit=8)
    assert titles(page) == [title for title, _ in (*NEWS, *NEWS[:2])]
    assert page.total == 9
    assert page.hits[0].title_spans == ()
    assert (await find(store, "", since=day(1))).total == len(NEWS)
    assert (await find(store, "")).total == 0
    assert (await find(store, "！？", section="新闻资讯")).total == 0


async def test_a_title_counts_as_younger(store: SqlStore) -> None:
    old, mid = ("火星旧闻", "正文"), ("题目", "火星在正文里")
    await keep(store, digest(("x", news([old], "a")), date=DAY))
    await keep(store, digest(("x", news([mid], "b")), date=day(TITLE_DAYS - 1)))
    assert titles(await find(store, "火星")) == ["火星旧闻", "题目"]
    assert titles(await find(store, "火星", sort="newest")) == ["题目", "火星旧闻"]
    await keep(store, digest(("x", news([("新题目", "火星又在正文里")], "c")), date=day(TITLE_DAYS + 1)))
    assert titles(await find(store, "火星")) == ["新题目", "火星旧闻", "题目"]


async def crowd(store: SqlStore, days: int, items: int) -> list[str]:
    """Many hits for 火星, every third in the title; their titles by relevance."""
    ranked = []
    for number in range(days):
        rows = [
            (f"{number}火星{at}", "正文") if (number * items + at) % 3 == 0 else (f"{number}题{at}", "火星")
            for at in range(items)
        ]
        await keep(store, digest(("x", news(rows, f"k{number}-")), date=day(number * 7)))
        ranked += [
            (number * 7 + (TITLE_DAYS if "火星" in title else 0), -at, "火星" in title, title)
            for at, (title, _) in enumerate(rows)
        ]
    return [title for *_, title in sorted(ranked, reverse=True)]


@pytest.mark.parametrize("sort", ["relevance", "newest"])
async def test_pages_follow_each_other(store: SqlStore, sort: str) -> None:
    ranked = await crowd(store, days=20, items=4)
    if sort == "newest":
        ranked = [hit.title for hit in (await find(store, "火星", limit=100, sort=sort)).hits]
        assert [title.split("题")[0].split("火")[0] for title in ranked[::4]] == [
            str(n) for n in range(19, -1, -1)
        ]
    keyed: list[str] = []
    key: str | None = None
    for number in range(1, 10):
        page = await find(store, "火星", limit=9, before=key, sort=sort)
        assert page.total == 80
        assert titles(page) == titles(await find(store, "火星", limit=9, page=number, sort=sort))
        keyed += titles(page)
        key = page.next
        assert key is None or (len(key) <= 24 and key.isascii() and key.isalnum())
    assert key is None
    assert keyed == ranked
    assert (await find(store, "火星", limit=9, page=10)).hits == ()
    assert (await find(store, "火星", limit=9, page=10)).total == 80
    assert (await find(store, "火星", limit=9, page=10**9)).hits == ()


async def test_pages_beyond_what_is_counted(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked = await crowd(store, days=20, items=4)
    monkeypatch.setattr(ranking, "CAP", 10)
    monkeypatch.setattr(search, "CAP", 10)
    monkeypatch.setattr(ranking, "_STEP", 5)
    keyed: list[str] = []
    key: str | None = None
    while True:
        page = await find(store, "火星", limit=7, before=key)
        assert (page.total, page.total_is_exact) == (10, False)
        keyed += titles(page)
        key = page.next
        if key is None:
            break
    assert keyed == ranked
    assert titles(await find(store, "火星", limit=7, page=4)) == ranked[21:28]


async def test_the_count_is_exact_up_to_the_cap(store: SqlStore) -> None:
    for number in range(2):
        await keep(store, digest(("x", news([("题", "火星")] * (CAP // 2), f"{number}-")), date=day(number)))
    page = await find(store, "火星")
    assert (page.total, page.total_is_exact) == (CAP, True)
    await keep(store, digest(("x", news([("题", "火星")], "z")), date=day(2)))
    page = await find(store, "火星", limit=100, page=11)
    assert (page.total, page.total_is_exact) == (CAP, False)
    assert len(page.hits) == 1


@pytest.mark.parametrize("key", ["", "!", "zzzzzzzzzzzz", "0", "ABC", "x" * 50, "１２", "-1"])
async def test_a_key_that_is_none_does_no_harm(store: SqlStore, key: str) -> None:
    await keep(store, digest(("新闻资讯", news())))
    page = await find(store, "英伟达", before=key)
    assert page.total == 3
    assert len(page.hits) in {0, 3}


async def test_drafts_are_not_for_readers(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", news())))
    draft = await keep(store, digest(("新闻资讯", news(prefix="d")), date=day(1)), published=False)
    assert (await find(store, "英伟达")).total == 3
    assert (await find(store, "英伟达", drafts=True)).total == 6
    assert (await find(store, "", section="新闻资讯")).total == 6
    assert (await find(store, "", section="新闻资讯", drafts=True)).total == 12
    target = await store.declare_target("web", "all", Policy())
    await store.plan(draft, [wanted(target.id, "x")], now=NOW, revision=1)
    assert (await find(store, "英伟达")).total == 6


async def test_a_revision_is_found_as_it_now_is(store: SqlStore) -> None:
    before = [*news([("甲发布火星车", "旧文"), ("乙", "旧文"), ("丙", "旧文")], "r")]
    await keep(store, digest(("新闻资讯", before)))
    after = [before[0].model_copy(update={"title": "甲发布月球车"}), before[1]]
    await keep(store, digest(("新闻资讯", after[:1]), ("产品应用", after[1:])))
    assert (await find(store, "火星")).total == 0
    assert (await find(store, "月球")).total == 1
    assert (await find(store, "旧文")).total == 2
    assert (await find(store, "旧文", section="产品应用")).total == 1
    await keep(store, digest(("新闻资讯", before)))
    assert (await find(store, "火星")).total == 1
    assert (await find(store, "旧文")).total == 3


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("英伟达猫粮", "英伟达"),
        ("黄仁勋出场", "黄仁勋"),
        ("腾讯华为合作", "腾讯 华为 合作"),
        ("OpenAI芯片", None),
        ("opnai", "OpenAI"),
        ("具身智慧", "具身智能"),
        ("英玮达", "英伟达"),
        ("claud3.5", "claude 3.5"),
        ("deploi vlllm", "LLM"),
        ("芯片 火车 腾讯", "芯片 腾讯"),
        ("zzqq", None),
        ("无中生有", None),
    ],
)
async def test_what_is_suggested_gives_hits(store: SqlStore, query: str, suggestion: str | None) -> None:
    await keep(store, digest(("新闻资讯", news())))
    page = await find(store, query)
    assert (page.total, page.hits) == (0, ())
    if suggestion is not None:
        assert page.suggestion == suggestion
    assert page.suggestion is None or (await find(store, page.suggestion)).total > 0


async def test_nothing_is_suggested_beyond_the_filters(store: SqlStore) -> None:
    await keep(store, digest(("新闻资讯", news())))
    assert (await find(store, "英伟达猫粮", publication=MONTHLY.slug)).suggestion is None


async def test_an_empty_archive(store: SqlStore) -> None:
    assert await find(store, "英伟达") == SearchPage(total=0, total_is_exact=True)


HOSTILE = (
    *(
        '"',
        "'",
        '" OR 1=1 --',
        "a AND",
        "NOT b",
        "NEAR(a b)",
        "title:x",
        "^a",
        "a*",
        "-a",
        "(((",
        ")))",
        "a:b:c",
    ),
    *("{title}: x", "\\", "%", "_", "a & b | !c", "'; DROP TABLE items; --", "<->", ":*", "\x00", "\ud800"),
    *("a\x00b", "🙂", "\u202e", "“", "~", "|", "d:", "i:", "p:x"),
    *("+" * 300, "c++" * 100, "的" * 5000, "a " * 5000, "1," * 500),
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_queries(store: SqlStore, text: str) -> None:
    await keep(store, digest(("新闻资讯", news())))
    page = await store.search(SearchQuery.model_construct(**{**SearchQuery(text="").__dict__, "text": text}))
    assert page.total <= len(NEWS)
    if not read_terms(text):
        assert page == SearchPage(total=0, total_is_exact=True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.text(alphabet="\"'()*:^-+|&!~ aANDORT芯", max_size=40))
async def test_any_text_is_a_query(store: SqlStore, text: str) -> None:
    page = await find(store, text, section="新闻资讯")
    assert page.total == 0


@pytest.mark.parametrize("text", ["英伟达", "的", "a", "nvid", "AI芯片 腾讯", "gpt - 4turb", "", "大模型"])
async def test_no_query_scans(url: str, text: str) -> None:
    """The plan of every statement goes through an index."""
    database = Database(url)
    async with database.read() as connection:
        name = connection.dialect.name
        query = SearchQuery(text=text, section="x")
        match = compile_match(ENGINES[name], query, read_terms(text), None if "turb" in text else ["nvidia"])
        values = {**match._asdict(), "most": 1001}
        statements = [
            (ENGINES[name].newest, values),
            (
                ENGINES[name].newest_both,
                {**values, "titles": match.titles or match.hits, "most_titles": 11, "nth": 10, "reach": 1},
            ),
            (ranking.WORDS, {"first": "nvid", "end": "nvie", "most": 33}),
        ]
        if name == "postgresql":
            await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in statements:
            how = "EXPLAIN" if name == "postgresql" else "EXPLAIN QUERY PLAN"
            explained = sa.text(f"{how} {statement.text}")
            used = {key: value for key, value in parameters.items() if f":{key}" in statement.text}
            plan = " ".join(str(row) for row in await connection.execute(explained, used))
            if name == "sqlite":
                steps = plan.split("SCAN")[1:]
                assert all(
                    "search_index VIRTUAL TABLE INDEX" in step and ":M" in step
                    for step in steps
                    if "search_" in step
                ), plan
            else:
                assert "Seq Scan" not in plan
                assert "Bitmap Index Scan" in plan or "pk" in plan
    await database.engine.dispose()


async def test_an_index_of_another_version_is_made_anew_when_opened(store: SqlStore, url: str) -> None:
    await keep(store, digest(("新闻资讯", news())))
    await keep(store, digest(("新闻资讯", news(prefix="d")), date=day(1)), published=False)
    database = Database(url)
    async with database.write() as connection:
        assert await index.is_current(connection)
        await connection.execute(ENGINES[connection.dialect.name].clear)
        await connection.execute(sa.text("DELETE FROM search_words"))
        await connection.execute(sa.text("UPDATE search_version SET version = 0"))
        assert not await index.is_current(connection)
    assert (await find(store, "英伟达")).total == 0
    with pytest.raises(StoreUnavailable, match="older schema"):
        await open_store(url, now=NOW, migrate=False)
    opened = await open_store(url, now=NOW)
    assert (await find(opened, "英伟达")).total == 3
    assert (await find(opened, "nvid", drafts=True)).total == 2
    async with database.read() as connection:
        assert await index.is_current(connection)
    await opened.close()
    await database.close()


async def test_an_operators_names_are_searched_for(store: SqlStore, url: str, tmp_path: Path) -> None:
    await keep(store, digest(("新闻资讯", news())))
    assert (await find(store, "小绿")).total == 0
    file = tmp_path / "aliases.txt"
    file.write_text("小绿 = 英伟达\n", encoding="utf-8")
    opened = await open_store(url, now=NOW, aliases=file)
    expected = titles(await find(store, "英伟达"))
    assert len(expected) == 3
    assert titles(await find(opened, "小绿")) == expected
    assert titles(await find(opened, "辉达")) == expected  # Ribao's own names are still there
    file.unlink()
    assert titles(await find(opened, "小绿")) == expected  # they were read once
    await opened.close()


async def test_an_operators_file_is_missed_at_once_and_read_at_the_first_search(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.txt is not there"):
        await open_store(url, now=NOW, aliases=tmp_path / "nowhere.txt")
    file = tmp_path / "aliases.txt"
    file.write_text("# mine\n小绿\n", encoding="utf-8")
    opened = await open_store(url, now=NOW, aliases=file)
    with pytest.raises(SettingsError, match=r"aliases\.txt, line 2: 小绿 stands alone"):
        await find(opened, "模型")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"aliases\.txt can't be read"):
        await find(opened, "模型")
    await opened.close()

"""The samples that a fresh clone shows: read without surprise, safe to show, and our own writing."""

import datetime as dt
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import documents
from bot.documents.identity import item_key
from bot.models import Digest, Item
from bot.sources.files import SAMPLES, documents_in

SECTIONS = ("新闻资讯", "产品应用", "推荐文章", "开源动态", "算法论文")
DAILIES = {
    9: (5, 4, 2, 3, 3),
    10: (5, 3, 3, 3, 3),
    11: (5, 4, 3, 3, 3),
    12: (5, 3, 2, 3, 3),
    13: (5, 4, 2, 3, 3),
    14: (4, 3, 0, 3, 2),
    15: (0, 0, 0, 0, 0),
    16: (5, 4, 3, 3, 3),
    17: (5, 4, 3, 3, 3),
    18: (5, 4, 3, 3, 3),
    19: (5, 4, 3, 3, 3),
    20: (6, 5, 3, 4, 4),
}
WORDS = (
    *("英伟达", "輝達", "华为", "華為", "腾讯", "谷歌", "DeepSeek", "OpenAI", "Claude"),
    *("具身智能", "大模型", "GPT - 4o", "GPT-4o", "C++", "3.5", "50亿"),
)
MONTHLY = SAMPLES / "ai-monthly" / "2026-10.txt"
RESERVED = re.compile(r"(?:.+\.)?example(?:\.com|\.org)?")
CLAUSE = re.compile(r"[^，。、；：！？“”‘’「」《》（）\s,.;:!?()\[\]<>#*/=&-]{12,}")


def daily(day: int) -> Digest:
    """The sample of that day of November 2026."""
    return read(SAMPLES / "ai-daily" / f"2026-11-{day:02}.md")


@cache
def read(path: Path) -> Digest:
    return documents.load(path)[0]


def everything() -> list[Digest]:
    return [read(path) for path in documents_in(SAMPLES)]


def item(digest: Digest, title: str) -> Item:
    """The one item whose title begins like that."""
    [found] = [item for item in digest.items if item.title.startswith(title)]
    return found


def test_the_folder_holds_what_is_listed_here_and_the_readme_is_no_document() -> None:
    expected = {SAMPLES / "ai-daily" / f"2026-11-{day:02}.md" for day in DAILIES} | {MONTHLY}
    assert set(documents_in(SAMPLES)) == expected
    assert (SAMPLES / "README.md").is_file()


@pytest.mark.parametrize("day", DAILIES)
def test_a_daily_has_its_date_and_its_sections(day: int) -> None:
    digest = daily(day)
    assert (digest.kind, digest.date) == ("daily", dt.date(2026, 11, day))
    counts = {section.name: len(section.items) for section in digest.sections}
    # Compared as lists: sections come in the paper's order, and one that is left out is left out.
    assert list(counts.items()) == [pair for pair in zip(SECTIONS, DAILIES[day], strict=True) if pair[1]]


@pytest.mark.parametrize("day", [day for day, counts in DAILIES.items() if sum(counts)])
def test_a_daily_is_headed_by_its_first_three_items_and_says_that_it_is_invented(day: int) -> None:
    digest = daily(day)
    assert digest.title == "AI日报：" + "; ".join(item.title for item in digest.items[:3])
    assert digest.intro is not None
    assert "虚构" in digest.intro


def test_an_item_is_read_whole_and_nothing_of_the_markup_stays() -> None:
    for digest in everything():
        for each in digest.items:
            assert len(each.body) >= 60, each.title
            assert not re.search(r"阅读原文|官网|[\[\]`<>#*]|\n\n\n", each.body), each.body
            assert not each.images, each.title


def test_a_dailys_item_links_to_its_article_and_to_what_its_text_names() -> None:
    for day in DAILIES:
        for each in daily(day).items:
            assert each.links[-1].url == each.url
            assert [link.label for link in each.links].count("阅读原文") == 1
            named = re.findall(r"https?://[!-~]+", each.body)
            assert [link.url for link in each.links[:-1]] == named
    assert [link.url for link in item(daily(10), "Paperboat").links] == [
        "https://example.org/paperboat",
        "https://example.com/articles/paperboat",
    ]


def test_links_lead_to_reserved_hosts_or_to_an_account_that_is_plainly_invented() -> None:
    hosts = Counter[str]()
    for digest in everything():
        for each in digest.items:
            for link in each.links:
                parts = urlsplit(link.url)
                hosts[parts.netloc] += 1
                if parts.netloc == "mp.weixin.qq.com":
                    assert parse_qs(parts.query)["__biz"] == ["RXhhbXBsZQ=="]
                else:
                    assert RESERVED.fullmatch(parts.netloc), link.url
    assert hosts["mp.weixin.qq.com"] == 54


def test_no_item_is_taken_for_another_within_a_day_or_between_days() -> None:
    keys = Counter(each.key for digest in everything() for each in digest.items)
    assert keys.total() == 191 + 18
    assert max(keys.values()) == 1


def test_an_article_of_an_account_is_known_again_without_the_noise_of_its_address() -> None:
    # Two articles of one push differ in idx alone.
    first, second = daily(16).items[:2]
    assert first.url is not None
    assert second.url is not None
    query = {name: values[0] for name, values in parse_qs(urlsplit(first.url).query).items()}
    bare = f"https://mp.weixin.qq.com/s?mid={query['mid']}&idx={query['idx']}&__biz={query['__biz']}"
    assert item_key(bare, "", "") == first.key
    assert parse_qs(urlsplit(second.url).query)["mid"] == [query["mid"]]
    assert first.key != second.key


def test_the_only_things_remarked_are_the_heading_that_disagrees_and_the_empty_day() -> None:
    remarks = {digest.date: digest.warnings for digest in everything() if digest.warnings}
    assert list(remarks) == [dt.date(2026, 11, 13), dt.date(2026, 11, 15)]
    assert len(remarks[dt.date(2026, 11, 15)]) == 1
    [warning] = remarks[dt.date(2026, 11, 13)]
    assert warning.line == 8
    assert "2026-11-14" in warning.message


def test_the_same_title_twice_in_a_day_makes_two_items() -> None:
    twins = [each for each in daily(17).items if each.title == "视觉语言模型的空间感测试"]
    assert len(twins) == 2
    assert twins[0].url != twins[1].url
    assert twins[0].key != twins[1].key


def test_each_oddity_of_the_real_papers_is_there_to_be_seen() -> None:
    raw = {
        day: (SAMPLES / "ai-daily" / f"2026-11-{day:02}.md").read_text(encoding="utf-8") for day in DAILIES
    }
    assert "\ntitle: 2026-11-12AI日报：" in raw[12]
    assert "\ntitle: AI日报：Kite 2: " in raw[16]
    assert {day for day, text in raw.items() if "<img" in text} == {10, 11, 13, 16, 17, 18, 20}
    assert {day for day, text in raw.items() if "[官网：" in text} == {11, 16, 18, 20}
    assert "`hearth init`" in raw[19]
    assert "hearth init" in item(daily(19), "Hearthside").body
    assert not item(daily(19), "“小而美”").body.endswith("。")
    assert item(daily(9), "老周").body.startswith("老周：")
    assert "華為" in item(daily(18), "輝達").body
    assert item(daily(18), "Notes on Writing Evals").body.isascii()


def test_the_monthly_is_read_whole() -> None:
    digest = read(MONTHLY)
    assert (digest.kind, digest.date) == ("monthly", dt.date(2026, 10, 1))
    assert digest.title == "澄湖智能产业月刊(2026年10月)"
    assert digest.byline == "文字编辑|沈听雪"
    assert digest.intro is not None
    assert digest.intro.count("\n\n") == 1
    assert [(section.name, len(section.items)) for section in digest.sections] == [
        ("公司新闻", 6),
        ("产品动态", 5),
        ("政策发布", 3),
        ("会议活动", 4),
    ]
    assert [each.body.count("\n\n") + 1 for each in digest.items].count(2) == 14
    assert all(each.url is None and not each.links for each in digest.items)


def test_the_monthlys_second_headlines_and_dates_are_found() -> None:
    items = read(MONTHLY).items
    assert {each.title: each.subtitle for each in items if each.subtitle} == {
        "零下25度,电池比算法先认输": "鹿鸣机器人复盘第一千台冷库机器人",
        "手语翻译屏走进车站": "望岫科技连续三天请旅客现场挑错",
    }
    dates = [each.date.strftime("%y%m%d") if each.date else "" for each in items]
    assert dates[:6] == ["261009", "261012", "261015", "", "261020", "261027"]
    assert dates[6:11] == ["261008", "261014", "261016", "", "261022"]
    assert dates[11:] == ["261011", "261019", "261024", "261013", "", "261025", "270116"]


@pytest.mark.parametrize("word", WORDS)
def test_there_is_something_to_find(word: str) -> None:
    assert any(word in each.title + each.body for digest in everything() for each in digest.items)


@pytest.mark.shared
def test_no_clause_is_taken_from_a_real_document(shared: Path) -> None:
    real = [*shared.glob("seeds/*.txt"), *shared.glob("corpus/*/*.md")]
    assert len(real) > 20
    theirs = {clause for path in real for clause in CLAUSE.findall(path.read_text(encoding="utf-8"))}
    ours = {
        clause
        for digest in everything()
        for each in digest.items
        for text in (each.title, each.subtitle or "", each.body)
        for clause in CLAUSE.findall(text)
    }
    assert len(ours) > 500
    assert not ours & theirs

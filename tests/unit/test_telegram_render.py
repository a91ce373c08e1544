"""How a digest looks in Telegram: what stands where, in each layout, kind and language."""

import datetime as dt
import re
from typing import Any

import pytest

from bot.layout.emoji import emoji
from bot.layout.headline import own_headline
from bot.layout.length import is_long
from bot.models import Kind, Layout, Link, Locale, Policy, Preview, StoredDigest, StoredItem, StoredSection
from handlers.telegram.hashtags import hashtag
from handlers.telegram.markup import cost, text_of
from handlers.telegram.render import render
from tests.fakes.telegram.entities import ask

DATE = dt.date(2026, 11, 20)


def item(number: int, section: str = "新闻资讯", **values: object) -> StoredItem:
    """An item with a title, a text and a source."""
    given: dict[str, object] = {
        "title": f"第{number}条",
        "body": "正文。",
        "url": f"https://a.example/{number}",
    } | values
    given |= {"key": str(number), "id": number, "position": number, "section": section}
    given |= {"digest_id": 1, "publication": "ai-daily", "digest_date": DATE}
    return StoredItem.model_validate(given)


def digest(*items: StoredItem, **values: object) -> StoredDigest:
    """A digest of these items."""
    names = dict.fromkeys(one.section for one in items)
    sections = tuple(
        StoredSection(name=name, items=tuple(one for one in items if one.section == name)) for name in names
    )
    given: dict[str, object] = {"kind": "daily", "title": "AI日报", "intro": None, "byline": None} | values
    given |= {"id": 1, "publication": "ai-daily", "publication_name": "AI日报", "date": DATE}
    given |= {"items": len(items), "revision": 1, "sections": sections, "published_at": None}
    given["revised_at"] = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    return StoredDigest.model_validate(given)


def texts(edition: StoredDigest, **policy: object) -> list[str]:
    return [part.content["text"] for part in render(edition, Policy.model_validate(policy))]


def test_a_small_digest_in_full() -> None:
    edition = digest(
        item(1), item(2, "算法论文", body="", links=(Link(label="原文", url="https://a.example/2"),))
    )
    (html,) = texts(edition)
    assert html == (
        "🗞 <b>AI日报</b> · 2026 年 11 月 20 日（周五）\n\n"
        "📰 <b>新闻资讯</b> · 1\n\n"
        '<b>1. 第1条</b>\n<blockquote>正文。</blockquote>\n<a href="https://a.example/1">阅读原文</a>\n\n'
        "🧪 <b>算法论文</b> · 1\n"
        '2. <a href="https://a.example/2">第2条</a>\n\n'
        "#AI日报 #2026年11月20日 #新闻资讯 #算法论文\n"
        '<a href="https://t.me/-?start=d_2026-11-20_ai-daily">在机器人里看本期</a> · '
        '<a href="https://t.me/-">搜索全部内容</a>'
    )


def test_headlines_lead_to_the_source_or_to_the_items_page() -> None:
    (html,) = texts(digest(item(1), item(2, url=None)), layout="headlines")
    assert (
        '\n1. <a href="https://a.example/1">第1条</a>\n2. <a href="https://t.me/-?start=i_2">第2条</a>\n'
        in html
    )
    assert "正文" not in html


def test_a_thread_is_a_list_with_the_sections_as_replies() -> None:
    edition = digest(item(1), item(2), item(3, "算法论文"))
    parts = render(edition, Policy(layout="summary+thread", pin=True, silent=True))
    assert [part.content["reply"] for part in parts] == [False, True, True]
    assert [part.content["pin"] for part in parts] == [True, False, False]
    assert [part.content["silent"] for part in parts] == [True, True, True]
    assert "正文" not in parts[0].content["text"]
    assert parts[1].content["text"].startswith("📰 <b>新闻资讯</b> · 2\n\n<b>1. 第1条</b>")
    assert parts[2].content["text"].startswith("🧪 <b>算法论文</b> · 1\n\n<b>3. 第3条</b>")


def test_nothing_left_is_no_part() -> None:
    assert render(digest(item(1)), Policy(sections=("别的栏目",))) == ()
    assert render(digest(), Policy()) == ()


def test_what_the_policy_leaves_is_numbered_anew() -> None:
    (html,) = texts(digest(item(1), item(2, "算法论文")), sections=("算法论文",))
    assert "<b>1. 第2条</b>" in html
    assert "新闻资讯" not in html


def test_what_the_archive_learns_later_changes_nothing() -> None:
    edition = digest(item(1))
    later = edition.model_copy(
        update={
            "revision": 2,
            "revised_at": dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
            "published_at": dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
            "previous": dt.date(2026, 11, 19),
            "next": dt.date(2026, 11, 21),
        }
    )
    for layout in ("full", "headlines", "summary+thread"):
        assert render(edition, Policy(layout=layout)) == render(later, Policy(layout=layout))


@pytest.mark.parametrize(
    ("kind", "locale", "line"),
    [
        ("daily", "zh-CN", "🗞 AI日报 · 2026 年 11 月 20 日（周五）"),
        ("daily", "zh-TW", "🗞 AI日报 · 2026 年 11 月 20 日（週五）"),
        ("daily", "en", "🗞 AI日报 · Friday, 20 November 2026"),
        ("weekly", "zh-CN", "📅 AI日报 · 2026 年 11 月 20 日"),
        ("weekly", "en", "📅 AI日报 · 20 Nov 2026"),
        ("monthly", "zh-CN", "📚 AI日报 · 2026 年 11 月"),
        ("monthly", "en", "📚 AI日报 · November 2026"),
    ],
)
def test_the_headline_tells_the_date_of_its_kind(kind: Kind, locale: Locale, line: str) -> None:
    assert text_of(texts(digest(item(1), kind=kind), locale=locale)[0]).split("\n")[0] == line


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("AI日报", ""),
        ("2026-11-20 AI日报", ""),
        ("AI日报：第1条; 第2条; 第1条", ""),
        ("AI日报：第1条；一句编者的话", "一句编者的话"),
        ("AI日报：机器人的一年", "机器人的一年"),
        ("远帆周刊（第 12 期）：机器人的一年", "机器人的一年"),
        ("远帆渔业月刊(2026年11月)", ""),
        ("机器人的一年：从冷库到厨房", "机器人的一年：从冷库到厨房"),
        ("This Week in Robots 12", ""),
        ("11-20", ""),
        ("", ""),
    ],
)
def test_the_digests_own_headline_is_shown_where_it_says_more(title: str, says: str) -> None:
    assert own_headline(digest(item(1), item(2), title=title)) == says


def test_the_introduction_stands_below_the_headline_but_not_above_a_list_of_headlines() -> None:
    edition = digest(item(1), intro="今天的新闻不多。", byline="文字编辑|沈听雪")
    quoted = "\n<blockquote>今天的新闻不多。</blockquote>\n文字编辑|沈听雪\n\n"
    assert quoted in texts(edition)[0]
    assert quoted in texts(edition, layout="summary+thread")[0]
    assert "今天的新闻" not in texts(edition, layout="headlines")[0]


def test_long_texts_are_folded_and_short_ones_are_not() -> None:
    assert not is_long("短短的一段。" * 10)
    assert is_long("长长的一段。" * 40)
    assert is_long("一行\n" * 7)
    html = texts(digest(item(1), item(2, body="长长的一段。" * 40)))[0]
    assert html.count("<blockquote>") == html.count("<blockquote expandable>") == 1


def test_paragraphs_stand_close_in_a_quotation() -> None:
    assert "<blockquote>甲。\n乙。</blockquote>" in texts(digest(item(1, body="甲。\n\n乙。")))[0]


def test_dated_items_and_second_headlines() -> None:
    edition = digest(
        item(1, date=dt.date(2026, 11, 9), subtitle="第二行标题"),
        item(2, date=dt.date(2025, 12, 31)),
        kind="monthly",
    )
    html = texts(edition)[0]
    assert "<b>1. 第1条</b>\n11 月 9 日 · 第二行标题\n<blockquote>" in html
    assert "<b>2. 第2条</b>\n2025 年 12 月 31 日\n<blockquote>" in html
    assert "11 月 20 日\n" not in texts(digest(item(1, date=DATE)))[0]


def test_every_link_of_an_item_is_kept() -> None:
    links = (
        Link(label="阅读原文", url="https://a.example/1"),
        Link(label="论文", url="https://b.example/p"),
        Link(label="https://www.c.example/x", url="https://www.c.example/x"),
    )
    html = texts(digest(item(1, links=links)))[0]
    assert (
        '</blockquote>\n<a href="https://a.example/1">阅读原文</a> · '
        '<a href="https://b.example/p">论文</a> · <a href="https://www.c.example/x">c.example</a>'
    ) in html


def test_an_absurdly_long_address_is_the_items_page() -> None:
    html = texts(digest(item(1, url="https://a.example/" + "x" * 3000)))[0]
    assert '<a href="https://t.me/-?start=i_1">阅读原文</a>' in html


@pytest.mark.parametrize(
    ("preview", "cover", "expected"),
    [
        (
            "cover",
            "https://a.example/c.png",
            {"url": "https://a.example/c.png", "large": True, "above": True},
        ),
        ("cover", None, None),
        ("cover", "https://a.example/" + "c" * 3000, None),
        ("first", "https://a.example/c.png", {"url": "https://a.example/2", "large": False, "above": False}),
        ("none", "https://a.example/c.png", None),
    ],
)
def test_the_preview_is_the_policys(
    preview: Preview, cover: str | None, expected: dict[str, Any] | None
) -> None:
    edition = digest(item(1, url=None), item(2), item(3, "算法论文"), cover=cover)
    shown = [
        part.content["preview"] for part in render(edition, Policy(preview=preview, layout="summary+thread"))
    ]
    assert shown == [expected, None, None]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("AI日报", "#AI日报"),
        ("GPT-4.5 资讯", "#GPT_4_5资讯"),
        ("2026 年 11 月 20 日", "#2026年11月20日"),
        ("20 Nov 2026", "#20_Nov_2026"),
        ("Project/Tooling Updates", "#Project_Tooling_Updates"),
        ("【要闻】", "#要闻"),
        ("ＡＩ", "#AI"),
        ("2026", ""),
        ("…", ""),
        ("", ""),
        ("字" * 100, "#" + "字" * 40),
    ],
)
def test_hashtags_are_whole_for_telegram(name: str, tag: str) -> None:
    assert hashtag(name) == tag
    if tag:
        entities = ask({"@type": "getTextEntities", "text": f"前 {tag} #后"})["entities"]
        assert [entity["length"] for entity in entities] == [len(tag), 2]


def test_there_are_at_most_eight_hashtags() -> None:
    edition = digest(*(item(number, f"第{number}栏") for number in range(1, 20)))
    (tags,) = re.findall(r"^#.*$", text_of(texts(edition)[-1]), re.MULTILINE)
    assert len(tags.split()) == 8


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("新闻资讯", "📰"), ("产品应用", "📦"), ("推荐文章", "📚"), ("开源动态", "🧩"), ("算法论文", "🧪"),
        ("公司新闻", "🏢"), ("政策发布", "🏛️"), ("會議活動", "🎤"), ("模型发布", "🧠"),
        ("Miscellaneous", "📌"),
    ],
)  # fmt: skip
def test_a_sections_emoji_fits_its_name(name: str, sign: str) -> None:
    assert emoji(name) == sign


def test_a_section_that_goes_on_is_named_again() -> None:
    html = texts(digest(*(item(number, body="长长的一段话。" * 60) for number in range(1, 13))))
    assert len(html) == 2
    assert html[1].startswith("📰 <b>新闻资讯（续）</b>\n\n<b>")


def test_items_without_a_section_have_no_heading() -> None:
    assert "（周五）\n\n<b>1. 第1条</b>" in texts(digest(item(1, "")))[0]


def test_bold_goes_before_the_quotations_and_these_before_a_message_more() -> None:
    looks = []
    for count in (25, 35, 45, 60):
        (html,) = texts(digest(*(item(number, body="短。") for number in range(1, count + 1))))
        assert cost(html).entities <= 100
        looks.append(("<b>1." in html, "<blockquote>" in html, html.count("<a href=")))
    assert looks == [(True, True, 27), (False, True, 37), (False, True, 47), (False, False, 62)]


@pytest.mark.parametrize("layout", ["full", "headlines", "summary+thread"])
def test_a_digest_of_forty_items_is_within_the_limits(layout: Layout) -> None:
    for html in texts(
        digest(*(item(number, body="一句话。" * 20) for number in range(1, 41))), layout=layout
    ):
        units, entities, size = cost(html)
        assert units <= 4096
        assert entities <= 100
        assert size <= 32_768

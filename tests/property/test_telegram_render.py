"""Whatever stands in a digest, Telegram takes every message of it, and every word arrives.

TDLib's own parser is the judge (tests.fakes.telegram.entities asks it).
"""

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.models import Part
from bot.documents import load
from bot.locales import LOCALES, catalogue
from bot.models import Kind, Layout, Link, Locale, Policy, Preview, StoredDigest, StoredItem, StoredSection
from handlers.telegram.markup import LIMIT, ME, addressed, cost, escape, text_of
from handlers.telegram.render import render
from handlers.telegram.sections import heading
from tests.fakes.editions import stored
from tests.fakes.telegram.entities import Formatted, ask, formatted, units

DATE = dt.date(2026, 11, 20)
LAYOUTS: tuple[Layout, ...] = ("full", "headlines", "summary+thread")
LONGEST_NAME = "u" * 32

PIECES = [
    *"<>&\"'`*_[](){}|\\/#@$.;:-+ \n\t\r\x00\x0b\x1b\x85\u2028\ud83d\udc4d\ufffe",
    "&lt;", "&amp;lt;", "&#0;", "&nbsp;", "&quot;", "<b>", "</b>", '<a href="x">', "</a>", "<blockquote>",
    "</blockquote>", "<!--", "<script>alert(1)</script>", "]]>", '<tg-emoji emoji-id="1">', "<",
    "\u200b", "\u200d", "\ufe0f", "\u202e", "\u2066", "\u200f", "مرحبا", "שלום", "e\u0301", "\u0301\u0327",
    "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇳🇯🇵", "🇨", "각", "각", "字", "新闻资讯。", "一段话，很普通。",
    "English words. ",
    "https://a.example/x?y=1&z=2", "http://b.example", "@somebody", "#标签", "/today", "$USD", "a@b.example",
    "www.example.com", "+86 10 6655 4433", "1.5", "\n\n", "长" * 300, "word " * 200, "😀" * 200, "x" * 600,
    "\u0301" * 500, "。" * 50,
]  # fmt: skip
URLS = [
    None, "https://a.example/1", "http://b.example/路径?a=\"b\"&c='d'<e>", "javascript:alert(1)", "", "http://",
    "https://localhost/x", "tg://resolve?domain=x", "https://c.example/" + "q" * 1900,
    "https://d.example/" + "长" * 4000,
    "HTTPS://E.EXAMPLE/\ud800", "https://f.example/ space\nline", ME, "https://user:pass@g.example/",
    "//h.example",
]  # fmt: skip

pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=8))
hostile = st.lists(pieces, max_size=8).map("".join)
labels = st.lists(pieces, max_size=2).map("".join)
urls = st.sampled_from(URLS)
locales = st.sampled_from(LOCALES)
layouts = st.sampled_from(LAYOUTS)
previews: st.SearchStrategy[Preview] = st.sampled_from(("cover", "first", "none"))


@st.composite
def digests(draw: st.DrawFn) -> StoredDigest:
    """A digest of a few items, some of them monstrous."""
    sections: list[StoredSection] = []
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        name = draw(hostile)
        items = []
        for _ in range(draw(st.integers(1, 5))):
            number += 1
            body = draw(hostile) * draw(st.sampled_from((1, 1, 1, 1, 1, 3, 20)))
            links = draw(st.lists(st.builds(Link, label=labels, url=urls.map(str)), max_size=3))
            items.append(
                StoredItem(
                    key=str(number), id=number, digest_id=1, publication="ai-daily", digest_date=DATE,
                    section=name, position=number, title=draw(hostile) * draw(st.sampled_from((1, 1, 4))),
                    body=body,
                    subtitle=draw(st.none() | hostile), url=draw(urls),
                    links=tuple(links) * draw(st.sampled_from((1, 1, 1, 100))),
                    date=draw(st.sampled_from((None, DATE, dt.date(2025, 1, 31)))),
                )
            )  # fmt: skip
        sections.append(StoredSection(name=name, items=tuple(items)))
    return StoredDigest(
        id=1, publication="ai-daily", publication_name=draw(hostile),
        kind=draw(st.sampled_from(get_args(Kind))),
        date=DATE, title=draw(hostile), items=number, revision=1, published_at=None,
        revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), intro=draw(st.none() | hostile),
        byline=draw(st.none() | hostile), cover=draw(urls), sections=tuple(sections),
    )  # fmt: skip


def accepted(part: Part) -> Formatted:
    """What Telegram makes of the part, which it must not refuse, shorten or strip of anything."""
    html: str = part.content["text"]
    sent = addressed(html, LONGEST_NAME)
    parsed: dict[str, Any] = ask(
        {"@type": "parseTextEntities", "text": sent, "parse_mode": {"@type": "textParseModeHTML"}}
    )
    shown = formatted(sent, "HTML")  # with what Telegram finds in the text by itself
    taken = (units(parsed["text"]), max(len(parsed["entities"]), len(shown.entities)), len(sent.encode()))
    assert shown.dropped == 0
    assert shown.text
    assert all(
        real <= counted <= limit for real, counted, limit in zip(taken, cost(html), LIMIT, strict=True)
    )
    return shown


def squeezed(text: str) -> str:
    """`text` as it may arrive, without its white space."""
    return "".join(text_of(escape(text)).split())


def words(parts: tuple[Part, ...], digest: StoredDigest, policy: Policy) -> str:
    """All that arrives, without white space and without the section names that are said again."""
    say = catalogue(policy.locale)
    named = [section for section in digest.sections if section.name.strip()]
    names = [squeezed(text_of(heading(section, say).again)) for section in named]
    arrived = ""
    for part in parts:
        text = squeezed(accepted(part).text)
        again = max((name for name in names if text.startswith(name)), key=len, default="")
        arrived += text[len(again) :]
    return arrived


def check_whole(digest: StoredDigest, policy: Policy) -> None:
    """Every title and text arrives, in order."""
    arrived = words(render(digest, policy), digest, policy)
    position = 0
    for section in digest.sections:
        for item in section.items:
            for text in (item.title, item.subtitle or "", item.body):
                found = arrived.find(squeezed(text), position)
                assert found >= 0, f"{text[:80]!r} is lost"
                position = found + len(squeezed(text))


@settings(max_examples=40)
@given(digests(), layouts, locales, previews)
def test_telegram_takes_whatever_is_rendered(
    digest: StoredDigest, layout: Layout, locale: Locale, preview: Preview
) -> None:
    policy = Policy(layout=layout, locale=locale, preview=preview)
    parts = render(digest, policy)
    assert parts
    for part in parts:
        accepted(part)
    assert parts == render(digest, policy)


@settings(max_examples=20)
@given(digests(), locales)
def test_every_word_arrives_in_order(digest: StoredDigest, locale: Locale) -> None:
    check_whole(digest, Policy(locale=locale))


@settings(max_examples=20)
@given(st.integers(1, 200), st.integers(1, 8), st.integers(0, 300), layouts)
def test_each_of_many_arrives_once(count: int, in_section: int, length: int, layout: Layout) -> None:
    items = [
        StoredItem(
            key=str(number), id=number, digest_id=1, publication="ai-daily", digest_date=DATE,
            section=f"第{number // in_section}栏", position=number, title=f"〈{number}〉号标题", url="https://a.example/x",
            body=f"〔{number}〕" + "文" * (length * number % 401),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    names = dict.fromkeys(item.section for item in items)
    sections = tuple(
        StoredSection(name=name, items=tuple(item for item in items if item.section == name))
        for name in names
    )
    digest = StoredDigest(
        id=1, publication="ai-daily", publication_name="AI日报", kind="daily", date=DATE, title="AI日报",
        items=count, revision=1, published_at=None, revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        intro=None, byline=None, sections=sections,
    )  # fmt: skip
    texts = [accepted(part).text for part in render(digest, Policy(layout=layout))]
    whole = "\n".join(texts)
    for item in items:
        assert whole.count(f"〔{item.id}〕") == (layout != "headlines")
        assert whole.count(f"{item.id}. 〈{item.id}〉号标题") == 1 + (layout == "summary+thread")
    for text in texts:
        last = text.rsplit("\n", 1)[-1]
        assert "栏" not in last or last.startswith("#"), "a heading ends a message"


@pytest.mark.shared
def test_real_documents_arrive_whole(shared: Path) -> None:
    seen = 0
    for path in sorted([*shared.glob("seeds/*.txt"), *shared.glob("corpus/*/*.md")]):
        digest = stored(load(path)[0])
        if not digest.items:
            continue
        seen += 1
        for layout in LAYOUTS:
            policy = Policy(layout=layout, locale=LOCALES[seen % len(LOCALES)])
            for part in render(digest, policy):
                accepted(part)
        check_whole(digest, Policy())
    assert seen > 20

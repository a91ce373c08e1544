"""Whatever stands in a digest, Discord takes every message of it, every word arrives, and nobody is called.

simcord's validators and the rules of Discord's own client (tests.fakes.markdown) are the judges.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import validate_components, validate_embeds

from bot.delivery.models import Part
from bot.documents import load
from bot.locales import LOCALES, catalogue
from bot.models import Kind, Layout, Link, Locale, Policy, Preview, StoredDigest, StoredItem, StoredSection
from handlers.discord.components import LIMIT, V2, cost, walk
from handlers.discord.content import Content
from handlers.discord.markup import escape, nodes, units
from handlers.discord.naming import known_by
from handlers.discord.render import render
from handlers.discord.sections import above
from tests.fakes.editions import stored
from tests.fakes.markdown import MENTIONS, shown

DATE = dt.date(2026, 11, 20)
LAYOUTS: tuple[Layout, ...] = ("full", "headlines", "summary+thread")
ROLE = "1234567890123456789"

PIECES = [
    *"<>&\"'`*_[](){}|\\/#@$.;:-+~!= \n\t\r\x00\x0b\x1b\x1e\x85\u2028\ud83d\udc4d\ufffe",
    "@everyone", "@here", "<@123>", "<@!123>", "<@&123>", "<#123>", "<:a:1>", "<a:b:1>", "<t:1:R>", "</x:1>",
    "<id:guide>", ":smile:", "@\u200beveryone", "every", "one", "here", "**", "***", "__", "~~", "||", "```",
    "`a`",
    "\n# ", "\n### ", "\n-# ", "\n- ", "\n* ", "\n1. ", "\n> ", "\n>>> ", "](https://evil.example)", "[a](b)",
    "[", "\\\\", "¯\\_(ツ)_/¯", "<https://x.example>", "steam://run/1", "discord.gg/abc",
    "\u200b", "\u200d", "\ufe0f", "\u202e", "\u2066", "\u200f", "مرحبا", "שלום", "e\u0301", "\u0301\u0327",
    "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇳🇯🇵", "🇨", "각", "字", "新闻资讯。", "一段话，很普通。", "English words. ",
    "https://a.example/x_y_*z*?y=1&z=(2)", "http://b.example", "HTTPS://C.example/`|`", "a@b.example", "1.5",
    "\n\n", "长" * 300, "word " * 200, "😀" * 200, "x" * 600, "\u0301" * 500, "。" * 50, "*" * 300,
    "> " * 100, "\n- x" * 100, "@everyone " * 50,
]  # fmt: skip
URLS = [
    None, "https://a.example/1", "http://b.example/路径?a=\"b\"&c='d'<e>", "javascript:alert(1)", "", "http://",
    "https://localhost/x", "discord://x", "https://c.example/" + "q" * 1400,
    "https://c.example/" + "q" * 3000,
    "https://d.example/" + "长" * 1000, "HTTPS://E.EXAMPLE/\ud800", "https://f.example/ space\nline",
    "https://user:pass@g.example/(x)*y*", "//h.example", "https://中文.example/x", "https://[::1]/x",
]  # fmt: skip

pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=8))
hostile = st.lists(pieces, max_size=8).map("".join)
labels = st.lists(pieces, max_size=2).map("".join)
urls = st.sampled_from(URLS)
locales: st.SearchStrategy[Locale] = st.sampled_from(LOCALES)
layouts = st.sampled_from(LAYOUTS)
previews: st.SearchStrategy[Preview] = st.sampled_from(get_args(Preview))


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
            links = draw(st.lists(st.builds(Link, label=labels, url=urls.map(str)), max_size=3))
            items.append(
                StoredItem(
                    key=str(number), id=number, digest_id=1, publication="ai-daily", digest_date=DATE,
                    section=name, position=number, title=draw(hostile) * draw(st.sampled_from((1, 1, 4))),
                    body=draw(hostile) * draw(st.sampled_from((1, 1, 1, 1, 1, 3, 20))),
                    subtitle=draw(st.none() | hostile), url=draw(urls),
                    links=tuple(links) * draw(st.sampled_from((1, 1, 1, 100))),
                    date=draw(st.sampled_from((None, DATE, dt.date(2025, 1, 31)))),
                )
            )  # fmt: skip
        sections.append(StoredSection(name=name, items=tuple(items)))
    return StoredDigest(
        id=1, publication="ai-daily", publication_name=draw(hostile),
        kind=draw(st.sampled_from(get_args(Kind))),
        date=draw(st.sampled_from((DATE, dt.date.min, dt.date(2026, 1, 1)))), title=draw(hostile),
        items=number, revision=1, published_at=None,
        revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), intro=draw(st.none() | hostile),
        byline=draw(st.none() | hostile), cover=draw(urls), sections=tuple(sections),
    )  # fmt: skip


def many(sections: int, in_section: int, length: int) -> StoredDigest:
    """A digest of so many sections and items, with texts of up to this length."""
    made = tuple(
        StoredSection(
            name=f"第{at}栏",
            items=tuple(
                StoredItem(
                    key=str(number), id=number, digest_id=1, publication="ai-daily", digest_date=DATE,
                    section=f"第{at}栏", position=number, title=f"〈{number}〉号标题", url="https://a.example/x",
                    body=f"〔{number}〕" + "文" * (length * number % 401),
                )
                for number in range(1 + at * in_section, 1 + (at + 1) * in_section)
            ),
        )
        for at in range(sections)
    )  # fmt: skip
    return StoredDigest(
        id=1, publication="ai-daily", publication_name="AI日报", kind="daily", date=DATE, title="AI日报",
        items=sections * in_section, revision=1, published_at=None, sections=made,
        revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), intro=None, byline=None,
    )  # fmt: skip


def texts(part: Part) -> list[str]:
    """The markdown of the message, the mention of a role left out."""
    embeds = [one["description"] for one in part.content.get("embeds", ()) if "description" in one]
    walked = walk(part.content.get("components", ()))
    displays = [component["content"] for component in walked if component["type"] == 10]
    return [text for text in embeds + displays if text != f"<@&{ROLE}>"]


def strings(value: object) -> Iterator[str]:
    """Every text of the payload."""
    match value:
        case str():
            yield value
        case dict():
            for inside in value.values():
                yield from strings(inside)
        case list():
            for inside in value:
                yield from strings(inside)


def check_taken(parts: tuple[Part, ...], digest: StoredDigest, policy: Policy) -> None:
    """Discord takes each message, it keeps to every budget, and calls nobody."""
    assert parts == render(digest, policy)
    threads = [part.content["thread"] for part in parts]
    assert threads == sorted(threads)
    assert threads.count(False) >= 1
    for at, part in enumerate(parts):
        content = Content.model_validate(json.loads(json.dumps(part.content)))
        assert bool(content.components) != bool(content.embeds)
        if content.components:
            validate_components(part.content["components"], flags=V2)
            taken = cost(content.components)
            assert all(value <= limit for value, limit in zip(taken, LIMIT, strict=True)), taken
            assert [one["type"] for one in content.components].count(17) == 1
        else:
            validate_embeds(part.content["embeds"])
            names = [embed.get("title", "") for embed in part.content["embeds"]]
            assert sum(units(text) for text in (*texts(part), *names)) <= 6000
            assert units(names[0]) <= 256
            assert names[0].strip()
            assert set(shown(names[0]).kinds) <= {"autolink"}
            assert sum(nodes(text) for text in texts(part)) <= LIMIT.nodes
        assert 1 <= units(content.title) <= 100
        assert content.title.startswith(known_by(digest))
        assert content.title.strip() == content.title
        assert (content.lead, content.role) == (at == 0, policy.role if at == 0 else None)
        for text in texts(part):
            assert text.strip()
            assert not MENTIONS & set(shown(text).kinds), text
        for string in strings(part.content):
            assert units(string) <= 4096
            if string in texts(part):
                assert not re.search("@everyone|@here", string)
        raw = json.dumps(texts(part))
        assert not re.search(r"<@[!&]?\d+>|<#\d+>|<t:-?\d+", raw)


def squeezed(text: str) -> str:
    """`text` as it may arrive, without its white space and the marks that are put in."""
    return "".join(re.sub("[↗\u200b]", "", shown(escape(text)).text).split())


def words(parts: tuple[Part, ...], digest: StoredDigest, policy: Policy) -> str:
    """All that arrives, without white space and without the section names that are said again."""
    say = catalogue(policy.locale)
    named = [section for section in digest.sections if section.name.strip()]
    again = sorted({squeezed_markdown(above(section, say).again) for section in named}, key=len)[::-1]
    arrived = ""
    for part in parts:
        text = "".join(squeezed_markdown(markdown) for markdown in texts(part))
        repeated = next((name for name in again if text.startswith(name)), "")
        arrived += text[len(repeated) :]
    return arrived


def squeezed_markdown(markdown: str) -> str:
    return "".join(re.sub("[↗\u200b]", "", shown(markdown).text).split())


def check_whole(digest: StoredDigest, policy: Policy) -> None:
    """Every title and text arrives, in order."""
    parts = render(digest, policy)
    if policy.layout == "summary+thread":
        parts = tuple(part for part in parts if part.content["thread"])
    arrived = words(parts, digest, policy)
    position = 0
    for section in digest.sections:
        for item in section.items:
            full = (item.title, item.subtitle or "", item.body)
            for text in full[:1] if policy.layout == "headlines" else full:
                found = arrived.find(squeezed(text), position)
                assert found >= 0, f"{text[:80]!r} is lost"
                position = found + len(squeezed(text))


policies = st.builds(
    Policy,
    layout=layouts,
    locale=locales,
    preview=previews,
    embeds=st.booleans(),
    role=st.sampled_from((None, ROLE)),
)


@settings(max_examples=25)
@given(digests(), policies)
def test_discord_takes_whatever_is_rendered(digest: StoredDigest, policy: Policy) -> None:
    parts = render(digest, policy)
    assert parts
    check_taken(parts, digest, policy)


@settings(max_examples=25)
@given(digests(), policies)
def test_every_word_arrives_in_order(digest: StoredDigest, policy: Policy) -> None:
    check_whole(digest, policy)


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(1, 8), st.integers(0, 300), layouts, st.booleans())
def test_each_of_many_arrives_once(
    sections: int, in_section: int, length: int, layout: Layout, embeds: bool
) -> None:
    digest = many(sections, in_section, length)
    policy = Policy(layout=layout, embeds=embeds)
    parts = render(digest, policy)
    check_taken(parts, digest, policy)
    whole = "\n".join(shown(text).text for part in parts for text in texts(part))
    for section in digest.sections:
        for item in section.items:
            assert whole.count(f"〔{item.id}〕") == (layout != "headlines")
            assert whole.count(f"{item.id}. 〈{item.id}〉号标题") == 1 + (layout == "summary+thread")
    for part in parts:
        for text in texts(part):
            assert not text.rsplit("\n", 1)[-1].startswith("###"), "a heading ends a message"


@pytest.mark.parametrize("embeds", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("sections", "in_section"), [(60, 5), (1, 300), (300, 1)])
def test_three_hundred_items_are_taken(sections: int, in_section: int, layout: Layout, embeds: bool) -> None:
    digest, policy = many(sections, in_section, 7), Policy(layout=layout, embeds=embeds, role=ROLE)
    check_taken(render(digest, policy), digest, policy)
    check_whole(digest, policy)


@pytest.mark.shared
@pytest.mark.parametrize("layout", LAYOUTS)
def test_real_documents_arrive_whole(shared: Path, layout: Layout) -> None:
    seen = 0
    for path in sorted([*shared.glob("seeds/*.txt"), *shared.glob("corpus/*/*.md")]):
        digest = stored(load(path)[0])
        if not digest.items:
            continue
        seen += 1
        locale = LOCALES[seen % len(LOCALES)]
        for embeds in (False, True):
            policy = Policy(layout=layout, locale=locale, embeds=embeds, role=ROLE)
            check_taken(render(digest, policy), digest, policy)
        check_whole(digest, Policy(layout=layout))
    assert seen > 20

"""Whatever a command answers, Discord takes the message: counted here anew, and judged by simcord."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import validate_message_state

from bot.commands.models import Actor, Block, Button, DigestCard, ItemCard, Links, Reply, Request, Text
from bot.commands.presses import unpack
from bot.models import Link, Locale, StoredDigest, StoredItem, StoredSection
from handlers.discord.reply import SHARE, Message, shown
from tests.fakes.archive import MemoryArchive

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
V2, EPHEMERAL = 32768, 64
ROW, BUTTON, SELECT, TEXT, CONTAINER = 1, 2, 3, 10, 17

NASTY = st.sampled_from([
    "@everyone ", "@here ", "<@1234567890> ", "<@&77> ", "<#5> ", "</today:5> ", "<t:0:R> ", "<:a:123> ",
    "**", "__", "~~", "||", "`", "```", "\n# ", "\n- ", "\n1. ", "\n> ", "\n>>> ", "\n-# ", "[a](https://x.y)",
    "](", "\\", "\x00", "\ud83d", "🇨🇳", "👩‍👩‍👧", "e\u0301" * 30, "\u202e", "\u2028", "\r\n",
    "字" * 50, "𠮷" * 50, " ", "\n", "\u200b", "https://example.com/a?b=c&d=(e) ", "*" * 60,
])  # fmt: skip
ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
HOSTILE = st.lists(NASTY | ANY, max_size=6).map("".join)
LONG = st.builds(lambda text, times: (text * times)[:5_000], HOSTILE, st.integers(1, 200))
LONG_URLS = st.integers(1, 5_000).map("x".__mul__)
URLS = st.none() | st.builds("https://example.com/{}".format, HOSTILE | LONG_URLS) | HOSTILE


def spans(text: str) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    cuts = st.lists(st.integers(0, len(text)), max_size=40, unique=True).map(sorted)
    return cuts.map(lambda at: tuple(zip(at[::2], at[1::2], strict=False)))


@st.composite
def cards(draw: st.DrawFn) -> ItemCard:
    title, snippet = draw(HOSTILE | LONG), draw(HOSTILE | LONG)
    return ItemCard(
        id=draw(st.integers(1, 10**17)),
        number=draw(st.integers(1, 10_000)),
        date=draw(st.dates()),
        publication="ai-daily",
        section=draw(HOSTILE),
        title=title,
        title_spans=draw(spans(title)),
        snippet=snippet,
        snippet_spans=draw(spans(snippet)),
        url=draw(URLS),
    )


LINKS = st.lists(st.builds(Link, label=HOSTILE, url=URLS.map(str)), max_size=40).map(
    lambda some: Links(links=tuple(some))
)
TEXTS = st.builds(Text, kind=st.sampled_from(["plain", "heading", "note", "example"]), text=HOSTILE | LONG)
FEW: st.SearchStrategy[list[Block]] = st.lists(cards() | TEXTS | LINKS, max_size=25)
# Hundreds of them are made of a few: to draw each would take all the time there is.
BLOCKS = st.builds(lambda few, times: tuple(few * times)[:400], FEW, st.sampled_from([1, 1, 1, 3, 40]))
BUTTON_MADE = st.builds(
    Button,
    label=HOSTILE,
    command=st.sampled_from(["search", "section", "digest", "today"]),
    argument=HOSTILE.map(lambda text: text[:200]),
    page=st.none() | st.sampled_from(["2", "3.1", "x" * 40]),
)
ROWS = st.lists(st.lists(BUTTON_MADE, max_size=12).map(tuple), max_size=14)
BUTTONS = st.builds(lambda rows, times: tuple(rows * times), ROWS, st.sampled_from([1, 1, 20]))
LOCALES = st.sampled_from(get_args(Locale))


@st.composite
def digests(draw: st.DrawFn) -> StoredDigest:
    sections = []
    number = 0
    for _ in range(draw(st.integers(0, 3))):
        name = draw(HOSTILE)
        items = []
        for _ in range(draw(st.integers(0, 4))):
            number += 1
            item = StoredItem(
                key=f"k{number}", title=draw(HOSTILE), body=draw(LONG), url=draw(URLS), id=number,
                digest_id=1, publication="ai-daily", digest_date=TODAY, section=name, position=number,
            )  # fmt: skip
            items.append(item)
        sections.append(StoredSection(name=name, items=tuple(items)))
    times = draw(st.sampled_from([1, 1, 1, 8]))
    return StoredDigest(
        id=1, publication="ai-daily", publication_name=draw(HOSTILE), kind="daily", date=TODAY,
        title=draw(HOSTILE), items=number * times, revision=1, revised_at=NOW, published_at=NOW,
        intro=draw(st.none() | LONG), byline=draw(st.none() | HOSTILE),
        cover=draw(st.none() | st.just("https://example.com/cover.png")),
        sections=tuple(sections * times),
    )  # fmt: skip


def every(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from every(component.get("components", []))
        if "accessory" in component:
            yield from every([component["accessory"]])


def live(markdown: str) -> str:
    """The markdown without what is inert in it: what is escaped, code, addresses."""
    return re.sub(
        r"\\.|`[^`]*`|(?<=\])\(https?:[^)]*\)|<https?:[^>]*>",
        lambda found: "x" if found[0].startswith("\\") else "`" if found[0].startswith("`") else "(",
        markdown,
        flags=re.DOTALL,
    )


def drawn_marks(markdown: str) -> int:
    """How much of it a client has to draw at the least, counted in a plain way."""
    bare = live(markdown)
    lines = re.findall(r"^(?:#{1,3} |-# |> |[*+-] |\d+\. )", bare, flags=re.MULTILINE)
    return len(lines) + bare.count("**") // 2 + bare.count("](") + bare.count("`") + markdown.count("<http")


async def judge(message: Message, store: MemoryArchive) -> None:
    """What Discord would refuse, or would not show."""
    for ephemeral in (False, True):
        body = message.body(ephemeral=ephemeral)
        assert body["flags"] == (V2 | EPHEMERAL if ephemeral else V2)
        assert body["allowed_mentions"] == {"parse": []}
        validate_message_state(body["components"], flags=body["flags"], content=None, embeds=[])
    found = [*every(list(message.components))]
    assert len(found) <= 40
    texts = [component["content"] for component in found if component["type"] == TEXT]
    assert texts
    for text in texts:
        assert text.strip()
        text.encode()  # half a surrogate pair is no JSON
        assert not re.search(r"<(?:@|#|/|t:|a?:\w+:\d)|@(?:everyone|here)", live(text))
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= 4000
    assert sum(map(drawn_marks, texts)) <= 100
    rows = [component for component in found if component["type"] == ROW]
    assert len(rows) <= 5
    for row in rows:
        await judge_row(row, store)


async def judge_row(row: Mapping[str, Any], store: MemoryArchive) -> None:
    for item in row["components"]:
        if item["type"] == SELECT:
            assert item["custom_id"].startswith("s")
            for option in item["options"]:
                assert option["label"].strip()
                assert units(option["label"]) <= 100
                assert units(option.get("description", "")) <= 100
                assert len(option["value"].encode()) <= 100
                assert await unpack(option["value"], store)
            assert sum(option.get("default", False) for option in item["options"]) <= 1
        elif "custom_id" in item:
            assert item["label"].strip()
            assert units(item["label"]) <= 80
            assert len(item["custom_id"].encode()) <= 100
            assert await unpack(item["custom_id"].removeprefix(SHARE), store)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def request(command: str, argument: str, page: str | None, locale: Locale) -> Request:
    return Request(
        command=command, argument=argument, page=page, actor=Actor(id="discord:1"), locale=locale, now=NOW
    )


@given(
    st.builds(Reply, blocks=BLOCKS, buttons=BUTTONS, failed=st.booleans()),
    HOSTILE,
    st.sampled_from(["search", "item", "help"]),
    LOCALES,
)
@settings(max_examples=40)
async def test_any_reply_is_taken(reply: Reply, argument: str, command: str, locale: Locale) -> None:
    store = MemoryArchive()
    asked = request(command, argument, None, locale)
    await judge(await shown(reply, store=store, locale=locale, today=TODAY, asked=asked), store)


@given(
    digests(),
    FEW.map(lambda few: tuple(few[:6])),
    BUTTONS,
    st.none() | st.integers(0, 9).map(str) | st.sampled_from(["1.s1", "2.s2", "9999.s9", "x"]),
)
@settings(max_examples=25)
async def test_every_page_of_any_digest_is_taken(
    digest: StoredDigest, before: tuple[Block, ...], buttons: tuple[tuple[Button, ...], ...], page: str | None
) -> None:
    store = MemoryArchive()
    reply = Reply(blocks=(*before, DigestCard(digest=digest)), buttons=buttons)
    asked = request("digest", str(TODAY), page, "zh-CN")
    await judge(await shown(reply, store=store, locale="zh-CN", today=TODAY, asked=asked), store)


@given(HOSTILE | LONG, st.booleans())
async def test_any_sentence_can_be_said(sentence: str, failed: bool) -> None:
    await judge(Message.saying(sentence, failed=failed), MemoryArchive())

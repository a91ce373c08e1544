"""Whatever a command answers, Telegram takes the message: judged by its own parser."""

import datetime as dt
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, LinkPreviewOptions

from bot.commands.models import Actor, Block, Button, DigestCard, ItemCard, Links, Reply, Request, Text
from bot.locales import catalogue
from bot.models import Link, Locale, StoredDigest, StoredItem, StoredSection
from handlers.telegram.cards import legible, whole
from handlers.telegram.markup import addressed
from handlers.telegram.reply import Message, shown
from tests.fakes.archive import MemoryArchive
from tests.fakes.telegram.entities import formatted, units

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
USERNAME = "r" * 32  # the longest there is

NASTY = st.sampled_from([
    "<b>", "</a>", "&amp;", "&", '"', "<", "\x00", "\ud83d", "🇨🇳", "\u202e", "\u2028", "\r\n",
    "@name ", "#标签 ", "/today ", 'https://example.com/a?b=c&d="e" ', "a@b.co ", "$USD ", "字" * 50,
    "𠮷" * 50, " ", "\n", "`", "tg://x ",
])  # fmt: skip
ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
HOSTILE = st.lists(NASTY | ANY, max_size=6).map("".join)
LONG = st.builds(lambda text, times: (text * times)[:5_000], HOSTILE, st.integers(1, 200))
LONG_URLS = st.integers(1, 40_000).map("x".__mul__)
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
BLOCKS: st.SearchStrategy[tuple[Block, ...]] = st.lists(cards() | TEXTS | LINKS, max_size=25).map(tuple)
BUTTONS = st.lists(
    st.lists(
        st.builds(Button, label=HOSTILE, command=st.just("search"), argument=HOSTILE.map(lambda t: t[:200])),
        max_size=10,
    ).map(tuple),
    max_size=14,
).map(tuple)


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
    return StoredDigest(
        id=1, publication="ai-daily", publication_name=draw(HOSTILE), kind="daily", date=TODAY,
        title=draw(HOSTILE), items=number, revision=1, revised_at=NOW, published_at=NOW,
        intro=draw(st.none() | LONG), byline=draw(st.none() | HOSTILE),
        sections=tuple(sections),
    )  # fmt: skip


def judge(message: Message) -> None:
    """What Telegram would refuse, or silently leave out."""
    assert len(message.text.encode()) <= 32_768
    read = formatted(message.text, "HTML")
    assert 0 < units(read.text) <= 4096
    assert read.dropped == 0
    if message.keyboard is not None:
        rows = message.keyboard.inline_keyboard
        assert sum(map(len, rows)) <= 100
        assert all(1 <= len(row) <= 8 for row in rows)
        for row in rows:
            for button in row:
                judge_button(button)


def judge_button(button: InlineKeyboardButton) -> None:
    assert button.text.strip()
    if button.callback_data is not None:
        assert isinstance(button.callback_data, str)
        assert 1 <= len(button.callback_data.encode()) <= 64
    elif button.copy_text is not None:
        assert 1 <= len(button.copy_text.text) <= 256
    else:
        assert (button.url or "").startswith("https://t.me/")


def request(command: str, argument: str, page: str | None, locale: Locale) -> Request:
    return Request(
        command=command, argument=argument, page=page, actor=Actor(id="telegram:1"), locale=locale, now=NOW
    )


@given(
    BLOCKS, BUTTONS, HOSTILE, st.sampled_from(["search", "item", "help"]), st.sampled_from(get_args(Locale))
)
@settings(max_examples=60)
async def test_any_reply_is_taken(
    blocks: tuple[Block, ...],
    buttons: tuple[tuple[Button, ...], ...],
    argument: str,
    command: str,
    locale: Locale,
) -> None:
    reply = Reply(blocks=blocks, buttons=buttons)
    asked = request(command, argument, None, locale)
    message = await shown(
        reply, store=MemoryArchive(), locale=locale, username=USERNAME, today=TODAY, asked=asked
    )
    judge(message)


@given(cards(), st.sampled_from(get_args(Locale)))
def test_any_item_can_be_put_into_a_chat(card: ItemCard, locale: Locale) -> None:
    html = addressed(whole(card, catalogue(locale), TODAY), USERNAME)
    judge(Message(html, None, LinkPreviewOptions(is_disabled=True)))
    assert legible(card).strip()


@given(
    digests(),
    BLOCKS,
    BUTTONS,
    st.none() | st.integers(0, 9).map(str) | st.sampled_from(["1.s1", "2.s2", "9999.s9", "x"]),
)
@settings(max_examples=25)
async def test_every_page_of_any_digest_is_taken(
    digest: StoredDigest, before: tuple[Block, ...], buttons: tuple[tuple[Button, ...], ...], page: str | None
) -> None:
    reply = Reply(blocks=(*before, DigestCard(digest=digest)), buttons=buttons)
    asked = request("digest", str(TODAY), page, "zh-CN")
    message = await shown(
        reply, store=MemoryArchive(), locale="zh-CN", username=USERNAME, today=TODAY, asked=asked
    )
    judge(message)

"""Replies as messages: what stands in them, what is left out first, and how they are passed on."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from telegram import InlineKeyboardButton

from bot.commands.blocks import answered, button, heading, note, plain, refusal
from bot.commands.models import Actor, Block, DigestCard, ItemCard, Links, Reply, Request, Text
from bot.models import Link, StoredDigest, StoredItem, StoredSection
from handlers.telegram.cards import fits, laid
from handlers.telegram.markup import LIMIT, Cost, cost
from handlers.telegram.reply import Message, shown
from tests.fakes.archive import MemoryArchive
from tests.fakes.telegram.entities import formatted

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)


def asked(command: str = "search", argument: str = "英伟达", page: str | None = None) -> Request:
    return Request(command=command, argument=argument, page=page, actor=Actor(id="telegram:7"), now=NOW)


async def drawn(reply: Reply, request: Request | None = None) -> Message:
    return await shown(
        reply, store=MemoryArchive(), locale="zh-CN", username="ribao_bot", today=TODAY, asked=request
    )


def card(number: int = 1, **given: object) -> ItemCard:
    fields = {
        "id": 40 + number, "number": number, "date": TODAY, "publication": "ai-daily", "section": "新闻资讯",
        "title": "英伟达发布新卡", "title_spans": ((0, 3),), "snippet": "周五，英伟达说……",
        "snippet_spans": ((3, 6),), "url": "https://news.example/1",
    } | given  # fmt: skip
    return ItemCard.model_validate(fields)


def digest(items: int = 3, sections: int = 2, body: str = "正文。") -> StoredDigest:
    made = []
    for place in range(sections):
        name = f"栏目{place + 1}"
        stored = tuple(
            StoredItem(
                key=f"{place}-{n}", title=f"{name}的第{n + 1}条", body=body, id=place * 1000 + n + 1,
                digest_id=1, publication="ai-daily", digest_date=TODAY, section=name,
                position=place * items + n + 1,
            )
            for n in range(items)
        )  # fmt: skip
        made.append(StoredSection(name=name, items=stored))
    return StoredDigest(
        id=1, publication="ai-daily", publication_name="AI日报", kind="daily", date=TODAY, title="AI日报",
        items=items * sections, revision=1, revised_at=NOW, published_at=NOW, intro=None, byline=None,
        sections=tuple(made),
    )  # fmt: skip


def buttons(message: Message) -> list[InlineKeyboardButton]:
    return [b for row in message.keyboard.inline_keyboard for b in row] if message.keyboard else []


def labels(message: Message) -> list[str]:
    return [button.text for button in buttons(message)]


async def test_a_card_links_to_its_item_and_its_source_and_shows_what_matched() -> None:
    message = await drawn(answered([card()]), asked())
    read = formatted(message.text, "HTML")
    assert read.text == "1. 英伟达发布新卡\n周五，英伟达说……\n新闻资讯 · 11 月 21 日 · 阅读原文"
    kinds = [(e["type"], e["offset"], e["length"]) for e in read.entities]
    assert ("text_link", 3, 7) in kinds
    assert ("bold", 3, 3) in kinds
    assert ("bold", 14, 3) in kinds
    urls = [e["url"] for e in read.entities if e["type"] == "text_link"]
    assert urls == ["https://t.me/ribao_bot?start=i_41", "https://news.example/1"]


async def test_kinds_of_text() -> None:
    blocks = [heading("标题 <b>"), plain("正文"), Text(kind="example", text="/search 英伟达"), note("附注")]
    message = await drawn(answered(blocks))
    assert message.text == ("<b>标题 &lt;b&gt;</b>\n\n正文\n<code>/search 英伟达</code>\n\n<i>附注</i>")
    assert message.preview.is_disabled


async def test_links_are_shown_by_their_labels_once_each() -> None:
    links = [
        Link(label="论文", url="https://a.example"),
        Link(label="", url="https://b.example"),
        Link(label="论文", url="https://a.example"),
        Link(label="没有", url="javascript:alert(1)"),
    ]
    message = await drawn(answered([Links(links=tuple(links))]))
    assert formatted(message.text, "HTML").text == "论文 · 阅读原文"


async def test_ornament_goes_before_substance() -> None:
    """Thirty cards with matches all over: the emphasis goes first, then sources, at last some text."""
    marks = tuple((n, n + 1) for n in range(0, 60, 2))
    cards = [card(n, snippet="字" * 60, snippet_spans=marks, title_spans=()) for n in range(1, 31)]
    message = await drawn(answered(cards))
    read = formatted(message.text, "HTML")
    assert read.dropped == 0
    assert all(f"{n}. 英伟达发布新卡" in read.text for n in range(1, 31))
    assert read.text.count("字" * 60) == 30
    assert "bold" not in {e["type"] for e in read.entities}


async def test_a_long_text_ends_early_and_keeps_what_stands_under_it() -> None:
    paragraphs = [plain(f"第{n}段" + "字" * 500) for n in range(1, 21)]
    source = Links(links=(Link(label="论文", url="https://a.example"),))
    message = await drawn(answered([heading("标题"), *paragraphs, source, note("新闻资讯")]))
    read = formatted(message.text, "HTML")
    assert read.text.startswith("标题\n\n第1段" + "字" * 500 + "\n\n第2段")
    assert read.text.endswith("字…\n\n论文\n\n新闻资讯")
    assert len(read.text) > 3000


def test_what_still_does_not_fit_ends_with_a_sign() -> None:
    blocks: list[Block] = [note("字" * 300) for _ in range(100)]
    html = laid(blocks, "zh-CN", TODAY)
    assert html.endswith("…")
    assert cost(html).units > 3500


@pytest.mark.parametrize(
    "room", [Cost(50, 100, 32_768), Cost(4096, 3, 32_768), Cost(4096, 100, 200), Cost(0, 0, 0)]
)
def test_any_room_is_kept(room: Cost) -> None:
    assert fits(laid([heading("标题"), card(1), card(2), note("附注")], "zh-CN", TODAY, room), room)


async def test_a_search_can_be_passed_on() -> None:
    message = await drawn(answered([card()]), asked(argument=" 英伟达  GPU "))
    [share, copied] = buttons(message)
    query = parse_qs(urlsplit(share.url or "").query)
    assert query["url"][0].startswith("https://t.me/ribao_bot?start=s_")
    assert query["text"] == ["英伟达 GPU"]
    assert copied.copy_text is not None
    assert copied.copy_text.text == query["url"][0]


async def test_an_item_and_a_digest_can_be_passed_on() -> None:
    item = await drawn(answered([heading("一条新闻"), plain("正文")]), asked("item", "41"))
    assert parse_qs(urlsplit(buttons(item)[0].url or "").query) == {
        "url": ["https://t.me/ribao_bot?start=i_41"],
        "text": ["一条新闻"],
    }
    whole = await drawn(answered([DigestCard(digest=digest())]))
    [share] = [b for b in buttons(whole) if b.url]
    assert "start%3Dd_2026-11-21_ai-daily" in (share.url or "")


async def test_what_failed_or_has_no_address_is_not_passed_on() -> None:
    for reply, request in (
        (refusal([plain("没有")]), asked()),
        (answered([plain("好")]), asked("help", "")),
        (answered([card()]), asked(argument="字" * 30)),
        (answered([plain("好")]), None),
    ):
        assert (await drawn(reply, request)).keyboard is None


async def test_pages_of_a_digest() -> None:
    long = digest(items=12, sections=3, body="很长的正文。" * 60)
    first = await drawn(answered([note("附注"), DigestCard(digest=long)]), asked("digest", "2026-11-21"))
    assert first.text.startswith("<i>附注</i>\n\n")
    turning = [b for b in buttons(first) if b.callback_data and b.text in {"下一页 ▶", "◀ 上一页"}]
    assert [b.callback_data for b in turning] == ["cdigest|2 2026-11-21 ai-daily"]
    pages = int(next(label for label in labels(first) if "/" in label).partition("/")[2])
    seen = first.text
    for number in range(2, pages + 1):
        page = await drawn(answered([note("附注"), DigestCard(digest=long)]), asked(page=str(number)))
        assert "附注" not in page.text
        assert f"{number}/{pages}" in labels(page)
        seen += page.text
    assert all(item.title in seen for section in long.sections for item in section.items)


async def test_a_section_of_a_digest() -> None:
    whole = digest()
    page = await drawn(answered([DigestCard(digest=whole)]), asked(page="1.s2"))
    assert "栏目2的第1条" in page.text
    assert "栏目1的第1条" not in page.text
    assert labels(page)[:3] == ["⏮ 整期日报", "栏目1 3", "· 栏目2 3"]
    beyond = await drawn(answered([DigestCard(digest=whole)]), asked(page="9.s9"))
    assert "栏目1的第1条" in beyond.text


async def test_rows_beyond_what_a_message_holds_are_left_out() -> None:
    rows = [tuple(button(f"{n}.{m}", "search", "x") for m in range(10)) for n in range(20)]
    message = await drawn(answered([card()], rows), asked())
    assert message.keyboard is not None
    assert len(buttons(message)) <= 90
    assert max(len(row) for row in message.keyboard.inline_keyboard) == 8
    assert labels(message)[-2:] == ["↗ 分享", "🔗 复制链接"]


async def test_nothing_to_see_is_still_a_message() -> None:
    for blocks in ((), (plain("  "),), (plain("\u200b\u200d"),), (heading("\x00"),)):
        assert (await drawn(answered(blocks))).text == "…"
    assert fits("…", LIMIT)

"""/section and /sections: names loosely matched, pages on and back."""

import pytest

from bot.commands.models import Actor, Reply, Request
from bot.commands.table import answer
from bot.models import Digest, Item, Section
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import DAILY, NOW, TODAY
from tests.unit.commands.conftest import Ask, cards, check, labels, pressed, words


def sections_of(reply: Reply) -> set[str]:
    """The sections that the items of a reply stand in."""
    return {card.section for card in cards(reply)}


@pytest.mark.parametrize(
    "line",
    [
        "/section 算法论文",
        "/section 算法論文",
        "/section 论文",
        "/section 算法",
        "/section 算发论文",
        "/section 3",
        "/section ３",
        "/section 演算法論文",
        "栏目 论文",
        "分類：論文",
        "／板块　论文",
        "/板块论文",
    ],
)
async def test_a_section_by_anything_like_its_name(ask: Ask, line: str) -> None:
    reply = await ask(line)
    assert not reply.failed
    assert sections_of(reply) == {"算法论文"}
    assert words(reply) == "算法论文"
    dates = [card.date for card in cards(reply)]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == TODAY


async def test_a_card_holds_what_a_line_of_a_list_needs(ask: Ask) -> None:
    card = cards(await ask("/section 开源"))[0]
    assert card.number == 1
    assert card.title == "推理框架发布新版本（0526）"
    assert card.snippet == "推理框架发布新版本（0526），这是导语，说明事情的来龙去脉。"  # the first paragraph
    assert card.url is not None
    assert card.publication == "ai-daily"


async def test_names_alike_are_a_choice(ask: Ask) -> None:
    reply = await ask("/section 产品")
    assert reply.failed
    assert words(reply) == "“产品”可以指好几个栏目，要看哪一个？"
    assert labels(reply) == ["产品应用", "产品动态"]
    assert sections_of(await ask(pressed(reply, "产品动态"))) == {"产品动态"}


@pytest.mark.parametrize(
    "line", ["/section 体育", "/section 体育 2", "/section 体育 5-24", "/section 体育 2-30"]
)
async def test_an_unknown_name_brings_the_known_ones(ask: Ask, line: str) -> None:
    reply = await ask(line)
    assert reply.failed
    assert words(reply) == f"没有叫“{line[9:]}”的栏目。现有的是："
    assert set(labels(reply)) == {"新闻资讯", "产品应用", "算法论文", "开源动态", "公司新闻", "产品动态"}


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999"])
async def test_a_number_beyond_the_list(ask: Ask, number: str) -> None:
    assert (await ask(f"/section {number}")).failed


async def test_pages_on_to_the_end_and_back_to_the_beginning(ask: Ask) -> None:
    first = reply = await ask("/section 算法论文")
    titles = [card.title for card in cards(reply)]
    numbers = [card.number for card in cards(reply)]
    pages = 1
    while "下一页 ▶" in labels(reply):
        reply = await ask(pressed(reply, "下一页"))
        titles += [card.title for card in cards(reply)]
        numbers += [card.number for card in cards(reply)]
        pages += 1
    assert pages == 11
    assert len(set(titles)) == len(titles) == 108
    assert numbers == list(range(1, 109))
    last = [card.title for card in cards(reply)]
    assert len(last) == 8
    for _ in range(pages - 1):
        reply = await ask(pressed(reply, "◀ 上一页"))
        here = [card.number for card in cards(reply)]
        assert [card.title for card in cards(reply)] == titles[here[0] - 1 : here[-1]]
    assert cards(reply) == cards(first)
    assert labels(reply) == labels(first) == ["下一页 ▶"]


@pytest.mark.parametrize(
    "line",
    ["/section 论文 2", "/section 3 2", "/section 论文 第2页", "/section 论文 第 2 頁", "/section 论文 p2"],
)
async def test_a_page_may_be_named(ask: Ask, line: str) -> None:
    reply = await ask(line)
    assert [card.number for card in cards(reply)] == list(range(11, 21))
    assert words(reply) == "算法论文\n第 2 页"


async def test_a_page_beyond_the_end(ask: Ask) -> None:
    reply = await ask("/section 论文 90")
    assert not cards(reply)
    assert "后面没有了。" in words(reply)
    assert cards(await ask(pressed(reply, "⏮ 第一页"))) == cards(await ask("/section 论文"))


@pytest.mark.parametrize(
    "page", ["", "0", "x", "2.x", "1.99999999999999999999", "999", "2.-1", "２", "9" * 50]
)
async def test_a_page_key_that_is_not_ours_is_the_first_page(ask: Ask, page: str) -> None:
    assert cards(await ask("/section 论文", page=page)) == cards(await ask("/section 论文"))


@pytest.mark.parametrize("day", ["5-24", "2025-05-24", "24 May", "前天", "5 月 24 日", "上周六"])
async def test_the_items_of_one_day(ask: Ask, day: str) -> None:
    reply = await ask(f"/section 论文 {day}")
    assert words(reply) == "算法论文 · 2025 年 5 月 24 日（周六）"
    assert [card.title for card in cards(reply)] == ["长文本模型的新办法（0524）", "机器人抓取研究（0524）"]


async def test_the_day_of_another_publication(ask: Ask) -> None:
    reply = await ask("/section 公司新闻 5-1")
    assert [card.publication for card in cards(reply)] == ["industry-monthly"]


async def test_a_day_without_the_section_offers_both_halves(ask: Ask) -> None:
    reply = await ask("/section 公司新闻 5-24")
    assert reply.failed
    assert words(reply) == "“公司新闻”在 2025 年 5 月 24 日（周六）没有内容。"
    assert sections_of(await ask(pressed(reply, "“公司新闻”的最新内容"))) == {"公司新闻"}
    assert not (await ask(pressed(reply, "5 月 24 日的日报"))).failed


async def test_a_publication_limits_the_sections(ask: Ask) -> None:
    assert (await ask("/section 论文", publication="industry-monthly")).failed
    assert sections_of(await ask("/section 产品", publication="industry-monthly")) == {"产品动态"}
    assert sections_of(await ask("/section 产品 5-1", publication="industry-monthly")) == {"产品动态"}


async def test_operators_see_the_sections_of_drafts(ask: Ask) -> None:
    dates = [card.date for card in cards(await ask("/section 论文", operator=True))]
    assert dates[0] > TODAY


async def test_the_list_of_sections(ask: Ask) -> None:
    reply = await ask("/sections")
    assert words(reply).splitlines()[:2] == ["栏目", "1. 新闻资讯 · 162 条 · 最新 5 月 26 日"]
    assert "6. " in words(reply)
    assert labels(reply)[0] == "新闻资讯"
    assert sections_of(await ask(reply.buttons[0][0])) == {"新闻资讯"}
    assert await ask("/section") == reply


async def test_one_item_is_not_items(ask: Ask) -> None:
    text = words(await ask("/sections", locale="en"))
    assert "公司新闻 · 1 item · newest 1 May" in text
    assert "新闻资讯 · 162 items · newest 26 May" in text


# --- archives of another kind ---


async def other(*names: str, each: int = 1) -> MemoryArchive:
    """An archive with one digest of these sections."""
    archive = MemoryArchive()
    await archive.declare_publications([DAILY])
    sections = tuple(
        Section(name=name, items=tuple(Item(key=f"{name}{n}", title=f"{name}{n}") for n in range(each)))
        for name in names
    )
    digest = Digest(kind="daily", date=TODAY, title="x", sections=sections)
    await archive.save(digest, publication=DAILY.slug, text_hash="x", now=NOW, published=True)
    return archive


async def asked(archive: MemoryArchive, command: str, argument: str = "", page: str | None = None) -> Reply:
    """The checked answer."""
    request = Request(
        command=command, argument=argument, actor=Actor(id="test:1"), locale="en", now=NOW, page=page
    )
    reply = await answer(archive, request)
    check(reply)
    return reply


async def test_a_section_with_a_number_at_its_end() -> None:
    archive = await other("Top 5", "Top", "2025-05-26")
    assert words(await asked(archive, "section", "top 5")) == "Top 5"
    assert words(await asked(archive, "section", "top")) == "Top"
    assert words(await asked(archive, "section", "2025-05-26")) == "2025-05-26"


async def test_many_sections_are_listed_in_pages() -> None:
    archive = await other(*(f"Topic {n:02}" for n in range(45)))
    first = await asked(archive, "sections")
    last = await asked(archive, "sections", page="3")
    assert words(last).splitlines()[1].startswith("41. ")
    assert labels(last)[-1] == "◀ Back"
    assert labels(first) == [*map(str, range(1, 21)), "More ▶"]
    assert words(await asked(archive, "section", pressed(first, "17").argument)) == "Topic 16"
    assert await asked(archive, "sections", page="77") == last
    assert len(labels(await asked(archive, "section", "nothing alike"))) == 10


async def test_a_days_section_has_pages_too() -> None:
    archive = await other("News", each=23)
    reply = await asked(archive, "section", "news today")
    seen = len(cards(reply))
    while "More ▶" in labels(reply):
        button = pressed(reply, "More")
        reply = await asked(archive, button.command, button.argument, button.page)
        seen += len(cards(reply))
    assert seen == 23
    assert words(reply).endswith("Page 3")
    assert words(await asked(archive, "section", "news today", page="9")).endswith(
        "There is nothing more here."
    )


async def test_an_endless_name_is_asked_for_by_its_beginning() -> None:
    archive = await other("很长的栏目名" * 60, each=11)
    listed = await asked(archive, "sections")
    reply = await asked(archive, "section", listed.buttons[0][0].argument)
    on = pressed(reply, "More")
    assert len(cards(await asked(archive, on.command, on.argument, on.page))) == 1
    day = await asked(archive, "section", f"{listed.buttons[0][0].argument} today")
    on = pressed(day, "More")
    assert len(cards(await asked(archive, on.command, on.argument, on.page))) == 1


async def test_items_without_a_section_are_not_listed() -> None:
    archive = await other("")
    assert (await asked(archive, "sections")).failed
    assert (await asked(archive, "section", "x")).failed


async def test_an_empty_archive_says_so(bare: MemoryArchive) -> None:
    for reply in (
        await asked(bare, "sections"),
        await asked(bare, "section", "论文"),
        await asked(bare, "section"),
    ):
        assert reply.failed
        assert "empty" in words(reply)


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("/section 论文 someday", "someday"),
        ("/section 算法论文 2-30", "2-30"),
        ("/section 1 foo bar", "foo bar"),
        ("/section 算法论文 第九百页", "第九百页"),
    ],
)
async def test_what_is_neither_a_day_nor_a_page_is_said(ask: Ask, line: str, unread: str) -> None:
    reply = await ask(line)
    assert reply.failed
    assert f"“{unread}”不是我能认出的日期或页码。" in words(reply)
    assert "/section 论文 5-24" in words(reply)
    newest = await ask(pressed(reply, "最新"))
    assert cards(newest)


@pytest.mark.parametrize("line", ["/section 看看 算法论文", "/section 算法 论文", "/section 算法论文栏目"])
async def test_words_around_a_name_are_no_date(ask: Ask, line: str) -> None:
    reply = await ask(line)
    assert not reply.failed
    assert cards(reply)

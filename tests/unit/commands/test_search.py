"""/search: hits a page at a time, filters as they are written, and ways on when nothing is found."""

import datetime as dt

import pytest

from bot.commands.models import Actor, ItemCard, Reply, Request
from bot.commands.table import answer
from bot.models import Hit, SearchPage, SearchQuery
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import DAILY, NOW
from tests.unit.commands.conftest import Ask, cards, check, labels, pressed, words


async def test_words_are_found(ask: Ask) -> None:
    reply = await ask("机器人")
    assert not reply.failed
    assert words(reply) == "找到 55 条与“机器人”有关的内容。"
    assert [card.number for card in cards(reply)] == list(range(1, 11))
    assert all("机器人" in card.title for card in cards(reply))


async def test_what_is_no_command_is_a_search(ask: Ask) -> None:
    assert (
        cards(await ask("机器人")) == cards(await ask("/search 机器人")) == cards(await ask("搜索：机器人"))
    )


@pytest.mark.parametrize("sort", ["", " sort:newest"])
async def test_pages_on_to_the_end_and_back_to_the_beginning(ask: Ask, sort: str) -> None:
    first = reply = await ask(f"/search 机器人{sort}")
    found = cards(reply)
    pages = 1
    while "下一页 ▶" in labels(reply):
        reply = await ask(pressed(reply, "下一页"))
        found += cards(reply)
        pages += 1
    assert pages == 6
    assert [card.number for card in found] == list(range(1, 56))
    assert len({card.id for card in found}) == 55
    for _ in range(pages - 1):
        reply = await ask(pressed(reply, "◀ 上一页"))
        numbers = [card.number for card in cards(reply)]
        assert cards(reply) == found[numbers[0] - 1 : numbers[-1]]
    assert reply == first


async def test_a_page_beyond_the_end(ask: Ask) -> None:
    reply = await ask("/search 机器人", page="50")
    assert words(reply) == "“机器人”没有更多结果了。"
    assert cards(await ask(pressed(reply, "⏮ 第一页"))) == cards(await ask("机器人"))


async def test_one_hit_is_not_hits(ask: Ask) -> None:
    assert words(await ask("机房", locale="en")) == "1 item for “机房”."
    assert words(await ask("机器人", locale="en")) == "55 items for “机器人”."
    assert "Newest first" not in labels(await ask("机房", locale="en"))


# --- filters ---


async def test_filters_are_obeyed_and_told(ask: Ask) -> None:
    reply = await ask("/search 栏目:論文 since:2025-05-01 until:昨天 模型 排序:最新")
    assert words(reply).splitlines() == [
        "找到 23 条与“模型”有关的内容。",
        "栏目：算法论文 · 2025-05-01 起 · 到 2025-05-25 为止 · 最新的在前",
    ]
    found = cards(reply)
    assert {card.section for card in found} == {"算法论文"}
    assert max(card.date for card in found) == dt.date(2025, 5, 25)
    assert cards(await ask(pressed(reply, "下一页")))[0].number == 11


async def test_a_publication_is_a_filter(ask: Ask) -> None:
    reply = await ask("刊:月刊 机器人")
    assert {card.publication for card in cards(reply)} == {"industry-monthly"}
    assert "刊物：产业月刊" in words(reply)
    again = await ask("刊:AI日报 机器人", publication="industry-monthly")  # what is written goes first
    assert {card.publication for card in cards(again)} == {"ai-daily"}


async def test_a_request_may_be_limited_to_a_publication(ask: Ask) -> None:
    reply = await ask("机器人", publication="industry-monthly")
    assert {card.publication for card in cards(reply)} == {"industry-monthly"}


async def test_the_order_is_a_button_away(ask: Ask) -> None:
    reply = await ask("section:论文 机器人")
    newest = await ask(pressed(reply, "按时间排序"))
    dates = [card.date for card in cards(newest)]
    assert dates == sorted(dates, reverse=True)
    assert "最新的在前" in words(newest)
    assert cards(await ask(pressed(newest, "按相关度排序"))) == cards(reply)


@pytest.mark.parametrize(
    ("line", "sentence", "offered"),
    [
        ("/search 栏目:体育 模型", "没有叫“体育”的栏目。现有的是：", "新闻资讯"),
        ("/search 栏目:产品 机器人", "“产品”可以指好几个栏目，要看哪一个？", "产品动态"),
        ("/search 刊:体育报 模型", "没有叫“体育报”的刊物。现有的是：", "AI日报"),
    ],
)
async def test_an_unclear_filter_is_a_choice(ask: Ask, line: str, sentence: str, offered: str) -> None:
    reply = await ask(line)
    assert reply.failed
    assert words(reply) == sentence
    assert cards(await ask(pressed(reply, offered)))


async def test_a_doubtful_publication_is_a_choice() -> None:
    archive = MemoryArchive()
    other = DAILY.model_copy(update={"slug": "ai-weekly", "name": "AI周报"})
    await archive.declare_publications([DAILY, other])
    reply = await asked(archive, "刊:AI 模型")
    assert words(reply) == "“AI” may mean several publications. Which one?"
    assert [button.argument for row in reply.buttons for button in row] == [
        "publication:ai-daily 模型",
        "publication:ai-weekly 模型",
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/search", "要搜什么？请在命令后面写上想找的词。"),
        ("/search   ", "要搜什么？请在命令后面写上想找的词。"),
        ("/search since:2025-02-30 x", "日历上没有“2025-02-30”这一天。"),
        ("/search until:soon x", "看不懂日期“soon”。"),
        ("/search sort:random x", "可以按“最新”或“相关”排序，不能按“random”排序。"),
        ("/search 栏目:论文 since:2025-05-01", "只有筛选条件，还没有写要找的词。"),
        ("/search since:2025-05-01", "只有筛选条件，还没有写要找的词。"),
    ],
)
async def test_a_search_that_can_not_be_made_teaches(ask: Ask, line: str, sentence: str) -> None:
    reply = await ask(line)
    assert reply.failed
    assert words(reply).startswith(sentence)
    examples = [block.text for block in reply.blocks if block.type == "text" and block.kind == "example"]
    assert len(examples) == 3
    for example in examples:
        assert not (await ask(example)).failed
    assert not (await ask(pressed(reply, "搜索的用法"))).failed


async def test_a_section_without_words_can_be_read_instead(ask: Ask) -> None:
    reply = await ask("栏目:论文 since:2025-05-01")
    whole = await ask(pressed(reply, "“算法论文”的全部内容"))
    assert {card.section for card in cards(whole)} == {"算法论文"}
    assert await ask("栏目:论文") == whole  # nothing else was asked for


# --- what a store may answer beside ---


class Answering(MemoryArchive):
    """An archive whose search answers as it was told."""

    def __init__(self, page: SearchPage) -> None:
        super().__init__()
        self.page = page

    async def search(self, query: SearchQuery) -> SearchPage:
        self.queries.append(query)
        return self.page


async def asked(archive: MemoryArchive, argument: str, page: str | None = None) -> Reply:
    """The checked answer to a search."""
    actor = Actor(id="test:1", operator=True)
    request = Request(command="search", argument=argument, actor=actor, locale="en", now=NOW, page=page)
    reply = await answer(archive, request)
    check(reply)
    return reply


HIT = Hit(
    id=7,
    date=dt.date(2025, 5, 24),
    publication="ai-daily",
    section="新闻资讯",
    title="芯片",
    title_spans=((0, 2),),
    snippet="芯片工厂",
    snippet_spans=((0, 2),),
    url=None,
)


async def test_nothing_found_brings_the_suggestion_and_a_search_without_filters() -> None:
    archive = Answering(SearchPage(total=0, total_is_exact=True, suggestion="大模型"))
    reply = await asked(archive, "since:2025-05-01 大摸型")
    assert not reply.failed
    assert words(reply) == "Nothing was found for “大摸型”.\nsince 2025-05-01"
    assert pressed(reply, "Did you mean “大模型”?").argument == "since:2025-05-01 大模型"
    assert pressed(reply, "without filters").argument == "大摸型"


async def test_nothing_found_and_nothing_to_suggest() -> None:
    reply = await asked(Answering(SearchPage(total=0, total_is_exact=True)), "大摸型")
    assert words(reply).endswith("Try fewer or shorter words, or another name for the same thing.")
    assert reply.buttons == ()


async def test_a_total_that_is_not_exact_is_said_so() -> None:
    page = SearchPage(total=1000, total_is_exact=False, hits=(HIT,), next="k", suggestion="芯片 工厂")
    reply = await asked(Answering(page), "芯片")
    assert words(reply) == "1000+ items for “芯片”."
    assert pressed(reply, "Did you mean").argument == "芯片 工厂"
    assert reply.blocks[1] == ItemCard(number=1, **dict(HIT))


async def test_the_stores_key_goes_into_the_button_and_back() -> None:
    page = SearchPage(total=30, total_is_exact=True, hits=(HIT,), next="r:739395-12")
    archive = Answering(page)
    reply = await asked(archive, "芯片")
    on = pressed(reply, "More")
    assert on.page == "2.r:739395-12"
    await asked(archive, on.argument, on.page)
    query = archive.queries[-1]
    assert (query.before, query.page, query.limit, query.drafts) == ("r:739395-12", 2, 10, True)


@pytest.mark.parametrize("key", ["k" * 39, "键", "a b"])
async def test_a_key_that_does_not_fit_a_button_is_replaced_by_the_number(key: str) -> None:
    archive = Answering(SearchPage(total=30, total_is_exact=True, hits=(HIT,), next=key))
    on = pressed(await asked(archive, "芯片"), "More")
    assert on.page == "2"
    await asked(archive, on.argument, on.page)
    assert (archive.queries[-1].before, archive.queries[-1].page) == (None, 2)


async def test_deep_pages_go_back_to_the_first() -> None:
    archive = Answering(SearchPage(total=1000, total_is_exact=False, hits=(HIT,), next="k"))
    assert pressed(await asked(archive, "芯片", "101.k"), "◀ Back").page == "100"
    deep = await asked(archive, "芯片", "102.k")
    assert pressed(deep, "⏮ First page").page == "1"
    assert pressed(deep, "More").page == "103.k"

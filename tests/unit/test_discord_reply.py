"""Replies as cards: what a reader sees of each command, what can be pressed, what is left out first."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Literal, Protocol

import pytest

from bot.commands.blocks import answered, button, heading, note, plain, refusal
from bot.commands.models import Actor, Block, Button, Chat, ItemCard, Links, Reply, Request, Text
from bot.commands.presses import Press, pack, unpack
from bot.commands.table import answer, parse_line
from bot.models import Link
from handlers.discord.cards import fits, laid
from handlers.discord.components import LIMIT, Cost, cost
from handlers.discord.markup import text_of
from handlers.discord.reply import MENU, SHARE, Message, shown
from storage import open_store
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import DRAFT, NOW, TODAY, fill

BUTTON, SELECT, TEXT, SEPARATOR, CONTAINER = 2, 3, 10, 14, 17


def request(
    line: str = "/search 模型",
    *,
    page: str | None = None,
    kind: Literal["private", "group"] | None = None,
    operator: bool = False,
) -> Request:
    command, argument = parse_line(line)
    chat = Chat(platform="discord", addresses=("7",), kind=kind) if kind else None
    return Request(
        command=command,
        argument=argument,
        page=page,
        actor=Actor(id="discord:7", operator=operator),
        now=NOW,
        chat=chat,
    )


async def drawn(reply: Reply, asked: Request | None = None, *, public: bool = False) -> Message:
    return await shown(reply, store=MemoryArchive(), locale="zh-CN", today=TODAY, asked=asked, public=public)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a real store with the library in it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('library') / 'ribao.db'}"

    async def build() -> None:
        store = await open_store(url, now=NOW)
        await fill(store)
        await store.close()

    asyncio.run(build())
    return url


class Asking(Protocol):
    """The message that answers a line, over the library."""

    async def __call__(self, line: str, *, operator: bool = False) -> Message: ...


@pytest.fixture
async def asking(library: str) -> AsyncIterator[Asking]:
    store = await open_store(library, now=NOW)

    async def asking(line: str, *, operator: bool = False) -> Message:
        asked = request(line, operator=operator)
        reply = await answer(store, asked)
        return await shown(reply, store=store, locale="zh-CN", today=TODAY, asked=asked)

    yield asking
    await store.close()


def card(number: int = 1, **given: object) -> ItemCard:
    fields = {
        "id": 40 + number, "number": number, "date": TODAY, "publication": "ai-daily", "section": "新闻资讯",
        "title": "英伟达发布新卡", "title_spans": ((0, 3),), "snippet": "周五，英伟达说……",
        "snippet_spans": ((3, 6),), "url": "https://news.example/1",
    } | given  # fmt: skip
    return ItemCard.model_validate(fields)


def every(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from every(component.get("components", ()))


def texts(message: Message) -> list[str]:
    return [each["content"] for each in every(message.components) if each["type"] == TEXT]


def seen(message: Message) -> str:
    """What a reader sees, without the markup."""
    return "\n".join(map(text_of, texts(message)))


def buttons(message: Message) -> dict[str, str]:
    """The labels of the buttons, with what they carry."""
    return {each["label"]: each["custom_id"] for each in every(message.components) if each["type"] == BUTTON}


def menus(message: Message) -> dict[str, dict[str, str]]:
    """The menus by their invitations: their labels, with what they carry."""
    return {
        each["placeholder"]: {option["label"]: option["value"] for option in each["options"]}
        for each in every(message.components)
        if each["type"] == SELECT
    }


async def test_a_card_shows_what_matched_where_it_stood_and_its_source() -> None:
    message = await drawn(answered([card()]), request())
    assert "\n".join(texts(message)) == (
        "**1. 英伟达发布新卡**\n周五，**英伟达**说……\n"
        "-# 新闻资讯 · 5 月 26 日 · [阅读原文](https://news.example/1)"
    )
    assert menus(message) == {"打开一条内容…": {"1. 英伟达发布新卡": "citem 41"}}
    [option] = next(each for each in every(message.components) if each["type"] == SELECT)["options"]
    assert option["description"] == "新闻资讯 · 5 月 26 日"


async def test_kinds_of_text() -> None:
    blocks = [heading("标题 *b*"), plain("正文"), Text(kind="example", text="/search 英伟达"), note("附注")]
    message = await drawn(answered(blocks))
    assert texts(message) == ["### 标题 \\*b\\*\n正文\n`/search 英伟达`\n-# 附注"]


async def test_words_and_lists_stand_apart() -> None:
    message = await drawn(answered([plain("两条"), card(1), card(2), note("附注")]), request())
    [container] = [each for each in message.components if each["type"] == CONTAINER]
    assert [each["type"] for each in container["components"]] == [TEXT, SEPARATOR, TEXT, SEPARATOR, TEXT]


async def test_links_are_shown_by_their_labels_once_each() -> None:
    links = [
        Link(label="论文", url="https://a.example"),
        Link(label="", url="https://b.example"),
        Link(label="论文", url="https://a.example"),
        Link(label="没有", url="javascript:alert(1)"),
    ]
    message = await drawn(answered([Links(links=tuple(links))]))
    assert seen(message) == "论文 · 阅读原文"


async def test_lines_that_look_like_markup_are_only_lines() -> None:
    lines = ["# 一", "- 二", "3. 三", "> 四", "@everyone <@77> 五", "**六**", "||七||", "`八`"]
    message = await drawn(answered([plain(line) for line in lines]))
    assert seen(message).replace("\u200b", "").split("\n") == lines
    assert "@everyone" not in texts(message)[0]
    assert "\\<@77" in texts(message)[0]


async def test_ornament_goes_before_substance() -> None:
    """Twenty cards with matches all over: the emphasis goes first, then sources, at last some text."""
    marks = tuple((n, n + 1) for n in range(0, 60, 2))
    cards = [card(n, snippet="字" * 60, snippet_spans=marks, title_spans=()) for n in range(1, 21)]
    message = await drawn(answered(cards), request())
    assert all(f"{n}. 英伟达发布新卡" in seen(message) for n in range(1, 21))
    assert seen(message).count("字" * 60) == 20
    assert "**字**" not in texts(message)[0]


async def test_a_long_text_ends_early_and_keeps_what_stands_under_it() -> None:
    paragraphs = [plain(f"第{n}段" + "字" * 500) for n in range(1, 21)]
    source = Links(links=(Link(label="论文", url="https://a.example"),))
    message = await drawn(answered([heading("标题"), *paragraphs, source, note("新闻资讯")]))
    assert seen(message).startswith("标题\n第1段" + "字" * 500 + "\n\n第2段")
    assert seen(message).endswith("字…\n\n论文\n\n新闻资讯")
    assert len(seen(message)) > 3000


def test_what_still_does_not_fit_ends_with_a_sign() -> None:
    blocks: list[Block] = [note("字" * 300) for _ in range(100)]
    parts = laid(blocks, "zh-CN", TODAY)
    assert parts[-1]["content"].endswith("…")
    assert cost(parts).characters > 3500


@pytest.mark.parametrize("room", [Cost(60, 40, 100), Cost(4000, 1, 100), Cost(4000, 40, 3), Cost(0, 0, 0)])
def test_any_room_is_kept(room: Cost) -> None:
    assert fits(
        laid([heading("标题"), card(1), note("说明"), card(2), note("附注")], "zh-CN", TODAY, room), room
    )


async def test_what_failed_has_the_colour_of_a_warning_and_is_not_shared() -> None:
    failed = await drawn(refusal([plain("没有")]), request())
    well = await drawn(answered([plain("好")]), request())
    assert failed.components[0]["accent_color"] == 0xF0B132
    assert "accent_color" not in well.components[0]
    assert buttons(failed) == {}
    assert list(buttons(well)) == ["↗ 分享"]


async def test_an_answer_is_shared_as_the_same_request() -> None:
    archive = MemoryArchive()
    for asked in (request(page="2.11"), request("/search " + "很长的词 " * 30, page="3")):
        message = await shown(
            answered([card()]), store=archive, locale="zh-CN", today=TODAY, asked=asked
        )  # fmt: skip
        data = buttons(message)["↗ 分享"]
        assert data.startswith(SHARE)
        assert await unpack(data.removeprefix(SHARE), archive) == Press("search", asked.argument, asked.page)


async def test_what_is_only_for_one_or_seen_by_all_is_not_shared(asking: Asking) -> None:
    found = answered([card()])
    for asked in (None, request(kind="private"), request("/status"), request("/subscribe")):
        assert buttons(await drawn(found, asked)) == {}
    assert buttons(await drawn(found, request(kind="group"), public=True)) == {}
    assert buttons(await drawn(found, request(kind="group")))
    draft = await asking(f"/digest {DRAFT}", operator=True)
    assert "这一期还没有发布" in seen(draft)
    assert "↗ 分享" not in buttons(draft)


async def test_todays_digest(asking: Asking) -> None:
    message = await asking("/today")
    assert "大模型公司公布新计划（0526）" in seen(message)
    assert list(menus(message)["打开一个栏目…"].values())[1] == "cdigest|1.s2 2025-05-26 ai-daily"
    assert buttons(message) == {
        "◀ 5 月 25 日": "cdigest 2025-05-25 ai-daily",
        "产业月刊 · 5 月 1 日": "cdigest 2025-05-01 industry-monthly",
        "↗ 分享": "pcdigest|1 2025-05-26 ai-daily",
    }


async def test_the_list_of_editions_and_a_day_without_one(asking: Asking) -> None:
    listed = await asking("/digest")
    assert len(buttons(listed)) == 10
    assert list(buttons(listed))[-2:] == ["下一页 ▶", "↗ 分享"]
    absent = await asking("/digest 2025-05-11")
    assert "没有 2025 年 5 月 11 日" in seen(absent)
    assert buttons(absent)["5 月 12 日"] == "cdigest 2025-05-12 ai-daily"


async def test_the_list_of_sections(asking: Asking) -> None:
    message = await asking("/sections")
    assert "1. 新闻资讯 · 162 条" in seen(message)
    assert menus(message)["打开一个栏目…"]["新闻资讯"] == "csection 新闻资讯"
    assert list(buttons(message)) == ["↗ 分享"]


async def test_many_sections_are_called_by_number_and_name() -> None:
    rows = [tuple(button(str(n), "section", f"栏目{n}") for n in range(at, at + 5)) for at in (1, 6, 11)]
    message = await drawn(answered([plain("栏目")], [*rows, (button("下一页", "sections", "", "2"),)]))
    assert list(menus(message)["打开一个栏目…"])[9:11] == ["10. 栏目10", "11. 栏目11"]
    assert buttons(message) == {"下一页": "csections|2"}


async def test_a_section_and_a_search_list_their_items(asking: Asking) -> None:
    section = await asking("/section 论文")
    assert len(menus(section)["打开一条内容…"]) == 10
    assert buttons(section)["下一页 ▶"].startswith("csection|2.")
    found = await asking("/search 模型")
    assert "找到 108 条" in seen(found)
    assert "1. 大模型公司公布新计划（0526）" in seen(found)
    assert set(buttons(found)) == {"下一页 ▶", "按时间排序", "↗ 分享"}


async def test_an_item_with_its_links_and_ways_on(asking: Asking) -> None:
    number = next(iter(menus(await asking("/search 模型"))["打开一条内容…"].values())).removeprefix("citem ")
    message = await asking(f"/item {number}")
    assert seen(message).startswith("大模型公司公布新计划（0526）\n")
    assert "第二段补充 GPT-4o 等背景。\n\n原文\n\n新闻资讯" in seen(message)
    assert len(buttons(message)) == 3
    assert buttons(message)["↗ 分享"] == f"pcitem {number}"


async def test_help_and_a_welcome(asking: Asking) -> None:
    overview = await asking("/help")
    assert "/digest [日期] [刊物]：" in seen(overview)
    assert "`/search GPT-4o`" in "\n".join(texts(await asking("/help search")))
    assert "欢迎使用日报" in seen(await asking("/start"))
    assert "没有 /foo 这个命令" in seen(await asking("/foo"))


async def test_rows_move_together_before_any_goes() -> None:
    rows = [(button(f"{n}", "search", f"{n}"),) for n in range(8)]
    message = await drawn(Reply(blocks=(plain("好"),), buttons=tuple(rows)), request())
    assert list(buttons(message)) == [*map(str, range(8)), "↗ 分享"]
    assert len(message.components) == 6


async def test_more_than_a_message_holds_is_left_out_above_the_end() -> None:
    rows = [tuple(button(f"{n}.{m}", "search", f"{n}.{m}") for m in range(8)) for n in range(20)]
    message = await drawn(Reply(blocks=(card(),), buttons=tuple(rows)), request())
    assert len(message.components) == 6
    assert cost(message.components).components <= LIMIT.components
    assert list(menus(message)) == ["打开一条内容…"]
    assert list(buttons(message))[-1] == "↗ 分享"


async def test_equal_buttons_stand_once_and_long_ones_are_jotted_down() -> None:
    archive = MemoryArchive()
    argument = "很长的词 " * 30
    blank = Button(label=" ", command="search", argument=argument)
    row = (button("甲", "search", "词"), button("乙", "search", "词"), blank)
    message = await shown(answered([plain("好")], [row]), store=archive, locale="zh-CN", today=TODAY)
    assert list(buttons(message)) == ["甲", "…"]
    data = buttons(message)["…"]
    assert data == await pack(Press("search", argument), archive, longest=100)
    assert await unpack(data, archive) == Press("search", argument)


async def test_the_same_item_twice_is_one_choice() -> None:
    message = await drawn(answered([card(1), card(2, id=41)]), request())
    assert list(menus(message)["打开一条内容…"]) == ["1. 英伟达发布新卡"]
    [menu] = [each for each in every(message.components) if each["type"] == SELECT]
    assert menu["custom_id"].startswith(MENU)


async def test_nothing_to_see_is_still_a_message() -> None:
    for blocks in ((), (plain("  "),), (plain("\u200b\u200d"),), (heading("\x00"),)):
        assert texts(await drawn(answered(blocks))) == ["…"]


def test_a_sentence_as_a_card() -> None:
    message = Message.saying("请先选一个 *频道*。", failed=True)
    assert message.body(ephemeral=True) == {
        "flags": 1 << 15 | 1 << 6,
        "components": [
            {
                "type": CONTAINER,
                "components": [{"type": TEXT, "content": "请先选一个 \\*频道\\*。"}],
                "accent_color": 0xF0B132,
            }
        ],
        "allowed_mentions": {"parse": []},
    }
    assert Message.saying(" ").body()["components"][0]["components"] == [{"type": TEXT, "content": "…"}]


def test_a_sentence_full_of_addresses_is_no_more_than_a_client_draws() -> None:
    message = Message.saying("http://a.b " * 400)
    assert fits(message.components, LIMIT)
    assert seen(message).endswith("…")

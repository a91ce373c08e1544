"""Digests in an answer: page after page, section by section, and what a correction does to old buttons."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from bot.commands.blocks import answered, button, note
from bot.commands.models import Actor, DigestCard, Request
from bot.models import StoredDigest, StoredItem, StoredSection
from handlers.discord.components import LIMIT, container, cost, row, select, separator, text
from handlers.discord.components import button as pressed
from handlers.discord.markup import text_of
from handlers.discord.pages import Page, page, under
from handlers.discord.reply import Message, shown
from tests.fakes.archive import MemoryArchive

ROW, BUTTON, SELECT, TEXT, GALLERY, SEPARATOR, CONTAINER = 1, 2, 3, 10, 12, 14, 17
TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
LONG = "很长的正文。" * 60


def digest(items: int = 3, sections: int = 2, body: str = "正文。", cover: str | None = None) -> StoredDigest:
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
        cover=cover, sections=tuple(made),
    )  # fmt: skip


async def drawn(shown_digest: StoredDigest, key: str | None = None, before: str = "附注") -> Message:
    asked = Request(command="digest", argument="x", page=key, actor=Actor(id="discord:7"), now=NOW)
    beside = [(button("◀ 昨天", "digest", "2026-11-20 ai-daily"),)]
    return await shown(
        answered([note(before), DigestCard(digest=shown_digest)], beside),
        store=MemoryArchive(),
        locale="zh-CN",
        today=TODAY,
        asked=asked,
    )


def every(components: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    for component in components:
        yield component
        yield from every(component.get("components", ()))


def seen(message: Message) -> str:
    return "\n".join(text_of(each["content"]) for each in every(message.components) if each["type"] == TEXT)


def buttons(message: Message) -> dict[str, str]:
    return {each["label"]: each["custom_id"] for each in every(message.components) if each["type"] == BUTTON}


def options(message: Message) -> list[Mapping[str, Any]]:
    return [
        option for each in every(message.components) if each["type"] == SELECT for option in each["options"]
    ]


async def test_all_pages_together_hold_every_item_once() -> None:
    long = digest(items=12, sections=3, body=LONG)
    first = await drawn(long)
    pages = int(next(label for label in buttons(first) if "/" in label).partition("/")[2])
    assert pages > 1
    assert buttons(first)["下一页 ▶"] == f"cdigest|2 {TODAY} ai-daily"
    assert "◀ 上一页" not in buttons(first)
    assert seen(first).startswith("附注\n")
    others = [await drawn(long, str(number)) for number in range(2, pages + 1)]
    for number, turned in enumerate(others, 2):
        assert f"{number}/{pages}" in buttons(turned)
        assert "附注" not in seen(turned)
    assert "下一页 ▶" not in buttons(others[-1])
    whole = "".join(map(seen, (first, *others)))
    titles = [item.title for section in long.sections for item in section.items]
    assert [whole.count(f" {title}") for title in titles] == [1] * len(titles)


async def test_where_the_reader_is_can_be_seen_and_not_pressed() -> None:
    turned = await drawn(digest(items=12, body=LONG), "2")
    [here] = [each for each in every(turned.components) if each.get("disabled")]
    assert here["label"].startswith("2/")
    assert [option["value"] for option in options(turned) if option.get("default")] == []
    section = await drawn(digest(), "1.s2")
    [chosen] = [option for option in options(section) if option.get("default")]
    assert "栏目2" in chosen["label"]
    assert chosen["description"] == "3 条 · 栏目2的第1条"


async def test_a_section_by_itself_and_the_way_back() -> None:
    section = await drawn(digest(), "1.s2")
    assert "栏目2的第1条" in seen(section)
    assert "栏目1的第1条" not in seen(section)
    assert buttons(section)["⏮ 整期日报"] == f"cdigest|1 {TODAY} ai-daily"
    assert [option["value"] for option in options(section)] == [
        f"cdigest|1.s1 {TODAY} ai-daily",
        f"cdigest|1.s2 {TODAY} ai-daily",
    ]


async def test_a_share_leads_to_the_page_that_is_seen() -> None:
    assert buttons(await drawn(digest(), "1.s2"))["↗ 分享"] == f"pcdigest|1.s2 {TODAY} ai-daily"
    assert buttons(await drawn(digest(), None))["↗ 分享"] == f"pcdigest|1 {TODAY} ai-daily"


async def test_a_correction_that_left_fewer_pages_shows_the_last_one() -> None:
    short = digest(items=2)
    for key in ("7", "9999"):
        turned = await drawn(short, key)
        assert "栏目1的第1条" in seen(turned)
        assert "/" not in "".join(buttons(turned))
    long = digest(items=12, sections=3, body=LONG)
    last = page(long, "zh-CN", "9999")
    assert last.number == last.pages > 1


async def test_a_correction_that_left_fewer_sections_shows_the_whole_digest() -> None:
    turned = await drawn(digest(sections=2), "1.s3")
    assert "栏目1的第1条" in seen(turned)
    assert "栏目2的第1条" in seen(turned)
    assert "⏮ 整期日报" not in buttons(turned)


async def test_a_correction_that_left_one_section_leaves_nothing_to_choose() -> None:
    turned = await drawn(digest(sections=1), "3.s1")
    assert "栏目1的第1条" in seen(turned)
    assert options(turned) == []
    assert "⏮ 整期日报" in buttons(turned)


async def test_a_correction_that_left_nothing_still_names_the_digest() -> None:
    turned = await drawn(digest(sections=0), "2.s2")
    assert seen(turned) == "附注\nAI日报 · 2026-11-21"
    assert "◀ 昨天" in buttons(turned)


async def test_keys_that_are_none_of_ours_are_the_first_page() -> None:
    first = await drawn(digest())
    for key in ("", "0", "x", "1.s0", "-1", "12345", "1.s", "٣"):
        assert (await drawn(digest(), key)).components == first.components


async def test_the_cover_stands_above_the_first_page_only() -> None:
    long = digest(items=12, body=LONG, cover="https://pictures.example/1.png")
    kinds = [each["type"] for each in every((await drawn(long)).components)]
    assert kinds.count(GALLERY) == 1
    assert GALLERY not in [each["type"] for each in every((await drawn(long, "2")).components)]


async def test_the_controls_of_a_post_are_not_doubled() -> None:
    message = await drawn(digest())
    ids = [each["custom_id"] for each in every(message.components) if "custom_id" in each]
    assert len(ids) == len(set(ids))
    assert [each["type"] for each in message.components].count(SELECT) == 0
    assert len(options(message)) == 2


async def test_more_sections_than_a_menu_takes() -> None:
    message = await drawn(digest(items=1, sections=40))
    assert len(options(message)) == 25
    assert cost(message.components).components <= LIMIT.components


def test_rules_go_before_texts_join_and_texts_join_before_controls_go() -> None:
    controls = [row(*(pressed(f"{at}.{n}", f"c{at}.{n}") for n in range(5))) for at in range(3)]
    many = [child for n in range(12) for child in (text(f"段{n}"), separator())][:-1]
    without_rules = under([], _page(container(*many)), controls)
    assert len(without_rules) == 4
    assert {each["type"] for each in without_rules[0]["components"]} == {TEXT}
    assert len(without_rules[0]["components"]) == 12
    joined = under([], _page(container(*(text(f"段{n}") for n in range(30)))), controls)
    assert len(joined) == 4
    assert joined[0]["components"] == [text("\n".join(f"段{n}" for n in range(30)))]
    full = under([], _page(container(*(text("字" * 133) for n in range(30)))), controls)
    assert len(full[0]["components"]) == 30
    assert len(full) == 2  # joined they would be too long, so what stood at the end has gone
    assert all(cost(each).components <= LIMIT.components for each in (without_rules, joined, full))


def test_words_that_have_no_room_above_a_page_are_left_out() -> None:
    menu = row(select("s0", []))
    page_ = _page(container(text("字" * 3990)))
    assert under([text("字" * 20)], page_, [menu])[0] == page_.components[0]
    above = under([text("字")], page_, [menu])[0]
    assert [each["type"] for each in above["components"]] == [TEXT, SEPARATOR, TEXT]


def _page(*components: dict[str, Any]) -> Page:
    return Page(digest(), None, 1, 1, components)

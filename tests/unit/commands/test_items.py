"""/item: one item, whole."""

import pytest

from bot.commands.models import Links
from bot.locales import LOCALES
from bot.models import Locale
from tests.unit.commands.conftest import Ask, cards, labels, pressed, words


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_whole_item(ask: Ask, locale: Locale) -> None:
    card = cards(await ask("/search 芯片 since:2025-05-24 until:2025-05-24", locale=locale))[0]
    reply = await ask(f"/item {card.id}", locale=locale)
    text = words(reply)
    assert text.startswith(card.title)
    assert "第二段补充 GPT-4o 等背景。" in text
    assert "新闻资讯" in text
    (links,) = [block for block in reply.blocks if isinstance(block, Links)]
    assert [link.url for link in links.links] == [card.url]
    digest = await ask(pressed(reply, "24"), locale=locale)
    assert not digest.failed
    section = await ask(pressed(reply, "新闻资讯"), locale=locale)
    assert not section.failed
    assert cards(section)


async def test_its_number_as_people_write_it(ask: Ask) -> None:
    number = cards(await ask("/search 芯片"))[0].id
    whole = words(await ask(f"/item {number}"))
    assert words(await ask(f"/item  #{number} ")) == whole
    assert words(await ask(f"/i {number}")) == whole


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "9" * 18, "9" * 40, "x", "１２", "芯片 " * 99])
async def test_a_number_that_none_has(ask: Ask, number: str) -> None:
    reply = await ask(f"/item {number}")
    assert reply.failed
    assert words(reply).startswith("没有编号为")
    assert len(words(reply)) < 60
    assert labels(reply) == ["今日日报"]


async def test_without_a_number(ask: Ask) -> None:
    reply = await ask("/item")
    assert reply.failed
    assert words(reply).startswith("要看哪一条？")


async def test_an_item_of_a_draft_is_for_operators(ask: Ask) -> None:
    hidden = cards(await ask("/search 芯片 since:2025-05-27", operator=True))[0].id
    assert (await ask(f"/item {hidden}")).failed
    assert not (await ask(f"/item {hidden}", operator=True)).failed

"""Telegram's HTML, judged by TDLib's parser."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.telegram.markup import (
    LIMIT,
    ME,
    Cost,
    addressed,
    bold,
    code,
    cost,
    escape,
    italic,
    link,
    quote,
    text_of,
    units,
)
from tests.fakes.telegram.entities import ask


def parsed(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, and each entity as its type and what it stands on."""
    answer: dict[str, Any] = ask(
        {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    )
    wide = answer["text"].encode("utf-16-le")
    entities = []
    for entity in answer["entities"]:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        kind = entity["type"]["@type"].removeprefix("textEntityType")
        entities.append((kind, wide[2 * start : 2 * end].decode("utf-16-le")))
    return answer["text"], entities


@given(st.text())
def test_what_is_escaped_is_shown_as_it_was(text: str) -> None:
    shown, entities = parsed(escape(text))
    assert not entities
    assert shown == text_of(escape(text))
    assert "".join(shown.split()) == "".join(char for char in shown if not char.isspace())


@given(st.text())
def test_only_unfit_characters_are_replaced(text: str) -> None:
    for before, after in zip(text.replace("\r\n", "\n"), text_of(escape(text)), strict=True):
        assert after in (before, " ", "\n")
        assert after == before or not before.isprintable()


def test_nothing_that_is_no_text_stays() -> None:
    assert escape("a\x00b\ud83dc\x1bd\ufffee\x7f") == "a b c d e "
    assert escape("a\r\nb\rc\u2028d\x85e\tf") == "a\nb\nc\nd\ne\tf"


def test_each_piece_of_markup_is_its_entity() -> None:
    html = f"{bold('a')}{italic('b')}{code('c')}{link('d', 'https://d.example/?x=1&y=2')}{quote('e')}"
    html += quote("f", expandable=True)
    kinds = ["Bold", "Italic", "Code", "TextUrl", "BlockQuote", "ExpandableBlockQuote"]
    assert parsed(html) == ("abcdef", list(zip(kinds, "abcdef", strict=True)))


def test_nothing_is_made_of_nothing() -> None:
    assert bold("") == italic("") == code("") == quote("") == link("", "https://a.example") == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "http://",
        "https:///x",
        "//a.example",
        "tg://user?id=1",
        "x",
    ],
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert link("label", url) == "label"


@given(st.text().map(lambda text: f"https://a.example/{text}"))
def test_no_address_breaks_out_of_its_link(url: str) -> None:
    assert parsed(link("label", url)) == ("label", [("TextUrl", "label")])


def test_the_bots_own_links_get_its_name() -> None:
    html = link("a", f"{ME}?start=i_1") + escape(ME) + link("b", ME) + link("c", "https://t.me/other")
    assert addressed(html, "ribao_bot") == (
        '<a href="https://t.me/ribao_bot?start=i_1">a</a>https://t.me/-<a href="https://t.me/ribao_bot">b</a>'
        '<a href="https://t.me/other">c</a>'
    )


def test_the_cost_has_room_for_the_longest_name() -> None:
    html = link("a", f"{ME}?start=i_1") * 3
    assert cost(html).bytes == len(addressed(html, "u" * 32).encode())


def test_the_cost_is_what_telegram_counts() -> None:
    html = bold(link(escape("<😀>"), "https://a.example/")) + quote("é字")
    assert cost(html) == Cost(units=6, entities=3, bytes=len(html.encode()))
    assert units("😀") == 2
    assert LIMIT == (4096, 100, 32_768)


@pytest.mark.parametrize(
    "text",
    [
        "#标签",
        "@somebody",
        "/today",
        "$USD",
        "https://a.example",
        "www.example.com",
        "a@b.example",
        "b.com/x",
    ],
)
def test_what_becomes_a_link_by_itself_counts(text: str) -> None:
    assert ask({"@type": "getTextEntities", "text": text})["entities"]
    assert cost(escape(f"见 {text} 。")).entities >= 1


@pytest.mark.parametrize("text", ["1.5", "3/4", "C# 和 F#", "一。二", "50 $", "…"])
def test_plain_words_do_not(text: str) -> None:
    assert cost(escape(text)).entities == 0

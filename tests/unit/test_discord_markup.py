"""Discord's markdown: what is escaped is shown as it was written, and what is meant to be markup is."""

import pytest

from handlers.discord.markup import (
    bold,
    escape,
    heading,
    link,
    nodes,
    quote,
    role,
    subtext,
    text_of,
    units,
)
from tests.fakes.markdown import shown

PLAIN = [
    "*a* **b** ***c*** _d_ __e__ ~~f~~ ||g|| `h` ```i```",
    "snake_case_name and 2*3*4",
    "# heading",
    "  ## heading\n### heading",
    "-# small\n- one\n* two\n+ three\n1. four\n  12. five\n3) six",
    "> quote\n>>> all of it",
    "<@123> <@!123> <@&123> <#123> <:smile:123> <a:smile:123> <t:1700000000:R> </say:123> <id:customize>",
    ":smile: :+1: :100: 10:20:30 a::b",
    "[label](//evil.example) [x]: y ![z](u)",
    "\\*not\\* \\\\ \\",
    "¯\\_(ツ)_/¯",
    "1 < 2 > 0 & &amp; &lt;",
    "http:// https://字 steam://run/1",
    "-5 and 2.5\n-5\n2.5\n1.5",
    "C#\nF##",
    "e\u0301\u0327 مرحبا \u202eabc 👨‍👩‍👧‍👦 🇨🇳",
    "tail\\\n*next*",
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_escaped_is_shown_as_it_was_written(text: str) -> None:
    found = shown(escape(text))
    assert found.text == text
    assert found.kinds == []
    assert text_of(escape(text)) == text
    assert nodes(escape(text)) == 0


@pytest.mark.parametrize("text", PLAIN)
def test_escaped_text_is_safe_inside_of_markup(text: str) -> None:
    assert shown(bold(escape(text))).text == text
    for drawn in (quote(escape(text)), subtext(escape(text)), f"1. {escape(text)}"):
        assert set(shown(drawn).kinds) <= {"quote", "subtext", "list"}
    assert "*" not in shown(bold(escape("a*"))).kinds


@pytest.mark.parametrize("text", ["@everyone", "@here", "say @everyone!", "@@here", "a@everyone.b"])
def test_nobody_is_called(text: str) -> None:
    assert "@everyone" not in escape(text)
    assert "@here" not in escape(text)
    assert shown(escape(text)).text.replace("\u200b", "") == text
    assert shown(escape(text)).kinds == []


def test_an_address_calls_nobody_and_stays_the_same() -> None:
    assert escape("https://a.example/@everyone") == "<https://a.example/%40everyone>"
    assert link("甲", "https://a.example/@here?@x") == "[甲](https://a.example/%40here?@x)"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://a.example/x_y_z*1*", ["https://a.example/x_y_z*1"]),
        ("见https://a.example/路径。", ["https://a.example/"]),
        ("(https://a.example/b_(c)),", ["https://a.example/b_(c)"]),
        ("HTTP://A.example/?a=1&b=2#c~~d~~ e", ["HTTP://A.example/?a=1&b=2#c~~d"]),
        ("https://a.example/<b>https://c.example/d", ["https://a.example/", "https://c.example/d"]),
        ("[a](https://a.example/b)", ["https://a.example/b"]),
        ("https://a.example/`x`|y|", ["https://a.example/`x`|y|"]),
    ],
)
def test_bare_addresses_can_be_opened_and_are_not_changed(text: str, addresses: list[str]) -> None:
    found = shown(escape(text))
    assert found.text == text
    assert found.links == addresses
    assert set(found.kinds) == {"autolink"}
    assert nodes(escape(text)) == len(addresses)


def test_what_no_message_can_carry_becomes_a_space() -> None:
    assert escape("a\x00b\x1ec\ud800d\u2028e\r\nf") == "a b c d\ne\nf"
    assert units("字😀") == 3


@pytest.mark.parametrize(
    ("label", "url", "address"),
    [
        ("第1条", "https://a.example/1", "https://a.example/1"),
        ("a*b_c`d|e", "https://a.example/x_(y)?z=*`|", "https://a.example/x_%28y%29?z=%2A%60%7C"),
        ("a < b", "https://a.example/a b", "https://a.example/a%20b"),
        ("[论文] 题目", "https://a.example/1", "https://a.example/1"),
        ("未闭合 [", "https://a.example/1", "https://a.example/1"),
        ("见 https://b.example/2 一文", "https://a.example/1", "https://a.example/1"),
        ("two\nlines", "https://a.example/1", "https://a.example/1"),
        ("back\\", "https://a.example/1", "https://a.example/1"),
    ],
)
def test_links_lead_to_their_address_whatever_they_are_called(label: str, url: str, address: str) -> None:
    found = shown(link(label, url))
    assert "".join(found.text.replace("↗", "").split()) == "".join(label.split())
    assert address in found.links
    assert "link" in found.kinds
    inside = shown(bold(link(label, url)))
    assert (inside.text, inside.links) == (found.text, found.links)
    assert "strong" in inside.kinds


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "http://", "https://a.example/" + "x" * 2000])
def test_what_is_no_address_is_no_link(url: str) -> None:
    assert link("a*b", url) == "a\\*b"


def test_markup_looks_as_it_should() -> None:
    assert bold("甲") == "**甲**"
    assert bold("") == bold(" ").strip() == heading("") == quote("") == subtext(" ") == ""
    assert heading("甲\n乙") == "### 甲 乙"
    assert shown(heading(escape("C#"))).text == "C#\n"
    assert quote("甲\n\n乙") == "> 甲\n> 乙"
    assert subtext("甲\n乙") == "-# 甲\n-# 乙"
    assert shown(f"{quote('甲')}\n{subtext('乙')}").kinds == ["quote", "subtext"]
    assert shown(role("123")).kinds == ["role"]


def test_what_would_end_bold_too_early_is_not_bold() -> None:
    assert bold("**x**") == "**x**"
    assert shown(bold(escape("see https://a.example/**/b now"))).text == "see https://a.example/**/b now"


def test_markup_is_counted() -> None:
    drawn = "\n".join(
        (
            heading("甲"),
            f"{bold(link('a', 'https://a.example'))} b",
            quote("甲\n乙"),
            subtext(link("c", "https://a.example/c")),
            role("1"),
            escape("https://b.example * `"),
        )
    )
    assert nodes(drawn) == 1 + 2 + 2 + 2 + 1 + 1
    assert nodes(drawn) >= len(shown(drawn).kinds)

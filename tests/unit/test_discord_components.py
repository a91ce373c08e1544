"""Discord's components: what is made is what Discord takes, and is counted as Discord counts."""

import pytest
from simcord.components import ComponentValidationError, validate_components

from handlers.discord.components import (
    LABEL,
    LIMIT,
    V2,
    Component,
    Cost,
    button,
    clipped,
    container,
    cost,
    fits,
    gallery,
    option,
    row,
    select,
    separator,
    text,
    walk,
)
from handlers.discord.markup import units

EVERYTHING: list[Component] = [
    text("上"),
    container(
        gallery("https://a.example/1.png", "https://a.example/2.png"),
        text("**甲**"),
        separator(),
        text("乙"),
        text("丙"),
        row(select("s", [option("一", "v1", "说明", chosen=True), option("二", "v2")], "选一个")),
        accent=0xD9372C,
    ),
    row(button("好", "c2", style=1), button("不", "c3", disabled=True)),
]


def test_discord_takes_everything_that_can_be_made() -> None:
    taken = validate_components(EVERYTHING, flags=V2)
    assert len(list(walk(taken))) == cost(EVERYTHING).components


def test_everything_inside_is_counted() -> None:
    assert cost(EVERYTHING) == Cost(characters=1 + 5 + 1 + 1, components=12, nodes=1)
    assert cost([]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("components", "fitting"),
    [
        ([text("x" * 4000)], True),
        ([text("x" * 4000), text("x")], False),
        ([text("😀" * 2000)], True),
        ([text("😀" * 2001)], False),
        ([container(*[text("x")] * 39)], True),
        ([container(*[text("x")] * 40)], False),
        ([text("**x**" * 100)], True),
        ([text("**x**" * 101)], False),
    ],
)
def test_what_fits_is_within_each_limit(components: list[Component], fitting: bool) -> None:
    assert fits(components) == fitting
    if not fitting and cost(components).nodes <= LIMIT.nodes and "😀" not in str(components):
        with pytest.raises(ComponentValidationError):
            validate_components(components, flags=V2)


@pytest.mark.parametrize(
    "label", ["字" * 200, "😀" * 200, "👨‍👩‍👧‍👦" * 40, "", "\n\t", "\ud800", "e\u0301" * 90]
)
def test_labels_are_one_line_and_never_too_long_nor_empty(label: str) -> None:
    shown = button(label, "c")["label"]
    assert 1 <= units(shown) <= LABEL
    assert shown.strip()
    assert "\n" not in shown
    assert units(option(label, "v", label)["label"]) <= 100
    assert "placeholder" not in select("s", [], label) or units(select("s", [], label)["placeholder"]) <= 150


def test_what_is_clipped_is_cut_between_graphemes() -> None:
    assert clipped("一二三四五", 5) == "一二三四五"
    assert clipped("一二三四五六", 5) == "一二三四…"
    assert clipped("ab👍🏽cd", 5) == "ab…"
    assert clipped(" a \n b ", 5) == "a b"


def test_what_says_nothing_is_left_out() -> None:
    assert option("甲", "v") == {"label": "甲", "value": "v"}
    assert container(text("甲")) == {"type": 17, "components": [{"type": 10, "content": "甲"}]}
    assert "disabled" not in button("甲", "c")

"""Blocks in messages, for a platform whose messages hold 40 characters and 4 stars."""

import itertools
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.layout import Block, Budget, Run, pack
from bot.layout.blocks import Kind

BUDGET = Budget((40, 4), lambda text: (len(text.replace("*", "")), text.count("*")))


def starred(text: str) -> str:
    return f"*{text}"


def headline(text: str = "HEAD") -> Block:
    return Block(Kind.HEADLINE, ((Run(text, str),),))


def section(name: str, again: str | None = None) -> Block:
    return Block(
        Kind.SECTION,
        ((Run(f"[{name}]", str, whole=True),),),
        again=f"[{name}..]\n" if again is None else again,
    )


def item(text: str, *, stars: int = 0) -> Block:
    """An item that is as rich as it has stars, each form with one less."""
    forms = tuple((Run(text, partial("{0}{1}".format, "*" * left)),) for left in range(stars, -1, -1))
    return Block(Kind.ITEM, forms, gap="\n")


def footer(text: str = "FOOT") -> Block:
    return Block(Kind.FOOTER, ((Run(text, str),),))


def test_nothing_makes_no_messages() -> None:
    assert pack([], BUDGET) == ()


def test_what_fits_is_one_message() -> None:
    assert pack([headline(), section("A"), item("one"), item("two"), footer()], BUDGET) == (
        "HEAD\n\n[A]\n\none\ntwo\n\nFOOT".replace("[A]\n\n", "[A]\n"),
    )


def test_a_section_that_goes_on_is_named_again() -> None:
    assert pack([section("A"), *(item(char * 12) for char in "abcd")], BUDGET) == (
        f"[A]\n{'a' * 12}\n{'b' * 12}",
        f"[A..]\n{'c' * 12}\n{'d' * 12}",
    )


def test_a_name_that_has_no_room_is_left_out() -> None:
    assert pack([section("A"), item("a" * 30), item("b" * 38)], BUDGET) == (f"[A]\n{'a' * 30}", "b" * 38)


def test_a_heading_stays_with_its_first_item() -> None:
    messages = pack([section("A"), item("a" * 25), section("B"), item("b" * 20)], BUDGET)
    assert messages == (f"[A]\n{'a' * 25}", f"[B]\n{'b' * 20}")


def test_headline_and_footer_are_not_left_alone() -> None:
    messages = pack([headline(), *(item(char * 10) for char in "abcd"), footer("F" * 12)], BUDGET)
    assert len(messages) == 2
    assert messages[0].startswith("HEAD\na") or messages[0].startswith("HEAD\n\na")
    assert messages[1].startswith(("c", "d", "b"))
    assert messages[1].endswith("F" * 12)


def test_messages_are_filled_evenly() -> None:
    lengths = [len(message) for message in pack([item(char * 7) for char in "abcdef"], BUDGET)]
    assert lengths == [23, 23]  # not five and one


def test_a_break_is_where_a_section_ends_if_it_may() -> None:
    blocks = [
        section("A"),
        *(item(char * 6) for char in "abc"),
        section("B"),
        *(item(char * 6) for char in "de"),
    ]
    assert pack(blocks, BUDGET)[1].startswith("[B]")


def test_ornament_goes_before_another_message_is_begun() -> None:
    assert pack([item(char, stars=1) for char in "abcd"], BUDGET) == ("*a\n*b\n*c\n*d",)
    assert pack([item(char, stars=1) for char in "abcde"], BUDGET) == ("a\nb\nc\nd\ne",)
    assert pack([item(char, stars=2) for char in "abc"], BUDGET) == ("*a\n*b\n*c",)


def test_ornament_stays_where_nothing_is_won_without_it() -> None:
    messages = pack([item(char * 20, stars=2) for char in "abcd"], BUDGET)
    assert messages == tuple(f"**{char * 20}" for char in "abcd")


def test_a_message_keeps_the_ornament_that_it_has_room_for() -> None:
    blocks = [item("a" * 38, stars=2), *(item(char * 4, stars=1) for char in "bcdef")]
    assert pack(blocks, BUDGET) == (f"**{'a' * 38}", "bbbb\ncccc\ndddd\neeee\nffff")


def test_what_is_larger_than_a_message_goes_on_in_the_next() -> None:
    text = "One sentence is here. Another one follows it. And a third one ends it."
    messages = pack([headline(), section("A"), item(text)], BUDGET)
    assert messages[0] == "HEAD\n\n[A]\nOne sentence is here."
    assert messages[1] == "[A..]\nAnother one follows it."
    assert messages[2] == "[A..]\nAnd a third one ends it."


def test_each_piece_of_a_run_is_drawn_by_itself() -> None:
    long = Block(Kind.ITEM, ((Run("word " * 20, lambda text: f"<{text}>"),),))
    messages = pack([long], BUDGET)
    assert all(message.startswith("<") and message.endswith(">") for message in messages)
    assert " ".join(message.strip("<>") for message in messages).split() == ["word"] * 20


def test_a_whole_run_is_not_cut_while_it_fits_a_message() -> None:
    runs = (Run("x" * 30, str), Run(" ", str), Run("link to somewhere", lambda text: f"<{text}>", whole=True))
    assert pack([Block(Kind.ITEM, (runs,))], BUDGET)[1] == "<link to somewhere>"
    monster = (Run("y" * 90, lambda text: f"<{text}>", whole=True),)
    assert [message.strip("<>") for message in pack([Block(Kind.ITEM, (monster,))], BUDGET)] == [
        "y" * 38, "y" * 38, "y" * 14,
    ]  # fmt: skip


def fewest(sizes: list[int]) -> int:
    """The fewest messages of lines so long, by trying all."""
    for breaks in range(len(sizes)):
        for places in itertools.combinations(range(1, len(sizes)), breaks):
            ends = (0, *places, len(sizes))
            parts = (sizes[one:other] for one, other in itertools.pairwise(ends))
            if all(sum(part) + len(part) - 1 <= 40 for part in parts):
                return breaks + 1
    raise AssertionError


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_no_one_needs_fewer_messages(sizes: list[int]) -> None:
    messages = pack([item(chr(97 + number) * size) for number, size in enumerate(sizes)], BUDGET)
    assert "".join(messages).replace("\n", "") == "".join(chr(97 + n) * size for n, size in enumerate(sizes))
    assert len(messages) == fewest(sizes)


@pytest.mark.parametrize("count", [1, 2, 50])
def test_every_message_fits(count: int) -> None:
    blocks = [
        headline("H" * 50),
        *(block for n in range(count) for block in (section(f"S{n}"), item("t" * n * 3, stars=n % 6))),
    ]
    for message in pack([*blocks, footer("F" * 45)], BUDGET):
        assert BUDGET.fits(BUDGET.measure(message))

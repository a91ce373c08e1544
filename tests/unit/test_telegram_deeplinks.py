"""Start payloads come back as what was asked, and fit into a link."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.telegram import deeplinks

FIT = re.compile("[A-Za-z0-9_-]{1,64}")
DAY = dt.date(2026, 11, 21)


def test_an_item() -> None:
    assert deeplinks.item(12) == "i_12"
    assert deeplinks.read("i_12") == ("item", "12")


def test_a_digest_with_its_publication() -> None:
    assert deeplinks.digest(DAY, "ai-daily") == "d_2026-11-21_ai-daily"
    assert deeplinks.read("d_2026-11-21_ai-daily") == ("digest", "2026-11-21 ai-daily")


def test_a_slug_without_room_leaves_the_date() -> None:
    slug = "a" * 60
    assert deeplinks.digest(DAY, slug) == "d_2026-11-21"
    assert deeplinks.read("d_2026-11-21") == ("digest", "2026-11-21")


def test_a_search() -> None:
    assert deeplinks.read(deeplinks.search(" 英伟达  GPU ") or "") == ("search", "英伟达 GPU")


@pytest.mark.parametrize("query", ["", "  ", "字" * 16, "x" * 47])
def test_a_search_without_room(query: str) -> None:
    assert deeplinks.search(query) is None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "i_",
        "i_0",
        "i_-1",
        "i_1x",
        "i_" + "9" * 40,
        "d_2026-02-30",
        "d_2026-11-21_",
        "d_x",
        "s_",
        "s_A",
        "s__w",
        "s_IA",
        "hello",
        "i_１２",
        "d_2026-11-21_AI",
        "s_%%",
        "i_1\n",
    ],
)
def test_what_is_not_ours(payload: str) -> None:
    assert deeplinks.read(payload) is None


@pytest.mark.parametrize(
    ("query", "led"),
    [
        ("英伟达 GPU", "英伟达 GPU"),
        ("a " * 22 + "b" * 50, ("a " * 22).strip()),
        ("字" * 40, "字" * 15),
    ],
)
def test_as_much_of_a_long_search_as_has_room(query: str, led: str) -> None:
    assert deeplinks.read(deeplinks.nearest_search(query)) == ("search", led)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=300))
def test_there_is_always_a_nearest_search(query: str) -> None:
    payload = deeplinks.nearest_search(query)
    assert FIT.fullmatch(payload)
    assert payload == deeplinks.HOME or (deeplinks.read(payload) or ("", ""))[0] == "search"


@given(st.text(max_size=60))
def test_every_search_that_has_room_comes_back(query: str) -> None:
    payload = deeplinks.search(query)
    if payload is not None:
        assert FIT.fullmatch(payload)
        words = " ".join(query.encode("utf-8", "ignore").decode().split())
        assert deeplinks.read(payload) == ("search", words)


@given(st.integers(1, 10**18 - 1))
def test_every_item_comes_back(number: int) -> None:
    assert deeplinks.read(deeplinks.item(number)) == ("item", str(number))


@given(st.dates(), st.from_regex("[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,2}", fullmatch=True))
def test_every_digest_comes_back(date: dt.date, slug: str) -> None:
    payload = deeplinks.digest(date, slug)
    assert FIT.fullmatch(payload)
    command, argument = deeplinks.read(payload) or ("", "")
    assert command == "digest"
    assert argument in {str(date), f"{date} {slug}"}
    assert len(f"d_{date}_{slug}") > 64 or slug in argument


@given(st.text(max_size=80))
def test_any_payload_can_be_read(payload: str) -> None:
    deeplinks.read(payload)

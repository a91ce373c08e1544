"""Where a text may be cut."""

import pytest

from bot.layout.cut import is_boundary, longest, place

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "cluster",
    [
        FAMILY,
        "👍🏽",
        "🏳️\u200d🌈",
        "e\u0301\u0327",
        "🇨🇳",
        "\u1100\u1161\u11a8",
        "\uac00\u11a8",
        "1\ufe0f\u20e3",
        "\u0915\u094d",
        "\r\n",
    ],
)
def test_no_grapheme_is_parted(cluster: str) -> None:
    text = f"{cluster}{cluster}"
    assert [at for at in range(1, len(text)) if is_boundary(text, at)] == [len(cluster)]


def test_flags_are_counted_from_their_first_letter() -> None:
    text = "a🇨🇳🇯🇵🇰🇷"
    assert [at for at in range(len(text) + 1) if is_boundary(text, at)] == [0, 1, 3, 5, 7]


@pytest.mark.parametrize(
    ("text", "end", "first"),
    [
        ("第一段写到这里。\n\n第二段从这里写起，还很长很长。", 16, "第一段写到这里。\n\n"),
        ("第一句写到这里。第二句从这里写起，还很长很长。", 14, "第一句写到这里。"),
        ("他说：“就到这里。”然后又说了很多很多的话。", 14, "他说：“就到这里。”"),
        ("One sentence ends. Another begins and goes on", 30, "One sentence ends. "),
        ("words and more words without any end at all", 23, "words and more words "),
        ("没有句号的一句话写了很久，还是没有写完就被截断了", 14, "没有句号的一句话写了很久，"),
        ("全是汉字没有标点", 5, "全是汉字没"),
        ("标点不在行首才好看啊啊，对不对", 11, "标点不在行首才好看啊"),
        ("看" * 70 + "https://example.com/a?b=1.5见", 90, "看" * 70),
        (f"{FAMILY}{FAMILY}{FAMILY}", 18, FAMILY * 2),
        ("短", 10, "短"),
    ],
)
def test_the_best_place(text: str, end: int, first: str) -> None:
    assert text[: place(text, 0, end)] == first


def test_what_is_one_grapheme_is_cut_all_the_same() -> None:
    assert place("a" + "\u0301" * 50, 0, 20) == 20


def test_a_place_is_always_beyond_the_start() -> None:
    text = "甲，" * 40 + "\n" * 5 + "🇨🇳" * 30
    for start in range(len(text) - 1):
        for end in range(start + 1, min(start + 12, len(text))):
            assert start < place(text, start, end) <= max(end, start + 1)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 1000, 5000])
def test_the_longest_piece(size: int) -> None:
    text = "x" * 3000
    assert longest(text, 0, lambda piece: len(piece) <= size) == min(size, 3000)
    assert longest(text, 700, lambda piece: len(piece) <= size) == min(700 + size, 3000)

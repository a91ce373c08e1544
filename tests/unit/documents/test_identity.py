"""Keys survive refetching, and are never shared."""

import pytest

from bot.documents import read
from bot.documents.identity import canonical_url, item_key, unique_keys

PUSH = "https://mp.weixin.qq.com/s?__biz=MzA3NTIyODUzNA==&chksm=86aa&idx={idx}&mid=2649805825&sn=36b5#rd"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://A.Example", "https://a.example/"),
        ("HTTPS://a.example:443/x", "https://a.example/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://a.example/X/?b=2&a=1", "https://a.example/X/?b=2&a=1"),
        (
            "https://a.example/x?utm_source=feed&id=7&spm=1.2&from=timeline&fbclid=q",
            "https://a.example/x?id=7",
        ),
        ("https://a.example/x?utm_medium=mail", "https://a.example/x"),
        ("https://a.example/x#rd", "https://a.example/x"),
        ("https://a.example/x#:~:text=word", "https://a.example/x"),
        ("https://a.example/#episode-15", "https://a.example/#episode-15"),
        ("https://a.example/新闻", "https://a.example/%E6%96%B0%E9%97%BB"),
        ("https://a.example/%e6%96%b0%e9%97%bb", "https://a.example/%E6%96%B0%E9%97%BB"),
        ("https://me:pass@a.example/x", "https://me:pass@a.example/x"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        (PUSH.format(idx=2), "https://mp.weixin.qq.com/s?__biz=MzA3NTIyODUzNA==&mid=2649805825&idx=2"),
        (
            "http://mp.weixin.qq.com/s/357ZYGOVvTQCoV9yPxXkCQ?scene=1#rd",
            "https://mp.weixin.qq.com/s/357ZYGOVvTQCoV9yPxXkCQ",
        ),
        ("https://mp.weixin.qq.com/mp/profile?x=1", "https://mp.weixin.qq.com/mp/profile?x=1"),
        ("https://mp.weixin.qq.com/s?mid=1", "https://mp.weixin.qq.com/s?mid=1"),
        ("https://[broken", "https://[broken"),
        ("https://a.example:port/", "https://a.example:port/"),
        ("not an address", "not an address"),
    ],
)
def test_canonical_addresses(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


def test_one_push_holds_several_items_and_refetching_changes_only_noise() -> None:
    first, second = PUSH.format(idx=1), PUSH.format(idx=2)
    assert item_key(first, "", "") != item_key(second, "", "")
    refetched = first.replace("chksm=86aa", "chksm=ffff").replace("sn=36b5", "sn=9999").replace("#rd", "")
    assert item_key(first, "旧标题", "新闻") == item_key(refetched, "新标题", "要闻")


def test_without_an_address_title_and_section_make_the_key() -> None:
    assert item_key(None, "GPT - 4o 发布！", "新闻") == item_key(None, "gpt-4o发布", "新闻")
    assert item_key(None, "GPT-4o 发布", "新闻") != item_key(None, "GPT-4o 发布", "论文")
    assert item_key(None, "！！", "") != item_key(None, "？？", "")


def test_keys_are_short_and_ascii() -> None:
    for key in (
        item_key("https://a.example/新闻", "", ""),
        item_key(None, "标题", "栏目"),
        item_key(None, "\ud800", ""),
    ):
        assert key.isascii()
        assert key.isalnum()
        assert len(key) == 20


def test_items_that_share_an_address_keep_their_keys_when_reordered() -> None:
    first, second, third = (
        ("https://a.example", "甲", ""),
        ("https://a.example/", "乙", ""),
        ("https://b.example", "丙", ""),
    )
    keys = unique_keys([first, second, third])
    assert len(set(keys)) == 3
    assert keys[2] == item_key(*third)
    assert unique_keys([third, second, first]) == keys[::-1]


def test_equal_items_are_told_apart_by_counting() -> None:
    same = (None, "题", "栏")
    keys = unique_keys([same, same, same])
    assert len(set(keys)) == 3
    assert unique_keys([same, same])[:2] == keys[:2]


def test_an_edited_summary_keeps_the_keys_of_a_digest() -> None:
    text = "# 日报 2025-01-01\n\n## 甲\n\n- [一](https://a.example/1)：旧的说法。\n- **无链接**：说法。\n"
    edited = text.replace("旧的说法", "新的说法").replace(
        "https://a.example/1", "https://a.example/1?utm_source=x"
    )
    assert [item.key for item in read(edited).items] == [item.key for item in read(text).items]

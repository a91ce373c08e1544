"""Whatever text comes, reading gives a digest or a ParseError, always the same one."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents import decode, read
from bot.documents.identity import canonical_url, item_key, unique_keys
from bot.errors import ParseError
from bot.models import Digest

PIECES = [
    *"[](){}<>!*_`~#|\\&;:-+=.\"'“”【】「」>",
    *"\n\n\n\n \t\u3000\u00a0\r\x0b\x00\ud800",
    "\n\n",
    "# ",
    "\n## ",
    "\n### ",
    "\n- ",
    "\n    - ",
    "\n1. ",
    "\n2、",
    "\n① ",
    "\n一、",
    "\n> ",
    "\n---\n",
    "\n```\n",
    "<!--",
    "-->",
    "<br/>",
    "<img src=",
    "<a href='",
    "&amp;",
    "**",
    "](https://a.example/",
    "](javascript:",
    "https://b.example/x",
    "[r]: https://c.example",
    "| 标题 | 链接 |\n|---|---|\n| 甲 | 乙 |\n",
    "---\ntitle: 题: 目\ndate: 2025-01-01\n---\n",
    "Title: a\nDate: 2025-01-01\n",
    "# 2025-05-24 资讯日报\n\n",
    "AI日报",
    "阅读原文",
    "目录",
    "公司新闻",
    "\n1\n\n公司新闻\n\n",
    "2025年4月",
    "4月31日",
    "近日,",
    "`#1`",
    "字" * 60 + "。",
    "word ",
    "🔥",
    "９",
]
soup = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
texts = st.one_of(soup, st.text(max_size=300), st.text(alphabet=string.printable, max_size=300))
names = st.one_of(
    st.just(""), st.sampled_from(["2025-05-24.md", "2025-13-45.md", "x.txt"]), st.text(max_size=20)
)
ADDRESS_PIECES = [
    *"/?#&=:@.%[]~ \n新\ud800",
    "https://",
    "HTTP://",
    "a.example",
    "mp.weixin.qq.com/s",
    "__biz=a",
    "mid=1",
    "idx=2",
    "utm_source=x",
    "%e6",
    ":443",
    ":99999",
    "#rd",
    "s/AbC_-1",
    "[::1]",
]
urls = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(ADDRESS_PIECES), max_size=14).map("".join))
encoded = st.one_of(
    st.binary(max_size=200),
    texts.map(lambda text: text.encode("utf-16", "surrogatepass")),
    texts.map(lambda text: text.encode("gb18030", "replace")),
)
keyed = st.tuples(
    st.sampled_from([None, "https://a.example", "https://b.example"]),
    st.sampled_from("甲乙"),
    st.sampled_from("丙丁"),
)


def attempt(text: str, name: str = "") -> Digest | ParseError:
    """The digest, or the error as a value."""
    try:
        return read(text, name)
    except ParseError as error:
        return error


def check(digest: Digest, text: str) -> None:
    """What holds of every digest."""
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= warning.line <= lines for warning in digest.warnings)
    assert all(section.items for section in digest.sections)
    assert len({section.name for section in digest.sections}) == len(digest.sections)
    assert len({item.key for item in digest.items}) == len(digest.items)
    digest.model_dump_json().encode()
    for item in digest.items:
        assert item.title.strip() == item.title != ""
        assert item.key.isascii()
        addresses = [link.url for link in item.links] + list(item.images) + ([item.url] if item.url else [])
        assert all(address.lower().startswith(("http://", "https://")) for address in addresses)
        assert not any(char in address for address in addresses for char in ' "<>\n\t')
        assert item.url is None or item.url in [link.url for link in item.links]
        assert all(paragraph.strip() for paragraph in item.body.split("\n\n")) or not item.body
        assert item.body == item.body.strip()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, names)
def test_reading_is_total_and_says_the_same_twice(text: str, name: str) -> None:
    first, second = attempt(text, name), attempt(text, name)
    if isinstance(first, ParseError):
        assert str(first) == str(second)
        assert first.line is None or first.line >= 1
    else:
        assert first == second
        check(first, text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(soup, soup, soup), min_size=1, max_size=6))
def test_a_digest_around_any_content_is_total(parts: list[tuple[str, str, str]]) -> None:
    text = "# 2025-05-24 日报\n" + "".join(f"\n## {a}\n\n### {b}\n\n{c}\n\n- {b}\n" for a, b, c in parts)
    digest = attempt(text)
    if isinstance(digest, Digest):
        check(digest, text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet="甲乙丙，。！？ab1\u00a0 ", max_size=80), max_size=20))
def test_journals_lose_no_paragraph(lines: list[str]) -> None:
    text = "月刊（2025年4月）\n\n1\n\n栏目\n\n" + "\n\n".join(lines)
    digest = attempt(text)
    assert isinstance(digest, Digest)
    check(digest, text)
    kept = "".join(item.title + (item.subtitle or "") + item.body for item in digest.items)
    kept += "".join(section.name for section in digest.sections) + "".join(w.message for w in digest.warnings)
    for line in lines:
        words = line.strip()
        if len(words) > 20:
            assert "".join(words.split()) in "".join(kept.split())


@settings(max_examples=400, deadline=None)
@given(encoded)
def test_decoding_is_total(raw: bytes) -> None:
    try:
        text = decode(raw)
    except ParseError:
        return
    assert "\r" not in text
    assert "\x00" not in text
    assert text.strip()
    attempt(text)


@settings(max_examples=400, deadline=None)
@given(urls)
def test_canonical_addresses_stay_as_they_are(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical
    assert not url.strip() or item_key(url, "", "") == item_key(f" {url}\n", "a", "b")


@given(st.lists(keyed, max_size=9))
def test_keys_are_unique_and_survive_reordering(items: list[tuple[str | None, str, str]]) -> None:
    keys = unique_keys(items)
    assert len(set(keys)) == len(items)
    single = [item for item in items if items.count(item) == 1]
    by_item = dict(zip(items, keys, strict=True))
    reordered = sorted(items, key=repr)
    again = dict(zip(reordered, unique_keys(reordered), strict=True))
    assert all(by_item[item] == again[item] for item in single)

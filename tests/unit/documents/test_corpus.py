"""The real documents: counts and structure, never their sentences."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.documents import load
from bot.models import Digest

pytestmark = pytest.mark.shared


def digests(shared: Path, folder: str) -> dict[str, Digest]:
    """The digests of a folder of the corpus, by file name."""
    paths = sorted((shared / "corpus" / folder).glob("*.md"))
    assert paths
    return {path.name: load(path)[0] for path in paths}


def counts(digest: Digest) -> dict[str, int]:
    """How many items each section has."""
    return {section.name: len(section.items) for section in digest.sections}


def test_the_seed_daily(shared: Path) -> None:
    digest, _ = load(shared / "seeds" / "002_980eb50f93c453b8.txt")
    assert (digest.kind, str(digest.date)) == ("daily", "2025-05-24")
    assert digest.title.startswith("AI日报：")
    assert counts(digest) == {"新闻资讯": 15, "产品应用": 7, "推荐文章": 3, "开源动态": 6, "算法论文": 6}
    assert len({item.url for item in digest.items}) == 37
    assert len({item.key for item in digest.items}) == 37
    assert all(len(item.links) == 1 and not item.images for item in digest.items)
    assert not any("阅读原文" in item.body or not item.body for item in digest.items)
    assert digest.warnings == ()


def test_the_seed_journal(shared: Path) -> None:
    digest, _ = load(shared / "seeds" / "000_8936b4c7d7baa244.txt")
    assert (digest.kind, str(digest.date)) == ("monthly", "2025-04-01")
    assert digest.byline is not None
    assert digest.byline.startswith("文字编辑|")
    assert digest.intro is not None
    assert counts(digest) == {"公司新闻": 11, "产品动态": 11, "政策发布": 3, "会议活动": 7}
    assert sum(len(item.body.split("\n\n")) for item in digest.items) == 55
    assert sum(item.subtitle is not None for item in digest.items) == 4
    dates = [item.date for item in digest.items if item.date]
    assert len(dates) == 22  # 10 in full, 12 with month and day only
    assert Counter((date.year, date.month) for date in dates) == {(2025, 4): 21, (2025, 7): 1}
    assert digest.warnings == ()


def test_the_dailies(shared: Path) -> None:
    found = digests(shared, "ai-reading-daily")
    assert {name: len(digest.items) for name, digest in found.items()} == {
        "2025-05-07.excerpt.md": 3,
        "2025-08-31.md": 0,
        "2026-02-17.md": 0,
        "2026-07-20.md": 2,
        "2026-09-20.md": 6,
        "quirk-items.excerpt.md": 5,
    }
    for name, digest in found.items():
        assert digest.kind == "daily"
        assert digest.title.startswith("AI日报：")
        assert all(item.url and "mp.weixin.qq.com" in item.url and item.body for item in digest.items)
        assert not any("阅读原文" in item.body or "官网" in str(item.links) for item in digest.items)
        if name[:4].isdigit():
            assert str(digest.date) == name[:10]


def test_juya(shared: Path) -> None:
    """Every item stands there twice, joined by its number."""
    for name, digest in digests(shared, "juya-ai-daily").items():
        text = (shared / "corpus" / "juya-ai-daily" / name).read_text()
        numbers = {int(number) for number in re.findall(r"`#(\d+)`", text)}
        assert len(digest.items) == len(numbers) == max(numbers)
        assert len({item.title for item in digest.items}) == len(digest.items)
        assert all(section.name for section in digest.sections)
        assert not {"概览", "相关链接"} & {section.name for section in digest.sections}
        assert all(item.url for item in digest.items)
        assert sum(bool(item.body) for item in digest.items) > 0.8 * len(digest.items)
        assert not any("#" in item.title[-4:] or "↗" in item.title for item in digest.items)
        assert f"_{digest.date}" in name
        assert digest.warnings == ()
    assert counts(digests(shared, "juya-ai-daily")["108_2026-06-01.md"]) == {
        "要闻": 1,
        "模型发布": 2,
        "开发生态": 3,
        "行业动态": 2,
    }


def test_hextra(shared: Path) -> None:
    found = digests(shared, "hextra-ai-insight-daily")
    assert {name: list(counts(digest).values()) for name, digest in found.items()} == {
        "2025-06-09.md": [2, 4, 6],
        "2025-06-11.md": [5, 4, 3, 2, 4],
        "2025-06-23.md": [3, 1, 1, 5, 1],
        "2025-06-27.md": [2, 1, 2, 3, 6],
        "2025-07-03.md": [7, 4, 2, 3, 7],
    }
    for name, digest in found.items():
        assert str(digest.date) == name[:10]
        assert not any("收听" in section.name or "摘要" in section.name for section in digest.sections)
        for item in digest.items:
            assert 4 <= len(item.title) <= 80
            assert len(item.body) > len(item.title)
            assert not any(residue in item.body for residue in ("(Link)", "()", "（）", "<br", "**"))
    assert sum(len(item.images) for item in found["2025-06-11.md"].items) == 10
    assert sum(bool(item.url) for item in found["2025-07-03.md"].items) >= 9


def test_ruanyf(shared: Path) -> None:
    folder = shared / "corpus" / "ruanyf-weekly"
    for name, digest in digests(shared, "ruanyf-weekly").items():
        numbered = re.findall(r"^\d+、", (folder / name).read_text(), re.MULTILINE)
        in_sections = sum(len(section.items) for section in digest.sections if len(section.items) > 1)
        alone = [section.items[0] for section in digest.sections if len(section.items) == 1]
        assert in_sections <= len(numbered) <= in_sections + len(alone)
        assert 1 <= len(digest.items) - len(numbered) <= 3  # the essays
        assert digest.kind == "weekly"
        assert digest.date is None
        assert "科技爱好者周刊" in digest.title
        assert {"文章", "工具", "资源", "图片"} <= set(counts(digest))
        assert not {"封面图", "订阅", "往年回顾", "历史上的本周", "鸣谢", "回顾"} & set(counts(digest))
        assert not any(re.match(r"\d+、", item.title) for item in digest.items)
        tools = next(section for section in digest.sections if section.name == "工具")
        assert all(item.url and item.body for item in tools.items)


def test_this_week_in_rust(shared: Path) -> None:
    folder = shared / "corpus" / "this-week-in-rust"
    for name, digest in digests(shared, "this-week-in-rust").items():
        text = (folder / name).read_text()
        assert digest.kind == "weekly"
        assert str(digest.date) == name[:10]
        assert digest.title.startswith("This Week in Rust ")
        assert digest.intro is not None
        urls = {link.url for item in digest.items for link in item.links}
        assert not any("example.com" in url for url in urls)
        prose = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
        bullets = re.findall(r"^\* .*\]\(http", prose, re.MULTILINE)
        assert len(bullets) * 0.93 <= len(digest.items) <= len(bullets) * 1.1 + 8
        assert set(re.findall(r"^\* .*?\]\((http[^()]*)\)", prose, re.MULTILINE)) <= urls
        names = set(counts(digest))
        assert {"Crate of the Week", "Quote of the Week"} <= names
        assert not any(item.title.startswith("No ") and "this week" in item.title for item in digest.items)


def test_no_item_of_the_corpus_is_noise(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*/*.md")):
        for item in load(path)[0].items:
            assert len(item.title) > 1, path
            assert item.body or item.url or item.images, (path, item.title)
            assert "\ufffd" not in item.title + item.body
            assert "\n" not in item.title

"""What a policy leaves of a digest."""

import datetime as dt
from pathlib import Path

import pytest

from bot.aliases import load_aliases
from bot.layout import alerted, arrange
from bot.models import Policy, StoredDigest, StoredItem, StoredSection

DATE = dt.date(2026, 11, 20)


def item(number: int, title: str, section: str, body: str = "") -> StoredItem:
    return StoredItem(
        key=str(number), id=number, digest_id=1, publication="ai-daily", digest_date=DATE,
        section=section, position=number, title=title, body=body,
    )  # fmt: skip


@pytest.fixture
def digest() -> StoredDigest:
    news = (item(1, "英伟达的新卡", "新闻资讯"), item(2, "别的事", "新闻资讯", body="其中说到ＧＰＴ。"))
    papers = (item(3, "一篇论文", "算法论文"),)
    return StoredDigest(
        id=1, publication="ai-daily", publication_name="AI日报", kind="daily", date=DATE, title="AI日报",
        items=3, revision=1, published_at=None, intro=None, byline=None,
        revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        sections=(StoredSection(name="新闻资讯", items=news), StoredSection(name="算法论文", items=papers)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "titles"),
    [
        (Policy(), ["英伟达的新卡", "别的事", "一篇论文"]),
        (Policy(sections=("算法论文",)), ["一篇论文"]),
        (Policy(sections=("算法論文",)), ["一篇论文"]),
        (Policy(keywords=("gpt",)), ["别的事"]),
        (Policy(keywords=("英偉達", "论文")), ["英伟达的新卡", "一篇论文"]),
        (Policy(sections=("新闻资讯",), keywords=("gpt",)), ["别的事"]),
        (Policy(without_sections=("算法論文",)), ["英伟达的新卡", "别的事"]),
        (Policy(without_keywords=("NVIDIA", "论文")), ["别的事"]),
        (Policy(keywords=("新", "论文"), without_keywords=("辉达",)), ["一篇论文"]),
        (Policy(watch=("不存在",)), ["英伟达的新卡", "别的事", "一篇论文"]),
    ],
)
def test_keeps_what_is_asked_for(digest: StoredDigest, policy: Policy, titles: list[str]) -> None:
    left = arrange(digest, policy)
    assert left is not None
    assert [item.title for section in left.sections for item in section.items] == titles
    assert left.items == len(titles)
    assert all(section.items for section in left.sections)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(sections=("不存在",)),
        Policy(keywords=("不存在",)),
        Policy(keywords=("!!",)),
        Policy(without_sections=("新闻资讯", "算法论文")),
        Policy(digests=False, watch=("英伟达",)),
    ],
)
def test_nothing_left_is_nothing(digest: StoredDigest, policy: Policy) -> None:
    assert arrange(digest, policy) is None


def words_and_titles(digest: StoredDigest, *watch: str) -> list[tuple[str, list[str]]]:
    """The sections of an alert, each with the titles in it."""
    alert = alerted(digest, Policy(watch=watch, sections=("不存在",), without_keywords=watch))
    assert alert is not None
    return [(each.name, [item.title for item in each.items]) for each in alert.digest.sections]


def test_an_alert_looks_at_the_whole_digest_by_the_words_that_stand_in_it(digest: StoredDigest) -> None:
    assert words_and_titles(digest, "NVIDIA") == [("", ["英伟达的新卡"])]
    assert words_and_titles(digest, "没有", "论文", "nvidia") == [
        ("论文", ["一篇论文"]),
        ("nvidia", ["英伟达的新卡"]),
    ]
    both = words_and_titles(digest, "新卡", "英伟达", "gpt")
    assert both == [("新卡 · 英伟达", ["英伟达的新卡"]), ("gpt", ["别的事"])]


def test_an_alert_is_called_by_the_words_that_were_found(digest: StoredDigest) -> None:
    alert = alerted(digest, Policy(watch=("没有", "英偉達", "GPT")))
    assert alert is not None
    assert (alert.title, alert.words) == ("🔔 英偉達 · GPT", ("英偉達", "GPT"))
    assert alert.digest.items == 2
    assert alerted(digest, Policy(watch=("没有", "!!"))) is None
    assert alerted(digest, Policy()) is None


def test_an_operators_own_names_are_known(digest: StoredDigest, tmp_path: Path) -> None:
    file = tmp_path / "aliases.txt"
    file.write_text("老黄家 = 英伟达\n", encoding="utf-8")
    assert alerted(digest, Policy(watch=("老黄家",))) is None
    assert alerted(digest, Policy(watch=("老黄家",)), load_aliases(file)) is not None
    assert arrange(digest, Policy(keywords=("老黄家",)), load_aliases(file)) is not None

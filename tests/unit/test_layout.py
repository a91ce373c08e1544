"""What a policy leaves of a digest."""

import datetime as dt

import pytest

from bot.layout import arrange
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
    ],
)
def test_keeps_what_is_asked_for(digest: StoredDigest, policy: Policy, titles: list[str]) -> None:
    left = arrange(digest, policy)
    assert left is not None
    assert [item.title for section in left.sections for item in section.items] == titles
    assert left.items == len(titles)
    assert all(section.items for section in left.sections)


@pytest.mark.parametrize("policy", [Policy(sections=("不存在",)), Policy(keywords=("不存在",))])
def test_nothing_left_is_nothing(digest: StoredDigest, policy: Policy) -> None:
    assert arrange(digest, policy) is None

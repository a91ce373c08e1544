"""Digests on Telegram: at publish, at their hour, corrected, taken away by hand, told by the command line."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from tests.e2e.telegram import ZONE, Newsroom, once

SECTIONS = {
    "新闻资讯": ("头条一则", "要闻二则", "快讯三则"),
    "产品应用": ("新品四则", "工具五则"),
    "算法论文": ("论文六则",),
}
TITLES = tuple(title for titles in SECTIONS.values() for title in titles)


class Chats:
    """Who receives what; a test a publication, and the hour of the late one."""

    def __init__(self, room: Newsroom) -> None:
        server = room.server
        self.owner = room.person("Owner")
        self.hour = (dt.datetime.now(ZONE) + dt.timedelta(seconds=10)).replace(microsecond=0)
        for slug, name in {"ai-daily": "AI日报", "told": "口播", "mended": "更正"}.items():
            room.publication(slug, name)
        room.publication("late", "晚报", publish_at=f"{self.hour:%H:%M:%S}")
        server.channel(title="Public", username="Daily")
        self.group = server.supergroup(title="Group")["id"]
        self.forum = server.supergroup(title="Forum", forum=True)["id"]
        self.chatter, self.topic = (server.topic(chat=self.forum, name=name) for name in ("闲聊", "日报"))
        self.reader = room.person().id
        room.target("@Daily", "ai-daily")
        room.target(self.group, "ai-daily", layout="headlines", silent=True, locale="zh-TW")
        room.target(self.forum, "ai-daily", thread=self.topic, layout="summary+thread", locale="en")
        room.target(self.reader, "ai-daily", sections=["产品应用"])
        self.late = room.channel("late")
        self.told = room.channel("told", pin=True)
        self.told_too = room.channel("told")
        self.mended = server.channel(title="Mended", owner=self.owner.id)["id"]
        room.target(self.mended, "mended", layout="summary+thread")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("posts")) as room:
        yield room


@pytest.fixture(scope="module")
def chats(room: Newsroom) -> Chats:
    chats = Chats(room)
    room.start()
    room.write("late", {"晚间": ("灯下一则",)}, chats.hour.date())
    return chats


def test_a_document_stands_in_every_chat_as_it_is_wanted(room: Newsroom, chats: Chats) -> None:
    room.write("ai-daily", SECTIONS, body="正文很长，一句接着一句。" * 70)
    wrote = time.monotonic()

    parts = room.has("@daily", *TITLES)
    assert time.monotonic() - wrote < 5
    assert len(parts) > 1
    once(parts, "新闻资讯 · 3", *TITLES[:3], "产品应用 · 2", *TITLES[3:5], "算法论文 · 1", TITLES[5])
    assert f"{room.today.year} 年 {room.today.month} 月 {room.today.day} 日" in parts[0]["text"]
    assert not any(part["silent"] for part in parts)

    (heads,) = room.has(chats.group, *TITLES)
    once([heads], *TITLES)
    assert heads["silent"]
    assert "摘要" not in heads["text"]
    assert sum(entity["type"] == "text_link" for entity in heads["entities"]) >= len(TITLES)

    summary, *thread = room.has(chats.forum, posts=4)
    once([summary], *TITLES)
    assert [part["reply_to"] for part in thread] == [summary["id"]] * len(SECTIONS)
    assert {part["thread"] for part in (summary, *thread)} == {chats.topic} != {chats.chatter}
    for part, (name, titles) in zip(thread, SECTIONS.items(), strict=True):
        once([part], f"{name} · {len(titles)}", *titles)

    (own,) = room.has(chats.reader, *TITLES[3:5])
    assert TITLES[0] not in own["text"]
    assert room.ledger(f"{chats.forum}/{chats.topic}")["deliveries"] == {"posted": 4}
    assert room.server.violations() == []


def test_nothing_stands_before_its_hour(room: Newsroom, chats: Chats) -> None:
    (post,) = room.has(chats.late, "灯下一则")
    assert 0 <= post["json"]["date"] - chats.hour.timestamp() < 3


def test_the_command_line_publishes_and_reposts(room: Newsroom, chats: Chats) -> None:
    tomorrow = room.today + dt.timedelta(days=1)
    room.write("told", {"新闻": ("今天的一则",)})
    path = room.write("told", {"预告": ("明天才有的一则",)}, tomorrow)
    room.has(chats.told, "今天的一则")
    room.until(lambda: f"{path.name}: created" in room.run.log(), "tomorrow's is read")
    room.until(lambda: room.posts(chats.told)[0]["pinned"], "the pin")
    assert len(room.posts(chats.told)) == 1, "a draft is for nobody"

    room.command("publish", str(tomorrow))
    assert room.until(lambda: len(room.posts(chats.told)) == 2, "published") < 2
    room.until(lambda: [p["pinned"] for p in room.posts(chats.told)] == [False, True], "the newer is pinned")
    room.command("repost", str(tomorrow), "--target", f"telegram:{chats.told_too}")
    assert room.until(lambda: len(room.posts(chats.told_too)) == 3, "reposted") < 2
    assert len(room.posts(chats.told)) == 2
    assert room.ledger(chats.told)["deliveries"] == {"posted": 2}


def test_a_correction_changes_what_stands(room: Newsroom, chats: Chats) -> None:
    channel = chats.mended
    room.write("mended", {"新闻资讯": ("头条一则", "要闻二则"), "产品应用": ("新品三则",)})
    before = room.has(channel, "头条一则", "要闻二则", "新品三则", posts=3)

    grown = {"新闻资讯": ("头条一则", "要闻二则（更正）"), "产品应用": ("新品三则",), "论文": ("新增四则",)}
    room.write("mended", grown)
    after = room.has(channel, "要闻二则（更正）的摘要", "新增四则的摘要")
    assert [post["id"] for post in after[:3]] == [post["id"] for post in before]
    assert [post["edits"] for post in after] == [1, 1, 0, 0], "only what has changed is edited"
    once(after[:1], "头条一则", "要闻二则（更正）", "新品三则", "新增四则")
    assert after[3]["reply_to"] == before[0]["id"]

    chats.owner.deletes(message=after[2])
    room.write("mended", {"新闻资讯": ("头条一则", "要闻二则（更正）"), "产品应用": ("新品三则（更正）",)})
    told = room.told("删除")
    assert "更正" in told["text"]
    assert str(channel) in told["text"]
    left = room.has(channel, "新品三则（更正）")
    room.until(lambda: len(room.posts(channel)) == 2, "the part that fell away is gone")
    assert [post["id"] for post in left[:2]] == [post["id"] for post in before[:2]]
    assert "新增四则" not in "".join(room.server.texts(chat=channel))
    assert room.ledger(channel)["deliveries"]["dead"] == 1

"""Operators and admins on Telegram: repost, publish, status; chats that come, go and move; documents."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.e2e.telegram import Message, Newsroom, labels, written
from tests.fakes.telegram.client import RemotePerson

NAMES = {
    "second": "重发刊",
    "fresh": "新友刊",
    "upgraded": "升级刊",
    "topical": "话题刊",
    "personal": "私人刊",
    "handed": "提交刊",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("steering")) as room:
        for slug, name in NAMES.items():
            room.publication(slug, name)
        room.publication("evening", "晚报", publish_at="23:59:59")
        yield room
        assert room.server.violations() == []


@pytest.fixture(scope="module")
def chats(room: Newsroom) -> dict[str, int]:
    """The chats of all tests: they are declared before the program starts."""
    server = room.server
    owner = room.person("Owner")
    chats = {slug: room.channel(slug) for slug in ("second", "fresh", "handed", "evening")}
    chats["owner"] = owner.id
    chats["group"] = server.supergroup(title="Group", members=[room.editor.id], owner=owner.id)["id"]
    chats["old"] = server.group(title="Old", owner=owner.id)["id"]
    chats["forum"] = server.supergroup(title="Forum", forum=True, owner=owner.id)["id"]
    _, chats["topic"] = (server.topic(chat=chats["forum"], name=name) for name in ("闲聊", "日报"))
    chats["reader"] = room.person("Blocker").id
    chats["stranger"] = server.person("Stranger").id
    room.target(chats["group"], "second")
    room.target(chats["old"], "upgraded")
    room.target(chats["forum"], "topical", thread=chats["topic"])
    room.target(chats["reader"], "personal")
    room.target(chats["stranger"], "personal")
    room.start()
    return chats


def data(message: Message, label: str) -> str:
    found: str = next(b["callback_data"] for b in message["buttons"] if label in b["text"])
    return found


def test_an_operator_reposts_and_nobody_else(room: Newsroom, chats: dict[str, int]) -> None:
    editor, deputy = room.editor, room.deputy  # turn by turn: a chat has a pace
    channel, group = chats["second"], chats["group"]
    tomorrow = room.today + dt.timedelta(days=1)
    room.write("second", {"新闻": ("今天的一则",)})
    for chat in (channel, group):
        room.has(chat, "今天的一则")

    question = room.asks(editor, "/repost 重发刊")  # the third target is the web page
    yes = data(question, "发到全部 3 个")
    taps = [editor.presses_stale(message=question, data=yes) for _ in range(2)]
    for tap in taps:
        room.server.answered(asked=tap["id"], seconds=10)
    for chat in (channel, group):
        room.has(chat, posts=2)
    assert "刚才已经重新发过" in room.answer(editor.id, "重新发过")["text"]
    room.asks(editor, "/repost@ribao_bot 重发刊 here", "重新发出", chat=group)
    room.until(lambda: sum("今天的一则" in text for text in room.server.texts(chat=group)) == 3, "here alone")

    room.write("second", {"新闻": ("明天的一则",)}, tomorrow)
    room.until(lambda: f"second/{tomorrow}.md: created" in room.run.log(), "tomorrow's is read")
    assert "还没有发布" in room.asks(deputy, f"/repost {tomorrow} 重发刊")["text"]
    assert "开始推送" in room.asks(deputy, f"/publish {tomorrow} 重发刊")["text"]
    room.has(channel, "明天的一则")
    assert "没有需要发送的" in room.asks(deputy, f"/publish {tomorrow} 重发刊")["text"]
    assert len(room.posts(channel)) == 3

    guest = room.person("Guest")
    guest.joins(chat=group)
    for line in ("/repost 重发刊", "/publish 重发刊", "/resolve 1 again"):
        assert "只有日报的运维人员" in room.asks(room.person(), line)["text"]
    assert "/publish" not in room.asks(guest, "/help")["text"]
    status = room.asks(editor, "/status@ribao_bot", "条已发", chat=group)
    refused = guest.presses_stale(message=status, data=data(status, "全部推送目标"))
    assert "只有这里的管理员" in room.server.answered(asked=refused["id"], seconds=10)["text"]
    assert f"telegram:{channel}" in room.asks(editor, "/status")["text"]
    assert len(room.posts(channel)) == 3


def test_who_adds_the_bot_is_asked_what_shall_come(room: Newsroom, chats: dict[str, int]) -> None:
    adder = room.person("Adder")
    channel = room.server.channel(title="Newcomer", owner=adder.id, rights=None)["id"]
    adder.adds_bot(chat=channel)
    greeting = room.answer(adder.id, "Newcomer")
    assert set(NAMES.values()) < set(labels(greeting))
    stranger = room.person()
    refused = stranger.presses_stale(message=greeting, data=data(greeting, "新友刊"))
    room.server.answered(asked=refused["id"], seconds=10)
    assert "新友刊" in room.presses(adder, greeting, "新友刊")["text"]
    room.write("fresh", {"新闻": ("今天的一则",)})
    room.has(channel, "今天的一则")

    adder.removes_bot(chat=channel)
    # Of the losses of one hour, in whatever order these tests come, the first is told.
    room.told("无法送达")
    room.until(lambda: room.ledger(channel)["suspended"], "it is suspended")
    tomorrow = room.today + dt.timedelta(days=1)
    room.write("fresh", {"新闻": ("明天的一则",)}, tomorrow)
    room.until(lambda: f"fresh/{tomorrow}.md: created" in room.run.log(), "tomorrow's is read")
    room.command("publish", str(tomorrow), "--publication", "fresh")
    room.has(chats["fresh"], "明天的一则")
    assert len(room.posts(channel)) == 1

    adder.adds_bot(chat=channel)
    room.has(channel, "明天的一则", posts=2)
    assert "又可以收到日报" in room.answer(adder.id, "又可以")["text"]
    assert room.ledger(channel)["suspended"] is None


def test_a_group_moves_with_its_target(room: Newsroom, chats: dict[str, int]) -> None:
    moved = room.server.does(person=chats["owner"], deed="upgrades", group=chats["old"])["id"]
    assert str(moved) in room.told("换了地址")["text"]
    room.write("upgraded", {"新闻": ("搬家一则",)})
    assert len(room.has(moved, "搬家一则")) == 1
    assert room.ledger(moved)["deliveries"] == {"posted": 1}


def test_a_closed_topic_waits_until_it_is_open(room: Newsroom, chats: dict[str, int]) -> None:
    def does(deed: str) -> None:
        forum, topic = chats["forum"], chats["topic"]
        room.server.does(person=chats["owner"], deed=deed, chat=forum, thread=topic)

    does("closes_topic")
    room.write("topical", {"新闻": ("话题一则",)})
    address = f"{chats['forum']}/{chats['topic']}"
    room.until(lambda: "topic is closed" in (room.ledger(address)["suspended"] or ""), "it is suspended")
    assert room.posts(chats["forum"]) == [], "never into another topic"
    does("reopens_topic")
    (post,) = room.has(chats["forum"], "话题一则")
    assert post["thread"] == chats["topic"]


def test_people_who_block_or_never_started_are_waited_for(room: Newsroom, chats: dict[str, int]) -> None:
    def does(who: str, deed: str) -> None:
        room.server.does(person=chats[who], deed=deed)

    does("reader", "blocks")
    room.until(lambda: bool(room.ledger(chats["reader"])["suspended"]), "who blocks is lost")
    room.write("personal", {"新闻": ("私信一则",)})
    room.until(lambda: bool(room.ledger(chats["stranger"])["suspended"]), "who never started is lost")
    does("reader", "unblocks")
    room.has(chats["reader"], "私信一则")
    does("stranger", "starts")
    room.has(chats["stranger"], "私信一则")


def test_an_operator_hands_in_documents(room: Newsroom, chats: dict[str, int]) -> None:
    editor, deputy, channel = room.editor, room.deputy, chats["handed"]
    text = written({"新闻": ("交稿一则", "交稿二则")}, room.today) + "\n### 没有正文的一则\n\n### \n"

    def hands_in(who: RemotePerson, name: str, caption: str) -> Message:
        asked = who.sends(content=text, name=name, caption=caption)
        return room.answer(who.id, rf"^{caption} ·", after=asked["id"])

    stranger = room.person()
    sent = stranger.sends(content=text, name="a.md", caption="提交刊")
    assert "只有日报的运维人员" in room.answer(stranger.id, after=sent["id"])["text"]
    question = hands_in(deputy, "a.md", "提交刊")
    assert "3 条" in question["text"]
    assert f"第 {len(text.splitlines())} 行" in question["text"], "the warning names its line"
    preview = next(p for p in room.posts(deputy.id) if "交稿一则的摘要" in p["text"])
    assert "没有正文的一则" in preview["text"]
    assert "放弃" in room.presses(deputy, question, "放弃")["text"]
    assert not list((room.folder / "handed").glob("*"))

    question = hands_in(deputy, "a.md", "提交刊")
    assert "2 个推送目标" in room.presses(deputy, question, "立即发布")["text"]
    room.has(channel, "交稿一则", "没有正文的一则")
    assert [path.read_text(encoding="utf-8") for path in (room.folder / "handed").glob("*.md")] == [text]

    question = hands_in(editor, "b.md", "晚报")
    kept = room.presses(editor, question, "按时发布")
    assert "23:59" in kept["text"]
    assert room.posts(chats["evening"]) == []
    assert "晚报" in room.asks(editor, f"/publish {room.today} 晚报")["text"]
    room.has(chats["evening"], "交稿一则")
    assert len(room.posts(channel)) == 1

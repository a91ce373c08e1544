"""Operators and those who manage servers: repost, publish, status, doubts, subscriptions, papers, /setup."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.discord import Answer, Message, Newsroom
from tests.e2e.telegram import once, written
from tests.fakes.discord.client import RemotePerson
from tests.fakes.remote import Declined

NAMES = {
    "second": "重发刊",
    "fresh": "新友刊",
    "handed": "提交刊",
    "doubted": "疑问刊",
    "wished": "定制刊",
    "hidden": "隐藏刊",
}
MANAGE = ["manage_guild"]
SILENT = 1 << 12


class Scene:
    """Who receives what: a test a publication, for they are declared before the program starts."""

    def __init__(self, room: Newsroom) -> None:
        self.two, self.too = (room.wants(room.place(), "second") for _ in range(2))
        self.telegram = room.channel("second")
        self.handed = room.wants(room.place(), "handed")
        self.evening = room.wants(room.place(), "evening")
        self.forum = room.wants(room.place("forum"), "doubted")
        self.hidden = room.wants(room.place(), "hidden")
        self.plain = room.place()
        self.thread: str = room.discord.thread(channel=self.plain, name="日报")["id"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("steering")) as room:
        for slug, name in NAMES.items():
            room.publication(slug, name)
        room.publication("evening", "晚报", publish_at="23:59:59")
        yield room


@pytest.fixture(scope="module")
def scene(room: Newsroom) -> Scene:
    scene = Scene(room)
    room.write("wished", {"新闻": ("样刊一则",), "论文": ("样刊论文",)}, room.today - dt.timedelta(days=1))
    room.discord.permit(channel=scene.hidden, view_channel=False)
    room.start().listens()
    # The library takes a server that the bot comes to in its first seconds for one that was there before.
    room.discord.post(dm(room, room.chief), "无法送达[^$]*看不到这个频道")
    return scene


@pytest.fixture(autouse=True)
def clean(room: Newsroom) -> Iterator[None]:
    yield
    room.spotless()


def test_an_operator_reposts_here_and_everywhere(room: Newsroom, scene: Scene) -> None:
    server, chief = room.discord, room.chief
    tomorrow = room.today + dt.timedelta(days=1)
    room.write("second", {"新闻": ("今天的一则",)})
    for channel in (scene.two, scene.too):
        server.has(channel, "今天的一则")
    room.has(scene.telegram, "今天的一则")

    question = server.asks(chief, "repost", scene.plain, publication="重发刊")
    assert question["ephemeral"]
    (yes,) = (
        button["custom_id"] for button in buttons(question["message"]) if "发到全部 4 个" in button["label"]
    )  # the page is one of them
    done = server.presses(chief, question["message"], "发到全部 4 个")
    assert "重新发出" in done["text"]
    again = server.answer(chief.presses_stale(message=done["message"], custom_id=yes))
    assert "刚才已经重新发过" in again["text"]
    for channel in (scene.two, scene.too):
        server.has(channel, posts=2)
    room.has(scene.telegram, posts=2)
    here = server.asks(chief, "repost", scene.two, publication="重发刊", options={"where": "here"})
    assert "重新发出" in here["text"]
    server.has(scene.two, posts=3)

    room.write("second", {"新闻": ("明天的一则",)}, tomorrow)
    room.until(lambda: f"second/{tomorrow}.md: created" in room.run.log(), "tomorrow's is read")
    draft = server.asks(chief, "digest", None, date=str(tomorrow), publication="重发刊")
    assert "还没有发布" in draft["text"]
    assert "明天的一则" in draft["text"]
    shown = server.asks(chief, "digest", scene.plain, date=str(tomorrow), publication="重发刊")
    assert "明天的一则" not in shown["text"], "drafts are for operators alone with the bot"
    assert (
        "还没有发布" in server.asks(chief, "repost", None, date=str(tomorrow), publication="重发刊")["text"]
    )
    sent = server.asks(chief, "publish", None, date=str(tomorrow), publication="重发刊")
    assert "开始推送" in sent["text"]
    for channel, posts in ((scene.two, 4), (scene.too, 3)):
        server.has(channel, "明天的一则", posts=posts)
    room.has(scene.telegram, "明天的一则", posts=3)
    again = server.asks(chief, "publish", None, date=str(tomorrow), publication="重发刊")
    assert "没有需要发送的" in again["text"]
    assert [len(server.posts(channel)) for channel in (scene.two, scene.too)] == [4, 3]
    assert len(room.posts(scene.telegram)) == 3


def test_who_may_do_what(room: Newsroom, scene: Scene) -> None:
    server, reader = room.discord, room.reader()
    guest, operator = room.reader(rights=MANAGE), room.chief
    for command in ("subscribe", "unsubscribe", "status", "publish", "repost", "setup", "submit"):
        with pytest.raises(Declined, match="not offered"):
            reader.uses(command, where=scene.plain)
    for command in ("publish", "repost"):
        assert "只有日报的运维人员" in server.asks(guest, command, scene.plain)["text"]
        assert "只有日报的运维人员" in server.asks(reader, command)["text"]
    assert "只有日报的运维人员" in server.hands_in(guest, "# 无", "a.md", scene.plain)["text"]
    assert "/publish" not in server.asks(guest, "help", scene.plain)["text"]
    assert "/subscribe" in server.asks(guest, "help", scene.plain)["text"]
    assert "/subscribe" not in server.asks(reader, "help", scene.plain)["text"]
    assert "/publish" in server.asks(operator, "help", scene.plain)["text"]

    here = server.asks(guest, "status", scene.two)
    assert "全部推送目标" not in here["message"]["labels"]
    everywhere = server.asks(guest, "status", scene.two, which="全部")
    assert "telegram:" not in everywhere["text"], "only operators see the other targets"
    standing = server.asks(operator, "status", scene.two)
    assert str(scene.telegram) in server.presses(operator, standing["message"], "全部推送目标")["text"]
    assert str(scene.telegram) in server.asks(operator, "status")["text"]
    forged = server.answer(
        reader.presses_stale(message=server.post(dm(room, room.chief), ""), custom_id="cpublish")
    )
    assert "只有" in forged["text"]


def test_a_doubt_is_settled_with_a_button(room: Newsroom, scene: Scene) -> None:
    server = room.discord
    server.permit(channel=scene.forum, read_message_history=False)
    server.fault(kind="dropped after", methods=["POST /channels/*/threads"], channel=scene.forum)
    room.write("doubted", {"新闻": ("疑问一则",)})
    told = server.post(dm(room, room.chief), "不知道发出了没有")
    assert "疑问刊" in told["text"]
    noted = server.presses(room.chief, told, "已发出")
    assert "已记下" in noted["text"]
    assert len(server.below(scene.forum, room.guild)) == 1
    assert room.line(scene.forum)["deliveries"] == {"posted": 1}
    server.heal()


def test_people_subscribe_channels_threads_and_themselves(room: Newsroom, scene: Scene) -> None:
    server, guest, reader = room.discord, room.reader(rights=MANAGE), room.reader(locale="en-US")
    place = room.place()
    unknown = server.asks(guest, "subscribe", place, publications="无此刊")
    assert "新友刊" in unknown["message"]["labels"]
    assert "新友刊" in server.presses(guest, unknown["message"], "新友刊")["text"]
    assert "新友刊" in server.asks(guest, "subscribe", scene.thread, publications="新友刊")["text"]
    assert "新友刊" in server.asks(reader, "subscribe", None, publications="fresh")["text"]
    assert "只能在那里更改" in server.asks(guest, "subscribe", scene.two)["text"], "the settings name it"
    room.write("fresh", {"新闻": ("今天的一则",)})
    for where in (place, scene.thread, dm(room, reader)):
        server.has(where, "今天的一则")
    assert "November" in server.post(dm(room, reader), "今天的一则")["text"] or room.today.month != 11

    assert "今后不再" in server.asks(guest, "unsubscribe", place)["text"]
    assert "No more digests" in server.asks(reader, "unsubscribe")["text"]
    tomorrow = room.today + dt.timedelta(days=1)
    room.write("fresh", {"新闻": ("明天的一则",)}, tomorrow)
    room.until(lambda: f"fresh/{tomorrow}.md: created" in room.run.log(), "tomorrow's is read")
    server.asks(room.chief, "publish", None, date=str(tomorrow), publication="新友刊")
    server.has(scene.thread, "明天的一则")
    assert not any("明天的一则" in text for text in (*server.texts(place), *server.texts(dm(room, reader))))


def test_an_operator_hands_in_documents(room: Newsroom, scene: Scene) -> None:
    server, chief = room.discord, room.chief
    text = written({"新闻": ("交稿一则", "交稿二则")}, room.today) + "\n### 没有正文的一则\n\n### \n"

    def hands_in(publication: str, where: str | None) -> Answer:
        answer = server.hands_in(chief, text, "a.md", where, publication=publication)
        server.until(lambda: "放弃" in question(room, answer)["labels"], "the question")
        return answer

    for where in (scene.plain, None):
        answer = hands_in("提交刊", where)
        assert answer["ephemeral"] == (where is not None)
        assert "交稿一则的摘要" in answer["text"]
        asked = question(room, answer)
        assert f"第 {len(text.splitlines())} 行" in asked["text"], "the warning names its line"
        assert "3 条" in asked["text"]
        assert "放弃" in server.presses(chief, asked, "放弃")["text"]
    assert not list((room.folder / "handed").glob("*"))

    asked = question(room, hands_in("提交刊", scene.plain))
    assert "2 个推送目标" in server.presses(chief, asked, "立即发布")["text"]
    server.has(scene.handed, "交稿一则", "没有正文的一则")
    assert [path.read_text(encoding="utf-8") for path in (room.folder / "handed").glob("*.md")] == [text]

    asked = question(room, hands_in("晚报", None))
    assert "23:59" in server.presses(chief, asked, "按时发布")["text"]
    assert server.posts(scene.evening) == []
    wrong = server.hands_in(chief, "何物", "a.pdf")
    assert ".md" in wrong["text"]


def test_a_newcomer_is_set_up_from_the_first_button_to_the_digest(room: Newsroom, scene: Scene) -> None:
    server = room.discord
    guild: str = server.guild(name="Newcomers", joined=False)["id"]
    hall, daily = (server.channel(name=name, guild=guild)["id"] for name in ("hall", "daily"))
    owner, member = room.reader(guild, rights=MANAGE), room.reader(guild)
    role: str = server.role(guild=guild, name="Readers", mentionable=True)["id"]
    owner.adds_bot({"guild": guild})
    server.permit(channel=daily, send_messages=False)
    greeting = server.post(hall, "大家好")
    assert "新友刊" in greeting["text"]
    assert "只有能管理这个服务器的人" in server.presses(member, greeting, "开始设置")["text"]

    screen = server.presses(owner, greeting, "开始设置")
    assert screen["ephemeral"]
    screen = server.chooses(owner, screen["message"], {"channel": daily})
    assert "缺少这些权限" in screen["text"]
    assert not any("开始推送" in label for label in screen["message"]["labels"])
    server.permit(channel=daily, send_messages=True)

    def ready() -> bool:
        return "开始推送" in server.presses(owner, screen["message"], "重新检查")["message"]["labels"]

    server.until(ready, "the right is seen")

    shown = wished(room, owner, screen["message"], {"role": role, "guild": guild})
    for words in ("定制刊", "论文", "00:00", "只要标题", f"<@&{role}>"):
        assert words in shown["text"], words
    preview = server.presses(owner, shown, "预览")
    assert preview["ephemeral"]
    server.until(lambda: bool(server.interaction(id=preview["id"])["followups"]), "the preview")
    (proof,) = server.interaction(id=preview["id"])["followups"]
    once([proof], "样刊一则", "样刊论文")
    assert not proof["fired"]
    assert server.posts(daily) == []

    saved = server.presses(owner, shown, "开始推送")
    assert "定制刊" in saved["text"]
    room.write("wished", {"新闻": ("定制一则",), "论文": ("定制论文",), "闲话": ("闲话一则",)})
    (post,) = server.has(daily, "定制一则", "定制论文")
    assert "闲话一则" not in post["text"]
    assert "的摘要" not in post["text"]
    assert post["flags"] & SILENT
    assert post["fired"] == [f"<@&{role}>"]
    assert len(server.posts(hall)) == 1

    own = server.asks(owner, "setup", daily)
    assert "定制刊" in own["text"]
    assert "今后不再" in server.presses(owner, own["message"], "停止推送")["text"]
    assert room.line(daily)["suspended"]


def wished(room: Newsroom, owner: RemotePerson, shown: Message, role: dict[str, str]) -> Message:
    """The setup's first screen again, after something was chosen on each of the others."""
    server = room.discord

    def goes(*labels: str) -> None:
        nonlocal shown
        for label in labels:
            shown = server.presses(owner, shown, label)["message"]

    def takes(*chosen: Any, menu: int = 0) -> None:  # noqa: ANN401
        nonlocal shown
        shown = server.chooses(owner, shown, *chosen, menu=menu)["message"]

    goes("刊物")
    takes("定制刊")
    goes("完成", "栏目")
    takes("论文")
    shown = server.submits(owner, server.presses(owner, shown, "输入名称"), names="论文\n新闻")["message"]
    goes("完成", "时间")
    takes("00:00")
    takes("Asia/Shanghai", menu=1)
    goes("完成", "外观")
    takes("headlines")
    takes("silent", menu=1)
    takes(role, menu=4)
    goes("完成")
    return shown


def dm(room: Newsroom, who: RemotePerson) -> str:
    """The direct messages of somebody with the bot."""
    number: str = room.discord.dm(person=who.id)["id"]
    return number


def question(room: Newsroom, asked: Answer) -> Message:
    """What stands last of an answer in several messages."""
    now = room.discord.interaction(id=asked["id"])
    message: Message = (now["followups"] or [now["message"]])[-1]
    return message


def buttons(message: Message) -> list[dict[str, str]]:
    """Its buttons."""
    return [item for row in message["components"] if row["type"] == 1 for item in row["components"]]

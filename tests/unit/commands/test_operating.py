"""Looking at what would be sent, holding it back, taking it back, and the record of it all."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.models import Button, Chat, Posts, Request
from bot.commands.table import answer
from bot.delivery.due import plan_due
from bot.locales import LOCALES
from bot.models import PAUSED, UNSUBSCRIBED, Locale, Policy
from tests.unit.commands.conftest import labels, pressed, words
from tests.unit.commands.newsroom import (
    ADMIN,
    CHANNEL,
    DAILY,
    GROUP,
    OPERATOR,
    PRIVATE,
    PUBLISHED,
    Newsroom,
    newsroom,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        yield room


async def published(room: Newsroom, *addresses: str) -> None:
    await room.declare(*addresses)
    await room.steer("/publish 5-25")
    await room.deliver()


async def planned(room: Newsroom) -> None:
    """What the worker does by itself: corrections are planned, and all is carried out."""
    desk = room.desk
    await plan_due(room.store, [], desk.platforms, zone=desk.zone, now=room.clock())
    await room.deliver()


async def number(room: Newsroom, at: int = 0) -> int:
    digest = await room.store.digest(PUBLISHED, publication=DAILY.slug)
    assert digest is not None
    return digest.sections[0].items[at].id


def parts(reply: object) -> list[str]:
    """The texts of the posts that the reply shows."""
    blocks = getattr(reply, "blocks", ())
    return [part.content["text"] for block in blocks if isinstance(block, Posts) for part in block.parts]


# --- preview ---


async def test_a_preview_is_what_is_posted_then(room: Newsroom) -> None:
    await room.declare("-1001", policy=Policy(sections=("算法论文",)))
    await room.declare("-2002")
    shown = {}
    for address in ("-1001", "-2002"):
        reply = await room.steer(f"/preview 今天 fake:{address}")
        assert "只有管理员看得到" in words(reply), "a draft, before its hour"
        shown[address] = parts(reply)
    assert shown["-1001"] != shown["-2002"]
    assert not room.server.requests, "nothing was sent"
    await room.steer("/publish 今天")
    await room.deliver()
    assert {address: room.server.texts(address) for address in shown} == shown


async def test_without_a_target_it_is_this_chat_or_a_question(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    assert "fake:-2002" in words(await room.steer("/preview 5-25", chat=GROUP))
    asked = await room.steer("/preview 5-25")
    assert labels(asked) == ["fake:-1001", "fake:-2002"]
    assert parts(await room.steer(pressed(asked, "-1001")))
    await room.store.title_targets({1: "读报频道", 2: "读报群"})
    several = await room.steer("/preview 5-25 读报")
    assert several.failed
    assert "可能指好几个推送目标" in words(several)
    assert "读报群" in words(await room.steer(pressed(several, "读报群")))
    for line in (
        "/preview 5-25 频道",
        "/preview 频道",
        "/preview ai-daily 频道",
        "/preview 读报频道 5-25 AI日报",
    ):
        assert "读报频道" in words(await room.steer(line)), line
    assert (await room.steer("/preview 5-25 AI日报 nobody")).failed


async def test_a_preview_of_nothing_says_so(room: Newsroom) -> None:
    await room.declare("-1001", policy=Policy(sections=("无此栏目",)))
    reply = await room.steer("/preview 5-25", chat=CHANNEL)
    assert "没有可发的内容" in words(reply)
    assert not parts(reply)


# --- a target by its name ---


async def test_one_target_alone_by_a_part_of_its_title(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    await room.store.title_targets({1: "读报频道"})
    assert "1 个推送目标重新发出" in words(await room.steer("/repost 5-25 频道"))
    assert "1 个推送目标重新发出" in words(await room.steer("/repost 5-25 fake:-2002"))
    await room.deliver()
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [2, 2]
    await room.declare("-3003")
    assert "1 条待发送" in words(await room.steer("/publish 5-25 fake:-3003"))


async def test_here_the_publication_is_the_one_that_comes_here(room: Newsroom) -> None:
    both = await room.store.digest(PUBLISHED, publication=DAILY.slug)
    assert both is not None
    await room.declare("-1001", policy=Policy(publications=("industry-monthly",)))
    await room.declare("-2002", policy=Policy(publications=(DAILY.slug,)))
    assert "产业月刊" in words(await room.steer("/publish here", chat=CHANNEL))
    await room.deliver()
    assert "《产业月刊》" in words(await room.steer("/repost here", chat=CHANNEL))


# --- taking back ---


async def test_an_item_is_taken_back_and_put_back_in_the_posts(room: Newsroom) -> None:
    await published(room, "-1001")
    before = room.server.texts("-1001")
    one = await number(room)
    page = await room.steer(f"/item {one}")
    assert f"#{one}" in words(page)
    reply = await room.steer(pressed(page, "撤回"))
    assert "已从日报中撤回" in words(reply)
    await planned(room)
    assert "大模型公司公布新计划" not in room.server.texts("-1001")[0]
    assert (await room.steer(f"/retract #{one}")).failed, "it is gone already"
    await room.steer(pressed(reply, "还原"))
    await planned(room)
    assert room.server.texts("-1001") == before
    assert (await room.steer(f"/restore {one}")).failed
    for argument in ("/retract #1", "/restore x", "/restore", "/retract"):
        assert (await room.steer(argument)).failed
    assert "#" not in words(await room.steer(f"/item {one}", ADMIN)), "readers need no number"


async def test_a_digest_is_taken_down_after_a_question(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    asked = await room.steer("/retract 5-25")
    assert labels(asked)[0] == "全部撤下（2 处）"
    await room.deliver()
    assert room.server.texts("-1001"), "asked, not done"
    button = pressed(asked, "全部撤下")
    done = await room.steer(button)
    assert "已撤下：删除 2 条消息" in words(done)
    await planned(room)
    assert not room.server.texts("-1001") + room.server.texts("-2002")
    assert await room.store.digest(PUBLISHED, publication=DAILY.slug) is None, "readers find it no more"
    assert (await room.steer(button)).failed, "pressed twice"
    await room.steer(pressed(done, "重新发布"))
    await planned(room)
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [1, 1]
    assert not (await room.steer(button)).failed


async def test_a_draft_is_kept_from_going_out(room: Newsroom) -> None:
    """Its document was meant for another day, say, and has gone there; the old date must not go out."""
    await room.declare("-1001")
    kept = await room.steer("/retract 今天")
    assert "不会再自动发出" in words(kept)
    assert (await room.steer("/retract 今天")).failed, "it is kept back already"
    desk = room.desk
    room.clock.forward(hours=12)
    await plan_due(room.store, desk.publications, desk.platforms, zone=desk.zone, now=room.clock())
    await room.deliver()
    before = len(room.server.texts("-1001"))
    assert await room.store.digest(dt.date(2025, 5, 26), publication=DAILY.slug) is None
    await room.steer(pressed(kept, "现在发布"))
    await room.deliver()
    assert len(room.server.texts("-1001")) == before + 1


async def test_a_button_from_before_a_repost_asks_again(room: Newsroom) -> None:
    await published(room, "-1001")
    button = pressed(await room.steer("/retract 5-25"), "全部撤下")
    await room.steer("/repost 5-25 all")
    await room.deliver()
    assert "全部撤下" in labels(await room.steer(button))[0]
    assert len(room.server.texts("-1001")) == 2


async def test_undo_takes_down_what_was_published_last(room: Newsroom) -> None:
    assert (await room.steer("/undo")).failed
    await published(room, "-1001", "-2002")
    room.clock.forward(hours=1)
    await room.steer("/repost 5-25 fake:-2002")
    await room.deliver()
    assert "重发的内容已撤下：删除 1 条消息" in words(await room.steer("/undo"))
    await planned(room)
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [1, 1]
    undone = await room.steer("/undo")
    assert "已撤下：删除 2 条消息" in words(undone)
    await planned(room)
    assert not room.server.texts("-1001") + room.server.texts("-2002")
    await room.steer(pressed(undone, "重新发布"))
    await planned(room)
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [1, 1]
    room.clock.forward(hours=49)
    assert (await room.steer("/undo")).failed, "nobody calls that the last publishing any more"


async def test_undo_keeps_to_what_the_platform_can_delete(room: Newsroom) -> None:
    room.platform.deletes_within = dt.timedelta(hours=2)
    await published(room, "-1001")
    room.clock.forward(hours=3)
    reply = await room.steer("/undo")
    assert reply.failed
    assert "无法全部删除" in words(reply)


# --- holding back ---


async def test_everything_is_paused_and_goes_on(room: Newsroom) -> None:
    await room.declare("-1001")
    assert "已全部暂停" in words(await room.steer("/pause all"))
    await room.steer("/publish 5-25")
    await planned(room)
    assert not room.server.texts("-1001")
    assert "已由 fake:100 于" in words(await room.steer("/status"))
    assert not (await room.steer("/pause 全部")).failed
    await room.steer("/resume")
    await planned(room)
    assert len(room.server.texts("-1001")) == 1
    assert (await room.steer("/resume all")).failed


async def test_a_paused_target_waits_for_an_operator_alone(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    paused = await room.steer("/pause", chat=GROUP)
    await room.steer("/publish 今天")
    await room.deliver()
    assert not room.server.texts("-2002")
    await room.desk.back("fake", ["-2002"])
    (target,) = await room.store.targets_at("fake", ["-2002"])
    assert target.suspended == PAUSED, "the platform's events lift no operator's pause"
    assert "⏸ fake:-2002" in words(await room.steer("/status all"))
    await room.steer(pressed(paused, "恢复推送"))
    await room.deliver()
    assert len(room.server.texts("-2002")) == 1


async def test_what_came_too_late_is_left_out(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    await room.steer("/pause fake:-1001")
    await room.steer("/publish 5-24 all")
    await room.steer("/publish 今天 all")
    room.clock.forward(hours=3)
    reply = await room.steer("/resume fake:-1001")
    assert "略去了 1 条" in words(reply), "that of two days ago is an archive by now"
    await room.deliver()
    assert room.server.texts("-1001") == room.server.texts("-2002")[1:]


async def test_who_ended_it_themselves_is_not_resumed(room: Newsroom) -> None:
    await room.declare("-1001")
    await room.store.suspend_target(1, UNSUBSCRIBED)
    for command in ("pause", "resume"):
        assert (await room.steer(f"/{command} fake:-1001")).failed


async def test_what_failed_is_tried_again(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    await room.steer("/publish 5-25")
    room.server.faults.extend(["refused", "transient"])
    await room.deliver()
    assert not (await room.steer("/status fake:-1001")).failed
    assert "正在重试 2 条推送" in words(await room.steer("/retry"))
    await room.deliver()
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [1, 1]
    assert "没有等待重试的内容" in words(await room.steer("/retry fake:-1001"))


async def test_one_target_has_its_newest_digests(room: Newsroom) -> None:
    await published(room, "-1001")
    told = words(await room.steer("/status fake:-1001"))
    assert "AI日报 5 月 25 日：1 条已发" in told
    assert (await room.steer("/status nobody")).failed


# --- twice, and the record ---


@pytest.mark.parametrize("line", ["repost", "undo"])
async def test_handed_over_again_it_is_not_done_again(room: Newsroom, line: str) -> None:
    await published(room, "-1001")
    room.clock.forward(hours=1)
    await room.steer("/repost 5-25 all")
    await room.deliver()
    request = Request(
        id="fake 7",
        command=line,
        argument="5-25 all" if line == "repost" else "",
        actor=OPERATOR,
        now=room.clock(),
        chat=PRIVATE,
    )
    await answer(room.store, request, room.desk)
    await planned(room)
    stands = room.server.texts("-1001")
    again = await answer(room.store, request, room.desk)
    assert "不会再做一遍" in words(again)
    await planned(room)
    assert room.server.texts("-1001") == stands
    await room.steer(pressed(again, "现在"))
    await planned(room)
    assert room.server.texts("-1001") != stands


async def test_every_act_is_in_the_record_and_nothing_else(room: Newsroom) -> None:
    await published(room, "-1001")
    one = await number(room)
    for line in (
        "/repost 5-25 all",
        f"/retract #{one}",
        f"/restore #{one}",
        "/pause all",
        "/resume all",
        "/undo",
    ):
        await room.steer(line, chat=CHANNEL)
        await room.deliver()
    for line in ("/status", "/preview 5-25", "/publish 1-1", "/resume all", "/retract 5-25", "/audit"):
        await room.steer(line)
    await room.steer("/publish", ADMIN)
    acts = list(reversed(await room.store.acts()))
    assert [act.command for act in acts] == [
        "publish", "repost", "retract", "restore", "pause", "resume", "undo",
    ]  # fmt: skip
    assert {act.actor for act in acts} == {"fake:100"}
    assert acts[1].place == "频道 (fake:-1001)"
    assert acts[1].argument == "5-25 all"
    assert acts[1].result.startswith("posted anew (2025-05-25 ai-daily, all, +1")
    told = words(await room.steer("/audit"))
    assert told.splitlines()[0] == "操作记录"
    assert "已撤销发布 (2025-05-25 ai-daily, 2" in told
    assert "/repost 5-25 all · 频道 (fake:-1001)" in told


async def test_the_record_has_pages(room: Newsroom) -> None:
    await room.declare("-1001")
    for _ in range(6):
        await room.steer("/pause all")
        await room.steer("/resume all")
    first = await room.steer("/audit")
    second = await room.steer(pressed(first, "下一页"))
    assert len(words(first).splitlines()) == 1 + 2 * 8
    assert len(words(second).splitlines()) == 1 + 2 * 4
    assert words(await room.steer("/audit 2")) == words(second)
    assert (await room.steer("/audit 9")).failed


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP], ids=["private", "group"])
async def test_in_each_language(room: Newsroom, locale: Locale, chat: Chat) -> None:
    await published(room, "-1001", "-2002")
    for line in (
        *(
            "/preview 5-25",
            "/preview 5-25 fake:-1001",
            "/retract",
            "/retract #1",
            "/retract 5-25",
            "/restore",
        ),
        *("/restore #1", "/retry", "/pause", "/pause all", "/pause all", "/status", "/resume", "/resume"),
        *(
            "/pause fake:-1001",
            "/pause fake:-1001",
            "/resume fake:-1001",
            "/audit",
            "/audit 9",
            "/undo",
            "/undo",
        ),
        *("/status fake:-1001", "/status nobody", "/retry nobody", "/preview 5-24 fake"),
    ):
        text = words(await room.steer(line, chat=chat, locale=locale))
        names = text.replace("AI日报", "").replace("产业月刊", "").replace("群", "").replace("全部", "")
        assert any("一" <= character <= "龥" for character in names) is (locale != "en"), (line, text)
        assert "{" not in text


async def test_long_names_stay_within_one_message(room: Newsroom) -> None:
    await room.declare(*(f"-{n}" for n in range(1000, 1030)))
    await room.store.title_targets(dict.fromkeys(range(1, 31), "很长的名字" * 50))
    for line in ("/status", "/preview 5-25", "/preview 5-25 名字", "/publish 5-25", "/pause 名字", "/audit"):
        assert len(words(await room.steer(line))) < 4000, line
    assert (await room.steer(Button(label="?", command="status", argument="all", page="99"))).blocks

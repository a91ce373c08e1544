"""/status and /resolve: the ledger in words, and what nobody but a person can settle."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.locales import LOCALES
from bot.models import NOT_DECLARED, UNSUBSCRIBED, Locale
from tests.unit.commands.conftest import labels, pressed, words
from tests.unit.commands.newsroom import ADMIN, CHANNEL, GROUP, PRIVATE, Newsroom, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        yield room


async def in_doubt(room: Newsroom, *addresses: str) -> None:
    """Have a delivery in doubt in each of these new targets."""
    room.platform.recovers = False
    await room.declare(*addresses)
    await room.steer("/publish 5-25")
    room.server.faults.extend(["dropped before"] * len(addresses))
    await room.deliver()
    assert len(await room.store.doubts()) >= len(addresses)


async def test_an_admin_sees_the_chat(room: Newsroom) -> None:
    assert words(await room.steer("/status", ADMIN, GROUP)).startswith("这里没有订阅日报。")
    await room.declare("-1001", "-2002")
    await room.steer("/publish 5-25")
    await room.deliver()
    for line in ("/status", "/status all"):
        assert words(await room.steer(line, ADMIN, GROUP)) == "🟢 fake:-2002\n1 条已发\n上次处理：09:30"


async def test_an_operator_sees_everything_in_private(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    told = words(await room.steer("/status", chat=PRIVATE))
    assert told == "2 个推送目标\n🟢 fake:-1001\n还没有发过\n🟢 fake:-2002\n还没有发过"
    assert words(await room.steer("/status 全部", chat=GROUP)) == told
    here = await room.steer("/status", chat=GROUP)
    assert words(here) == "🟢 fake:-2002\n还没有发过"
    assert words(await room.steer(pressed(here, "全部推送目标"), chat=GROUP)) == told


async def test_no_target_at_all(room: Newsroom) -> None:
    reply = await room.steer("/status")
    assert reply.failed
    assert words(reply).startswith("还没有推送目标")


async def test_trouble_is_told_with_the_next_attempt(room: Newsroom) -> None:
    await room.declare("-1001")
    await room.steer("/publish 5-25")
    room.server.faults.append("rate limited")
    await room.deliver()
    told = words(await room.steer("/status", ADMIN, CHANNEL))
    assert told.startswith("🟡 fake:-1001\n1 条待发\n")
    assert "问题：too many requests" in told
    assert told.endswith("下次尝试：09:30")
    room.clock.forward(days=-1)
    assert "下次尝试：5 月 26 日 09:30" in words(await room.steer("/status", ADMIN, CHANNEL))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("blocked by the user", "🔴 fake:-1001\n还没有发过\n已暂停：blocked by the user"),
        (UNSUBSCRIBED, "⚪ fake:-1001\n还没有发过\n已暂停：已在聊天里退订"),
        (NOT_DECLARED, "⚪ fake:-1001\n还没有发过\n已暂停：设置里已经没有它了"),
    ],
)
async def test_why_nothing_is_sent(room: Newsroom, reason: str, told: str) -> None:
    await room.declare("-1001")
    (only,) = await room.store.targets()
    await room.store.suspend_target(only.id, reason)
    assert words(await room.steer("/status", ADMIN, CHANNEL)) == told


async def test_eight_a_page_the_troubled_first(room: Newsroom) -> None:
    await room.declare(*(f"-{n}" for n in range(10, 30)))
    targets = await room.store.targets()
    await room.store.suspend_target(targets[0].id, UNSUBSCRIBED)
    await room.store.suspend_target(targets[15].id, "kicked")
    first = await room.steer("/status")
    assert words(first).splitlines()[:2] == ["20 个推送目标", "🔴 fake:-25"]
    second = await room.steer(pressed(first, "下一页"))
    third = await room.steer(pressed(second, "下一页"))
    names = [
        line for reply in (first, second, third) for line in words(reply).splitlines() if "fake:" in line
    ]
    assert len(names) == len(set(names)) == 20
    assert names[-1] == "⚪ fake:-10"
    assert labels(third) == ["◀ 上一页"]
    assert words(await room.steer(pressed(third, "上一页"))) == words(second)


# --- doubts ---


async def test_a_doubt_has_two_buttons(room: Newsroom) -> None:
    await in_doubt(room, "-1001", "-2002")
    reply = await room.steer("/status")
    assert "有 2 条推送不知道发出了没有" in words(reply)
    assert (
        "1. fake:-1001 · 《AI日报》2025 年 5 月 25 日（周日），第 1 部分：this platform can't tell"
        in words(reply)
    )
    assert labels(reply) == ["1：已发出", "1：重新发送", "2：已发出", "2：重新发送"]
    again = await room.steer(pressed(reply, "2：重新发送"))
    assert words(again).splitlines()[0].endswith("会重新发送。")
    assert "有 1 条推送不知道" in words(again), "what is left stays at hand"
    there = await room.steer(pressed(again, "已发出"))
    assert words(there).splitlines()[0].startswith("已记下：")
    await room.deliver()
    assert [len(room.server.texts(address)) for address in ("-1001", "-2002")] == [0, 1]
    assert "不知道" not in words(await room.steer("/status"))


async def test_what_was_settled_is_not_settled_again(room: Newsroom) -> None:
    await in_doubt(room, "-1001")
    reply = await room.steer("/status")
    await room.steer(pressed(reply, "已发出"))
    late = await room.steer(pressed(reply, "重新发送"))
    assert late.failed
    assert "没有疑问，或者已经处理过了" in words(late)
    await room.deliver()
    assert not room.server.texts("-1001")


async def test_many_doubts_keep_room_for_turning_the_page(room: Newsroom) -> None:
    await in_doubt(room, *(f"-{n}" for n in range(10, 22)))
    reply = await room.steer("/status")
    assert "……还有 8 条" in words(reply)
    assert labels(reply)[-1] == "下一页 ▶"
    resolved = await room.steer(pressed(reply, "1：已发出"))
    assert len(labels(resolved)) == 20
    assert "……还有 1 条" in words(resolved)


async def test_an_operator_sees_the_doubts_of_the_chat(room: Newsroom) -> None:
    await in_doubt(room, "-1001", "-2002")
    assert labels(await room.steer("/status", chat=GROUP)) == ["1：已发出", "1：重新发送", "全部推送目标"]
    assert not labels(await room.steer("/status", ADMIN, GROUP)), "who may not settle it gets no button"
    assert "1 条存疑" in words(await room.steer("/status", ADMIN, GROUP))


@pytest.mark.parametrize(
    "argument", ["", "12", "there", "x there", "12 maybe", "９ there", "9" * 30 + " there", "-1 again"]
)
async def test_what_can_not_be_resolved(room: Newsroom, argument: str) -> None:
    reply = await room.steer(f"/resolve {argument}")
    assert reply.failed
    assert "/resolve 12 已发" in words(reply)


@pytest.mark.parametrize("argument", ["12 there", "#12 重发", "99999999 again"])
async def test_a_delivery_that_is_not_in_doubt(room: Newsroom, argument: str) -> None:
    assert (await room.steer(f"/resolve {argument}")).failed


@pytest.mark.parametrize("locale", LOCALES)
async def test_in_each_language(room: Newsroom, locale: Locale) -> None:
    assert room.clock().tzinfo is dt.UTC
    await in_doubt(room, "-1001", "-2002")
    for line in ("/status", "/status all", "/resolve", "/resolve 1 there", "/resolve 99 again"):
        for chat in (PRIVATE, GROUP):
            text = words(await room.steer(line, chat=chat, locale=locale)).replace("AI日报", "")
            assert any("一" <= character <= "龥" for character in text) is (locale != "en"), text
            assert "{" not in text

"""The desk: targets that are lost, back and moved, and telling the admins."""

import asyncio

import pytest

from bot.commands.models import Reply, Text
from bot.models import NOT_DECLARED, PAUSED, UNSUBSCRIBED, Policy
from bot.notices.notices import Notices
from bot.ports import Store
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.unit.commands.conftest import words

HELLO = Reply(blocks=(Text(text="一件事"),))


async def suspensions(store: Store) -> dict[str, str | None]:
    """Why each target is suspended, by address."""
    return {target.address: target.suspended for target in await store.targets()}


def told(platform: FakePlatform) -> list[str]:
    """What was said, to whomever."""
    return [words(reply) for _, reply in platform.told]


# --- lost, back, moved ---


async def test_a_lost_chat_is_suspended_and_told_once(store: Store) -> None:
    platform = FakePlatform(FakeServer())
    desk = desk_of(store, platform)
    for address in ("-1001", "-1001/12", "-2002"):
        await store.declare_target("fake", address, Policy())
    await asyncio.gather(*(desk.lost("fake", ["-1001", "-1001/12", "@chan"], "removed") for _ in range(3)))
    reasons = {"-1001": "removed", "-1001/12": "removed", "-2002": None}
    assert await suspensions(store) == reasons
    await desk.lost("fake", ["-1001", "-1001/12"], "another reason")
    assert await suspensions(store) == reasons
    await Notices(desk).tell()
    (text,) = told(platform)
    assert text.startswith("2 个推送目标无法送达\nfake:-1001：removed\n")


async def test_back_resumes_what_the_platform_had_suspended(store: Store) -> None:
    platform = FakePlatform(FakeServer())
    desk = desk_of(store, platform)
    notices = Notices(desk)
    reasons = {"-1": "blocked", "-2": NOT_DECLARED, "-3": UNSUBSCRIBED, "-4": None, "-5": PAUSED}
    for address, reason in reasons.items():
        target = await store.declare_target("fake", address, Policy())
        if reason:
            await store.suspend_target(target.id, reason)
    for _ in range(2):
        await desk.back("fake", list(reasons))
        await notices.tell()
        assert await suspensions(store) == reasons | {"-1": None}
        assert told(platform) == ["1 个推送目标恢复了\nfake:-1\n留着待发的内容现在开始发送。"]


async def test_a_moved_chat_keeps_its_deliveries(store: Store) -> None:
    platform, clock = FakePlatform(FakeServer()), Clock()
    declared = ("fake", "-2", Policy())
    desk = desk_of(store, platform, targets=[declared], clock=clock)
    notices = Notices(desk)
    await store.declare_target("fake", "-1", Policy(silent=True))
    await store.declare_targets([declared])
    await desk.moved("fake", ["-1"], "-1001")
    await notices.tell()
    assert [target.address for target in await store.targets()] == ["-1001", "-2"]
    assert told(platform) == ["1 个推送目标换了地址\nfake:-1 现在是 -1001"]
    await desk.moved("fake", ["-2"], "-1002")
    await desk.moved("fake", ["-1", "-1001"], "-1001")
    clock.forward(hours=1)
    await notices.tell()
    assert told(platform)[1:] == [
        "1 个推送目标换了地址\nfake:-2 现在是 -1002\n设置里写的还是旧地址，请改成新的。"
    ]
    assert [target.address for target in await store.targets()] == ["-1001", "-1002"]


async def test_chats_that_are_no_targets_are_nobodys_business(store: Store) -> None:
    platform = FakePlatform(FakeServer())
    desk = desk_of(store, platform)
    await desk.lost("fake", ["-1", "@x"], "kicked")
    await desk.back("fake", ["-1", "@x"])
    await desk.moved("fake", ["-1"], "-1001")
    await Notices(desk).tell()
    assert not platform.told


# --- telling ---


async def test_every_admin_is_told_where_the_platform_is_on(store: Store) -> None:
    one, two = FakePlatform(FakeServer(), "one"), FakePlatform(FakeServer(), "two")
    await desk_of(store, one, two, admins=("one:1", "two:2", "two:3", "off:4")).say(HELLO)
    assert one.told == [("one:1", HELLO)]
    assert sorted(actor for actor, _ in two.told) == ["two:2", "two:3"]


async def test_reports_go_where_they_are_to_go_and_else_to_the_admins(store: Store) -> None:
    one, server = FakePlatform(FakeServer(), "one"), FakeServer()
    two = FakePlatform(server, "two")
    desk = desk_of(store, one, two, admins=("one:1",), report_to=("two:-100", "off:5"))
    await desk.say(HELLO)
    assert (two.reported, one.told) == ([("two:-100", HELLO)], [])
    server.faults.append("target lost")
    await desk.say(HELLO)
    assert one.told == [("one:1", HELLO)]


async def test_whom_nobody_hears_is_in_the_log(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await desk_of(store, admins=("off:1",)).say(HELLO)
    await desk_of(store, admins=()).say(HELLO)
    assert capsys.readouterr().out.count("一件事") == 2


async def test_an_admin_who_can_not_be_told_is_logged_once(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    server = FakeServer()
    platform = FakePlatform(server)
    desk = desk_of(store, platform)
    for fault in ("target lost", "transient", "platform down"):
        server.faults.append(fault)
        await desk.say(HELLO)
    out = capsys.readouterr().out
    assert out.count("an admin can't be told") == 1
    assert out.count("no admin could be told") == 3
    await desk.say(HELLO)
    assert len(platform.told) == 1
    server.faults.append("target lost")
    await desk.say(HELLO)
    assert capsys.readouterr().out.count("an admin can't be told") == 1


async def test_a_platform_without_answer_holds_nobody_up(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.desk.PATIENCE", 0.05)
    server = FakeServer()
    server.faults.append("hang")
    async with asyncio.timeout(5):
        await desk_of(store, FakePlatform(server)).say(HELLO)
    assert "no answer in time" in capsys.readouterr().out

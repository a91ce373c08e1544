"""What admins are told unasked: grouped, a message a kind and minute, and nothing lost in a crash."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.commands import answer
from bot.commands.models import Actor, Button, Request
from bot.delivery import plan
from bot.delivery.models import (
    Action,
    Claim,
    Dead,
    Deleted,
    Doubtful,
    Gone,
    Moved,
    Outcome,
    Posted,
    Receipt,
    Retry,
    Suspend,
)
from bot.delivery.outbox import Outbox
from bot.desk import Desk
from bot.errors import StoreBusy
from bot.locales import LOCALES
from bot.models import Locale, Policy, Target
from bot.notices.notices import Notices
from bot.ports import Store
from tests.fakes.desks import ZONE, desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.shelf import daily
from tests.fakes.stores import DAILY, sqlite_store
from tests.unit.commands.conftest import check, labels, pressed, words

NUMBERS = count(1)


class Room:
    """A desk with notices, and what the admin has read."""

    def __init__(self, store: Store, locale: Locale = "zh-CN") -> None:
        self.store = store
        self.clock = Clock()
        self.server = FakeServer()
        self.platform = FakePlatform(self.server, size=8, recovers=False)
        self.desk: Desk = desk_of(store, self.platform, clock=self.clock, locale=locale)
        self.notices = Notices(self.desk)
        self.digest = 0

    @property
    def told(self) -> list[str]:
        """What the admin has read."""
        return [words(reply) for _, reply in self.platform.told]

    async def fill(self) -> None:
        """Have a digest in the store."""
        day = self.clock().astimezone(ZONE).date()
        saved = await self.store.save(
            daily(day), publication=DAILY.slug, text_hash="x", now=self.clock(), published=True
        )
        self.digest = saved.digest_id

    def claim(self, number: int = 1, action: Action = Action.SEND, platform: str = "fake") -> Claim:
        """A claim in the target of that number."""
        return Claim(
            id=next(NUMBERS),
            token=f"{number}",
            action=action,
            target=Target(id=number, platform=platform, address=f"-{number}"),
            digest_id=self.digest,
            generation=1,
            part=0,
            content=None,
            receipt=None,
            attempts=0,
            interrupted=False,
        )

    async def in_doubt(self, *addresses: str) -> None:
        """Have the digest delivered there, with lost answers."""
        for address in addresses:
            await self.store.declare_target("fake", address, Policy())
        digest = await self.store.digest_by_id(self.digest)
        assert digest is not None
        targets = await self.store.targets()
        await plan.publish(self.store, digest, targets, self.desk.platforms, now=self.clock())
        self.server.faults.extend(["dropped before"] * len(addresses))
        outbox = Outbox(self.store, self.desk.platforms, self.clock, on_outcome=self.notices.heard)
        await outbox.drain()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with sqlite_store(tmp_path) as store:
        yield store


@pytest.fixture
async def room(store: Store) -> Room:
    room = Room(store)
    await room.fill()
    return room


OUTCOMES: dict[str, Outcome] = {
    "suspended": Suspend(reason="bot was kicked"),
    "moved": Moved(address="-1001", reason="upgraded"),
    "gone": Gone(reason="message to edit not found"),
    "dead": Dead(reason="can't parse entities"),
}


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))
async def test_a_message_a_kind_and_minute(room: Room, outcome: Outcome) -> None:
    for number in range(1, 4):
        room.notices.heard(room.claim(number, Action.EDIT), outcome)
    await room.notices.tell()
    assert len(room.told) == 1
    assert all(f"fake:-{number}" in room.told[0] for number in range(1, 4))
    for number in range(4, 18):
        room.notices.heard(room.claim(number, Action.EDIT), outcome)
    room.clock.forward(seconds=59)
    await room.notices.tell()
    assert len(room.told) == 1
    room.clock.forward(seconds=1)
    await room.notices.tell()
    assert len(room.told) == 2
    assert room.told[1].startswith("14 ")
    assert "……还有 4 条" in room.told[1]
    assert "fake:-13" in room.told[1]
    assert "fake:-14" not in room.told[1]
    room.clock.forward(seconds=61)
    await room.notices.tell()
    assert len(room.told) == 2, "nothing is told twice"


async def test_kinds_do_not_wait_for_each_other(room: Room) -> None:
    for number, outcome in enumerate(OUTCOMES.values(), 1):
        room.notices.heard(room.claim(number), outcome)
    await room.notices.tell()
    assert len(room.told) == 4


async def test_what_is_no_news(room: Room) -> None:
    receipt = Receipt(message_id="1")
    for outcome in (Posted(receipt=receipt), Deleted(), Retry(at=room.clock(), reason="busy")):
        room.notices.heard(room.claim(), outcome)
    room.notices.heard(room.claim(action=Action.DELETE), Gone(reason="it was deleted already"))
    await room.notices.tell()
    assert room.told == []


async def test_a_loss_that_the_frontend_has_told_is_no_news(room: Room) -> None:
    target = await room.store.declare_target("fake", "-1", Policy())
    await room.desk.lost("fake", ["-1"], "kicked")
    room.notices.heard(room.claim(target.id), Suspend(reason="forbidden"))
    await room.notices.tell()
    assert len(room.told) == 1


async def test_a_deleted_post_is_named_with_what_to_do(room: Room) -> None:
    room.notices.heard(room.claim(action=Action.EDIT), Gone(reason="not found"))
    await room.notices.tell()
    (text,) = room.told
    assert text.splitlines() == [
        "1 条消息在聊天里被删除了",
        "fake:-1 · 《AI日报》2026 年 11 月 20 日（周五），第 1 部分",
        "不会自动补发。要重新发这一期，请在那个聊天里发送 /repost 2026-11-20 本群",
    ]


async def test_a_platform_that_is_down_is_told_once_until_it_is_up(room: Room) -> None:
    for _ in range(3):
        room.notices.down("telegram", "the token is wrong")
        await room.notices.tell()
        room.clock.forward(minutes=5)
    assert [text.splitlines()[:2] for text in room.told] == [["Telegram 无法使用", "the token is wrong"]]
    room.notices.heard(room.claim(platform="telegram"), Retry(at=room.clock(), reason="still down"))
    await room.notices.tell()
    assert len(room.told) == 1
    for _ in range(2):
        room.notices.heard(room.claim(platform="telegram"), Posted(receipt=Receipt(message_id="1")))
        await room.notices.tell()
    assert room.told[1:] == ["Telegram 恢复正常了。"]
    room.clock.forward(minutes=1)
    room.notices.down("telegram", "the token is wrong")
    await room.notices.tell()
    assert len(room.told) == 3


async def test_a_platform_that_was_up_before_anybody_was_told(room: Room) -> None:
    room.notices.down("telegram", "the token is wrong")
    room.notices.heard(room.claim(platform="telegram"), Posted(receipt=Receipt(message_id="1")))
    await room.notices.tell()
    assert room.told == []


# --- doubts ---


async def test_a_doubt_comes_with_its_buttons(room: Room) -> None:
    await room.in_doubt("-1", "-2")
    await room.notices.tell()
    (text,) = room.told
    assert text.startswith("有 2 条推送不知道发出了没有")
    reply = room.platform.told[0][1]
    check(reply)
    assert labels(reply) == ["1：已发出", "1：重新发送", "2：已发出", "2：重新发送"]
    await press(room, pressed(reply, "1：重新发送"))
    await press(room, pressed(reply, "2：已发出"))
    assert await room.store.doubts() == []


async def press(room: Room, button: Button) -> None:
    """As the admin presses it."""
    request = Request(
        command=button.command,
        argument=button.argument,
        page=button.page,
        actor=Actor(id="fake:100", operator=True),
        now=room.clock(),
    )
    assert not (await answer(room.store, request, room.desk)).failed


async def test_only_new_doubts_are_told(room: Room) -> None:
    await room.in_doubt("-1")
    await room.notices.tell()
    await room.in_doubt("-2")
    room.clock.forward(minutes=1)
    await room.notices.tell()
    assert len(room.told) == 2
    assert "fake:-2" in room.told[1]
    assert "fake:-1 " not in room.told[1]
    room.notices.heard(room.claim(), Doubtful(reason="another process settled it already"))
    room.clock.forward(minutes=1)
    await room.notices.tell()
    assert len(room.told) == 2


async def test_many_doubts_fit_one_message(room: Room) -> None:
    await room.in_doubt(*(f"-{number}" for number in range(1, 15)))
    await room.notices.tell()
    (reply,) = (reply for _, reply in room.platform.told)
    check(reply)
    assert len(labels(reply)) == 20
    assert "……还有 4 条" in words(reply)


async def test_after_a_crash_the_doubts_are_told(room: Room) -> None:
    await room.in_doubt("-1")
    room.notices = Notices(room.desk)  # the process before told nobody
    await room.notices.tell()
    assert len(room.told) == 1
    assert "fake:-1" in room.told[0]


async def test_a_store_that_is_away_loses_no_doubt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.in_doubt("-1")
    doubts = room.store.doubts

    async def away() -> None:
        raise StoreBusy("locked")

    monkeypatch.setattr(room.store, "doubts", away)
    await room.notices.tell()
    assert room.told == []
    monkeypatch.setattr(room.store, "doubts", doubts)
    room.clock.forward(minutes=1)
    await room.notices.tell()
    assert len(room.told) == 1


# --- the task ---


async def test_the_task_tells_by_itself_and_ends(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.notices.notices.PAUSE", 0.01)
    running = asyncio.ensure_future(room.notices.run())
    async with asyncio.timeout(5):
        for times, outcome in enumerate(OUTCOMES.values(), 1):
            room.notices.heard(room.claim(times), outcome)
            while len(room.told) < times:  # noqa: ASYNC110  (what is waited for has no event)
                await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_nobody_to_tell_is_no_trouble(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.server.faults.append("target lost")
    room.notices.heard(room.claim(), Dead(reason="refused"))
    await room.notices.tell()
    assert "no admin could be told" in capsys.readouterr().out


@pytest.mark.parametrize("locale", LOCALES)
async def test_in_each_language(store: Store, locale: Locale) -> None:
    room = Room(store, locale)
    await room.fill()
    await room.in_doubt("-1")
    for number, outcome in enumerate(OUTCOMES.values(), 2):
        room.notices.heard(room.claim(number, Action.EDIT), outcome)
    room.notices.down("telegram", "401")
    await room.notices.tell()
    await room.store.suspend_target((await room.store.targets())[0].id, "kicked")
    await room.desk.back("fake", ["-1"])
    assert len(room.told) == 7
    for _, reply in room.platform.told:
        check(reply)
        text = words(reply).replace("AI日报", "")
        assert any("一" <= character <= "龥" for character in text) is (locale != "en"), text
        assert "{" not in text

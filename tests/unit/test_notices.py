"""What admins are told unasked: grouped, a message a kind and hour, and nothing lost in a crash."""

import asyncio
import datetime as dt
from itertools import count
from pathlib import Path

import pytest

from bot.commands.models import Actor, Button, Request
from bot.commands.table import answer
from bot.delivery import plan
from bot.delivery.models import (
    Action,
    Claim,
    Dead,
    Deleted,
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
from bot.ingest import Ingested
from bot.locales import LOCALES
from bot.models import Locale, ParseWarning, Policy, SaveStatus, Target
from bot.notices.news import Issue
from bot.notices.notices import Notices
from bot.ports import Store
from bot.sentence import Sentence
from tests.fakes.desks import ZONE, desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.shelf import daily
from tests.fakes.stores import DAILY
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
        self.news = self.desk.news
        self.notices = Notices(self.desk)
        self.digest = 0

    @property
    def told(self) -> list[str]:
        """What the admin has read of all but the digests' own reports."""
        texts = [words(reply) for _, reply in self.platform.told]
        return [text for text in texts if not text.startswith(("已发布\n", "Published\n", "已發布\n"))]

    @property
    def day(self) -> dt.date:
        """Today."""
        return self.clock().astimezone(ZONE).date()

    def restart(self) -> None:
        """The process is killed and begins anew; what it had heard is forgotten."""
        self.desk = desk_of(self.store, self.platform, clock=self.clock, locale=self.desk.locale)
        self.news = self.desk.news
        self.notices = Notices(self.desk)

    async def an_hour(self) -> list[str]:
        """What is told when another hour is over."""
        before = len(self.told)
        self.clock.forward(hours=1)
        await self.notices.tell()
        return self.told[before:]

    async def fill(self) -> None:
        """Have a digest in the store."""
        saved = await self.store.save(
            daily(self.day), publication=DAILY.slug, text_hash="x", now=self.clock(), published=True
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

    async def deliver(self, *addresses: str, faults: str = "dropped before") -> None:
        """Have the digest delivered there, with that fault each time."""
        for address in addresses:
            await self.store.declare_target("fake", address, Policy())
        digest = await self.store.digest_by_id(self.digest)
        assert digest is not None
        targets = await self.store.targets()
        await plan.publish(self.store, digest, targets, self.desk.platforms, now=self.clock())
        self.server.faults.extend([faults] * len(addresses))
        outbox = Outbox(self.store, self.desk.platforms, self.clock, on_outcome=self.news.heard)
        await outbox.drain()


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
async def test_a_message_a_kind_and_hour(room: Room, outcome: Outcome) -> None:
    for number in range(1, 4):
        room.news.heard(room.claim(number, Action.EDIT), outcome)
    await room.notices.tell()
    assert len(room.told) == 1, "the first of a kind goes at once"
    assert all(f"fake:-{number}" in room.told[0] for number in range(1, 4))
    for number in range(4, 18):
        room.news.heard(room.claim(number, Action.EDIT), outcome)
    room.clock.forward(minutes=59)
    await room.notices.tell()
    assert len(room.told) == 1
    room.clock.forward(minutes=1)
    await room.notices.tell()
    assert len(room.told) == 2
    assert room.told[1].startswith("14 ")
    assert "……还有 4 条" in room.told[1]
    assert "fake:-13" in room.told[1]
    assert "fake:-14" not in room.told[1]
    assert await room.an_hour() == [], "nothing is told twice"


async def test_the_hour_outlasts_a_restart_and_kinds_do_not_wait_for_each_other(room: Room) -> None:
    room.news.heard(room.claim(1), OUTCOMES["dead"])
    await room.notices.tell()
    room.restart()
    for number, outcome in enumerate(OUTCOMES.values(), 2):
        room.news.heard(room.claim(number), outcome)
    await room.notices.tell()
    assert len(room.told) == 4
    assert len(await room.an_hour()) == 1


async def test_what_is_no_news(room: Room) -> None:
    receipt = Receipt(message_id="1")
    for outcome in (Posted(receipt=receipt), Deleted(), Retry(at=room.clock(), reason="busy")):
        room.news.heard(room.claim(), outcome)
    room.news.heard(room.claim(action=Action.DELETE), Gone(reason="it was deleted already"))
    await room.notices.tell()
    assert room.told == []


async def test_a_deleted_post_is_named_with_what_to_do(room: Room) -> None:
    room.news.heard(room.claim(action=Action.EDIT), Gone(reason="not found"))
    await room.notices.tell()
    (text,) = room.told
    assert text.splitlines() == [
        "1 条消息在聊天里被删除了",
        "fake:-1 · 《AI日报》2026 年 11 月 20 日（周五），第 1 部分",
        "不会自动补发。要重新发这一期，请在那个聊天里发送 /repost 2026-11-20 本群",
    ]


# --- targets ---


async def test_two_processes_tell_the_same_loss_once(room: Room) -> None:
    target = await room.store.declare_target("fake", "-1", Policy())
    gateway = desk_of(room.store, room.platform, clock=room.clock)
    await gateway.lost("fake", ["-1"], "kicked")
    room.news.heard(room.claim(target.id), Suspend(reason="forbidden"))
    others = Notices(gateway, watch=False)
    await asyncio.gather(others.tell(), room.notices.tell())
    assert len(room.told) == 1
    room.clock.forward(hours=1)
    await others.tell()
    assert await room.an_hour() == []


async def test_what_is_over_before_it_may_be_told_is_not_told(room: Room) -> None:
    for address in ("-1", "-2"):
        await room.store.declare_target("fake", address, Policy())
    await room.desk.lost("fake", ["-1"], "kicked")
    await room.notices.tell()
    await room.desk.lost("fake", ["-2"], "kicked")
    await room.desk.back("fake", ["-2"])
    await room.notices.tell()
    assert await room.an_hour() == []
    await room.desk.back("fake", ["-1"])
    await room.notices.tell()
    assert "fake:-1" in room.told[-1]
    await room.desk.lost("fake", ["-1"], "kicked again")
    await room.notices.tell()
    assert "kicked again" in room.told[-1], "lost again after it was back is news"


async def test_a_loss_that_a_crash_left_untold_is_found_in_the_store(room: Room) -> None:
    for address in ("-1", "-2"):
        await room.store.declare_target("fake", address, Policy())
    await room.desk.lost("fake", ["-1"], "kicked")
    await room.notices.tell()
    await room.desk.lost("fake", ["-2"], "blocked")
    await room.notices.tell()
    room.restart()
    (text,) = await room.an_hour()
    assert "fake:-2：blocked" in text
    assert "fake:-1" not in text
    room.restart()
    assert await room.an_hour() == []


async def test_the_first_start_tells_nothing_of_the_past(room: Room) -> None:
    target = await room.store.declare_target("fake", "-1", Policy())
    await room.store.suspend_target(target.id, "kicked last year")
    await room.notices.tell()
    room.restart()
    assert await room.an_hour() == []


# --- platforms ---


async def test_a_platform_is_told_down_once_until_it_is_up_whoever_restarts(room: Room) -> None:
    up = Posted(receipt=Receipt(message_id="1"))
    for _ in range(3):
        room.news.is_down("telegram", "the token is wrong")
        await room.notices.tell()
        room.clock.forward(minutes=25)
    assert [text.splitlines()[:2] for text in room.told] == [["Telegram 无法使用", "the token is wrong"]]
    room.restart()
    room.news.is_down("telegram", "the token is wrong")
    room.news.heard(room.claim(platform="telegram"), Retry(at=room.clock(), reason="still down"))
    await room.notices.tell()
    assert len(room.told) == 1
    for _ in range(2):
        room.news.heard(room.claim(platform="telegram"), up)
        await room.notices.tell()
    assert room.told[1:] == ["Telegram 恢复正常了。"]
    room.clock.forward(minutes=10)
    room.news.is_down("telegram", "the token is wrong")
    await room.notices.tell()
    room.news.heard(room.claim(platform="telegram"), up)
    await room.notices.tell()
    assert len(room.told) == 3, "it was down again, and that hour was free"
    (text,) = await room.an_hour()
    assert text == "Telegram 恢复正常了。", "what was told last is what is"


async def test_a_platform_that_was_up_before_anybody_was_told(room: Room) -> None:
    room.news.is_down("telegram", "the token is wrong")
    room.news.heard(room.claim(platform="telegram"), Posted(receipt=Receipt(message_id="1")))
    await room.notices.tell()
    assert room.told == []


# --- doubts ---


async def test_a_doubt_comes_with_its_buttons(room: Room) -> None:
    await room.deliver("-1", "-2")
    await room.notices.tell()
    (text,) = room.told
    assert text.startswith("有 2 条推送不知道发出了没有")
    reply = next(reply for _, reply in room.platform.told if words(reply) == text)
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


async def test_only_new_doubts_are_told_also_after_a_crash(room: Room) -> None:
    await room.deliver("-1")
    await room.notices.tell()
    await room.deliver("-2")
    room.restart()
    (text,) = await room.an_hour()
    assert "fake:-2" in text
    assert "fake:-1 " not in text
    room.restart()
    assert await room.an_hour() == []
    [doubt, _] = await room.store.doubts()
    await room.store.resolve(doubt.delivery_id, stands=False, now=room.clock())
    await room.deliver("-3")
    (text,) = await room.an_hour()
    assert "fake:-1 " in text, "in doubt once more"


async def test_many_doubts_fit_one_message(room: Room) -> None:
    await room.deliver(*(f"-{number}" for number in range(1, 15)))
    await room.notices.tell()
    reply = next(reply for _, reply in room.platform.told if words(reply) == room.told[0])
    check(reply)
    assert len(labels(reply)) == 20
    assert "……还有 4 条" in words(reply)


async def test_a_store_that_is_away_loses_no_doubt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.deliver("-1")
    doubts = room.store.doubts

    async def away() -> None:
        raise StoreBusy("locked")

    monkeypatch.setattr(room.store, "doubts", away)
    await room.notices.tell()
    assert room.told == []
    monkeypatch.setattr(room.store, "doubts", doubts)
    await room.notices.tell()
    assert len(room.told) == 1


# --- documents ---


def read(name: str, **more: object) -> Ingested:
    """A document that was read."""
    told = {"where": name, "status": SaveStatus.CREATED, "publication": DAILY.slug, "items": 3}
    return Ingested.model_validate(told | more)


async def test_documents_are_told_once_with_line_and_sentence(room: Room) -> None:
    warnings = (ParseWarning(line=7, message=Sentence("the item has no title")),)
    documents = [
        read("odd.md", date=room.day, warnings=warnings),
        read("archive.md", date=dt.date(2020, 1, 1), warnings=warnings),
        read("old-and-empty.md", date=dt.date(2020, 1, 2), status=SaveStatus.EMPTY, items=0),
        read("empty.md", date=room.day, status=SaveStatus.EMPTY, items=0),
        Ingested(where="broken.md", status="failed", line=3, reason="it can't be read"),
        read("well.md", date=room.day),
    ]
    for _ in range(3):
        for document in documents:
            room.notices.ingested(document)
        await room.notices.tell()
        room.restart()
        room.clock.forward(hours=1)
    unread, odd = room.told
    assert unread.splitlines()[:3] == [
        "2 个文档没能读成一期",
        "empty.md：里面没有条目，没有可发布的内容",
        "broken.md 第 3 行：it can't be read",
    ]
    assert odd.splitlines()[:2] == ["1 个文档有需要留意的地方", "odd.md 第 7 行：the item has no title"]
    room.notices.ingested(read("odd.md", date=room.day, warnings=(*warnings, *warnings)))
    assert len(await room.an_hour()) == 1, "something else is odd in it now"


async def test_a_draft_without_a_document_is_told_with_a_button_that_keeps_it_back(room: Room) -> None:
    tomorrow, waiting = room.day + dt.timedelta(1), room.day + dt.timedelta(2)
    for day in (tomorrow, waiting):
        await room.store.save(daily(day), publication=DAILY.slug, text_hash=str(day), now=room.clock())
    # One is out, one is a draft, one was never kept.
    for day in (room.day, tomorrow, waiting + dt.timedelta(1)):
        room.news.is_forsaken(Issue(DAILY.slug, DAILY.name, day))
    await room.notices.tell()
    (told,) = room.told
    assert told.splitlines()[:2] == ["1 份草稿的文档不见了", "《AI日报》11 月 21 日"]
    _, reply = room.platform.told[-1]
    check(reply)
    await press(room, pressed(reply, "留下《AI日报》11 月 21 日，不发出"))
    assert [edition.date for edition in await room.store.unreleased(DAILY.slug)] == [waiting]
    room.news.is_forsaken(Issue(DAILY.slug, DAILY.name, tomorrow))
    assert await room.an_hour() == []


# --- the task ---


async def test_the_task_tells_by_itself_and_ends(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.notices.notices.PAUSE", 0.01)
    running = asyncio.ensure_future(room.notices.run())
    async with asyncio.timeout(5):
        for times, outcome in enumerate(OUTCOMES.values(), 1):
            room.news.heard(room.claim(times), outcome)
            while len(room.told) < times:  # noqa: ASYNC110  (what is waited for has no event)
                await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_nobody_to_tell_is_no_trouble(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.server.faults.append("target lost")
    room.news.heard(room.claim(), Dead(reason="refused"))
    await room.notices.tell()
    assert "no admin could be told" in capsys.readouterr().out


async def test_a_disk_that_is_nearly_full_is_told_once_a_day(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    object.__setattr__(room.desk, "folder", tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: (10**12, 10**12 - 4 * 10**8, 4 * 10**8))
    for _ in range(25):
        await room.notices.tell()
        room.clock.forward(hours=1)
    assert [text.splitlines()[:2] for text in room.told] == 2 * [["磁盘快满了", f"{tmp_path} 只剩 400 MB。"]]


@pytest.mark.parametrize("locale", LOCALES)
async def test_in_each_language(store: Store, locale: Locale) -> None:
    room = Room(store, locale)
    await room.fill()
    await room.deliver("-1")
    for number, outcome in enumerate(OUTCOMES.values(), 2):
        room.news.heard(room.claim(number, Action.EDIT), outcome)
    room.news.is_down("telegram", "401")
    await room.store.suspend_target((await room.store.targets())[0].id, "kicked")
    await room.desk.back("fake", ["-1"])
    warned = (ParseWarning(line=7, message=Sentence("the document names no date")),)
    room.notices.ingested(read("odd.md", date=room.day, warnings=warned))
    room.notices.ingested(Ingested(where="broken.md", status="failed", reason="?"))
    await room.notices.tell()
    assert len(room.told) == 9
    for _, reply in room.platform.told:
        check(reply)
        text = words(reply).replace("AI日报", "")
        assert any("一" <= character <= "龥" for character in text) is (locale != "en"), text
        assert "{" not in text

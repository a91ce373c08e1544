"""From an update to its answer: order, bounds, the one boundary for errors, and the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from telegram import CallbackQuery, Message, Update, User

from bot.errors import Ambiguous, RibaoError, StoreBusy, UsageError
from handlers.telegram import commands, dispatch, upload
from handlers.telegram.dispatch import Dispatch
from handlers.telegram.station import Station
from tests.fakes.stations import station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import Person, TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def station(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Station]:
    async with sqlite_store(tmp_path) as store, station_of(server, store) as station:
        yield station


@asynccontextmanager
async def at_work(dispatch: Dispatch) -> AsyncIterator[Dispatch]:
    try:
        yield dispatch
    finally:
        await dispatch.close()


def said(server: TelegramServer, who: Person, text: str) -> Update:
    """The update of a message, as a bot gets it."""
    who.says(text)
    return Update.de_json(server.updates.queue.pop(), None)


def pressed(number: int, who: Person, data: str = "cx") -> Update:
    user = User(who.id, "Reader", is_bot=False)
    return Update(number, callback_query=CallbackQuery(f"{number}", user, "1", data=data))


async def quiet(dispatch: Dispatch) -> None:
    """Wait until nothing is at work."""
    async with asyncio.timeout(10):
        while dispatch._tasks:
            await asyncio.wait(set(dispatch._tasks))


def replace(monkeypatch: pytest.MonkeyPatch, name: str, answer: Callable[..., Awaitable[None]]) -> None:
    """Another answer than FRONTEND's, so that its moment can be chosen."""
    monkeypatch.setattr(commands, name, answer)


async def test_an_update_that_comes_twice_is_answered_once(server: TelegramServer, station: Station) -> None:
    reader = server.person(started=True)
    update = said(server, reader, "/help")
    async with at_work(Dispatch(station)) as taken:
        taken.take(update)
        taken.take(update)
        await quiet(taken)
    assert len([message for message in reader.private.standing() if message.outgoing]) == 1


async def test_updates_are_answered_at_once_and_decisions_of_a_chat_in_order(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = server.person(started=True), server.person(started=True)
    begun: list[str] = []
    ended: list[str] = []
    go = asyncio.Event()

    async def slow(_: Station, query: CallbackQuery, __: object) -> None:
        begun.append(query.id)
        if query.id == "1":
            await go.wait()
        ended.append(query.id)

    monkeypatch.setattr(upload, "on_press", slow)
    async with at_work(Dispatch(station)) as taken:
        for number, who in enumerate((first, first, second, first), start=1):
            taken.take(pressed(number, who, "ux"))
        await asyncio.sleep(0.05)
        assert (begun, ended) == (["1", "3"], ["3"]), "the other chat does not wait"
        go.set()
        await quiet(taken)
    assert ended == ["3", "1", "2", "4"]


async def test_what_one_person_writes_in_a_chat_is_answered_in_order(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = server.person(started=True), server.person(started=True)
    done: list[str] = []
    go = asyncio.Event()

    async def slow(_: Station, message: Message) -> None:
        if message.text == "1":
            await go.wait()
        done.append(message.text or "")

    replace(monkeypatch, "on_message", slow)
    async with at_work(Dispatch(station)) as taken:
        for who, text in ((first, "1"), (first, "2"), (second, "3")):
            taken.take(said(server, who, text))
        await asyncio.sleep(0.05)
        assert done == ["3"]
        go.set()
        await quiet(taken)
    assert done == ["3", "1", "2"]


async def test_no_more_are_answered_at_once_than_the_bound(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = most = 0

    async def slow(_: Station, message: Message) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

    replace(monkeypatch, "on_message", slow)
    async with at_work(Dispatch(station, at_once=3, waiting=10)) as taken:
        for number in range(20):
            taken.take(said(server, server.person(started=True), f"{number}"))
        full = asyncio.create_task(taken.room())
        await asyncio.sleep(0)
        assert not full.done(), "nobody asks for more while so many wait"
        await quiet(taken)
        await asyncio.wait_for(full, 1)
    assert most == 3


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UsageError("that is not a date"), "that is not a date"),
        (StoreBusy("locked"), "The archive can't be read just now. Please try again in a moment."),
        (
            ZeroDivisionError("secret words"),
            "Something went wrong here. It was written down; please try again.",
        ),
        (Ambiguous("the answer was lost"), None),
    ],
)
async def test_whatever_goes_wrong_ends_in_one_sentence(
    server: TelegramServer,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    sentence: str | None,
) -> None:
    async def broken(*_: object) -> None:
        raise error

    replace(monkeypatch, "on_message", broken)
    replace(monkeypatch, "on_press", broken)
    reader = server.person(started=True, language="en")
    group = server.supergroup(members=(reader,), bot="member")
    server.reads_groups = True
    with capture_logs() as logs:
        async with at_work(Dispatch(station)) as taken:
            taken.take(said(server, reader, "private words"))
            reader.says("a thing in the group", group)
            taken.take(Update.de_json(server.updates.queue.pop(), None))
            question = server.world.post(reader.private, sender=server.world.bot, markup={
                "inline_keyboard": [[{"text": "Go", "callback_data": "cx"}]]
            })  # fmt: skip
            press = reader.presses(question, "Go")
            taken.take(Update.de_json(server.updates.queue.pop(), None))
            await quiet(taken)
    answers = [
        m for chat in (reader.private, group) for m in chat.standing() if m.outgoing and m is not question
    ]
    if sentence is None:
        assert not answers
        assert not press.answered
    else:
        assert [message.text for message in answers] == [sentence] * 2
        assert answers[0].reply_to is not None
        assert (press.text, press.alert) == (sentence, True)
    if not isinstance(error, RibaoError):
        defects = [entry for entry in logs if entry["log_level"] == "error"]
        assert {entry["update"] for entry in defects} == {"message", "callback_query"}
        assert "private words" not in repr([{**entry, "exc_info": ""} for entry in defects])


async def test_who_can_not_be_told_is_left_in_peace(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise UsageError("no")

    replace(monkeypatch, "on_message", broken)
    reader = server.person(started=True)
    update = said(server, reader, "hello")
    reader.blocks()
    async with at_work(Dispatch(station)) as taken:
        taken.take(update)
        await quiet(taken)
    assert not [message for message in reader.private.standing() if message.outgoing]


async def test_what_is_at_work_ends_within_a_second(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()

    async def endless(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def deaf(*_: object) -> None:
        for _turn in range(40):
            try:
                await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                continue

    replace(monkeypatch, "on_message", endless)
    replace(monkeypatch, "on_press", deaf)
    reader = server.person(started=True)
    taken = Dispatch(station)
    taken.take(said(server, reader, "hello"))
    taken.take(pressed(7, reader))
    await asyncio.sleep(0.01)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await taken.close()
    assert ended.is_set()
    assert loop.time() - begin < dispatch.FAREWELL + 0.2
    await quiet(taken)


async def test_a_moving_picture_is_no_document(server: TelegramServer, station: Station) -> None:
    reader = server.person(started=True)
    reader.sends(b"GIF89a", "cat.mp4")
    update = server.updates.queue.pop()
    update["message"]["animation"] = {
        **update["message"]["document"], "width": 9, "height": 9, "duration": 1
    }  # fmt: skip
    async with at_work(Dispatch(station)) as taken:
        taken.take(Update.de_json(update, None))
        await quiet(taken)
    assert not [message for message in reader.private.standing() if message.outgoing]


async def test_who_alone_is_told_is_told_in_the_own_language(
    server: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise StoreBusy("locked")

    replace(monkeypatch, "on_message", broken)
    reader = server.person(started=True, language="zh-hant")
    group = server.supergroup(members=(reader,), bot="administrator")
    async with at_work(Dispatch(station)) as taken:
        taken.take(said(server, reader, "/today"))
        reader.says("/today", group)
        taken.take(Update.de_json(server.updates.queue.pop(), None))
        await quiet(taken)
    [private], [public] = ([m for m in chat.standing() if m.outgoing] for chat in (reader.private, group))
    assert private.text == "目前無法讀取資料，請稍後再試。"
    assert public.text.startswith("The archive"), "the others read it too"

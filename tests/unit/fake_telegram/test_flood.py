"""The fake Bot API server: how much it takes, and what goes wrong on demand."""

import asyncio
import datetime as dt
import time

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram.faults import WRITES, Faults
from tests.fakes.telegram.flood import Flood
from tests.unit.fake_telegram.raw import ask


def taken(flood: Flood, chats: list[int], *, shared: bool, seconds: float, step: float) -> int:
    """How many messages get through when the chats are written to in turn, every `step` seconds."""
    count, now, number = 0, 0.0, 0
    while now < seconds:
        chat = chats[number % len(chats)]
        if flood.barred(chat, now) is None and flood.check(chat, shared=shared, cost=1, now=now) is None:
            count += 1
        number += 1
        now += step
    return count


def test_a_private_chat_takes_one_a_second_after_a_burst() -> None:
    assert 58 <= taken(Flood(on=True), [1], shared=False, seconds=60, step=0.1) <= 63


def test_a_group_takes_20_in_any_minute() -> None:
    flood = Flood(on=True)
    assert taken(flood, [1], shared=True, seconds=59, step=1.2) == 20
    assert flood.check(2, shared=True, cost=1, now=60) is None


def test_all_chats_together_take_30_a_second() -> None:
    flood = Flood(on=True)
    count = taken(flood, list(range(10_000)), shared=False, seconds=10, step=0.01)
    assert 30 * 9 < count <= 30 * 11


def test_who_keeps_the_pace_is_never_refused() -> None:
    flood = Flood(on=True)
    assert taken(flood, list(range(300)), shared=False, seconds=59.99, step=1 / 30) == 1800
    assert not flood.refused


def test_a_refusal_bars_the_chat_and_only_it() -> None:
    flood = Flood(on=True, burst=1)
    assert flood.check(1, shared=False, cost=1, now=0) is None
    refusal = flood.check(1, shared=False, cost=1, now=0.2)
    assert refusal is not None
    assert refusal.body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert flood.barred(1, 1.1) is not None
    assert flood.impatient == 1
    assert flood.barred(2, 1.1) is None
    assert flood.barred(1, 1.3) is None
    assert flood.check(1, shared=False, cost=1, now=1.3) is None


async def test_impatience_is_counted(server: TelegramServer, bot: Bot) -> None:
    server.flood.set(on=True, burst=1)
    ann, bob = server.person("Ann", started=True), server.person("Bob", started=True)
    sent = await bot.send_message(ann.id, "1")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ann.id, "2")
    assert refused.value.retry_after == dt.timedelta(seconds=1)
    assert not server.violations
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("edits count too", ann.id, sent.message_id)
    assert server.flood.impatient == 1
    assert [violation.kind for violation in server.violations] == ["impatient"]
    assert (await bot.get_chat(ann.id)).id == ann.id, "what writes nothing is not barred"
    await bot.send_message(bob.id, "others go on")
    await asyncio.sleep(1.05)
    await bot.send_message(ann.id, "2")
    assert ann.private.texts() == ["1", "2"]


async def test_copies_of_many_cost_as_much_as_many(server: TelegramServer, bot: Bot) -> None:
    channel, goal = server.channel(), server.channel()
    numbers = [(await bot.send_message(channel.id, "x")).message_id for _ in range(20)]
    server.flood.set(on=True, burst=30)
    await bot.copy_messages(goal.id, channel.id, numbers)
    with pytest.raises(RetryAfter):
        await bot.send_message(goal.id, "the 21st")


@pytest.mark.parametrize(
    ("fault", "error", "stands"),
    [
        ("status", NetworkError, 0),
        ("dropped before", NetworkError, 0),
        ("dropped after", NetworkError, 1),
        ("truncated", NetworkError, 1),
        ("hang", TimedOut, 0),
        ("hang after", TimedOut, 1),
        ("flood", RetryAfter, 0),
    ],
)
async def test_faults(
    server: TelegramServer, bot: Bot, fault: str, error: type[TelegramError], stands: int
) -> None:
    channel = server.channel()
    server.faults.add(fault, "sendMessage", chat=channel.id)
    with pytest.raises(error):
        await bot.send_message(channel.id, "x", read_timeout=0.4)
    await server.until(lambda: server.journal.counts["sendMessage"] or fault.startswith("hang"))
    assert len(channel.standing()) == stands
    await bot.send_message(server.channel().id, "the next goes well")


async def test_a_delay_and_a_bad_gateway(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    server.faults.add("delay", seconds=0.3)
    started = time.monotonic()
    await bot.send_message(channel.id, "late")
    assert time.monotonic() - started > 0.3
    server.faults.add("status", "sendMessage", status=502, skip=1, times=2)
    await bot.send_message(channel.id, "well")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(channel.id, "bad")
    await bot.send_message(channel.id, "well again")
    assert [entry.fault for entry in server.journal.of("sendMessage")] == [
        "delay",
        "",
        "status",
        "status",
        "",
    ]


def test_a_mix_has_the_shares_that_were_asked_for_and_can_be_repeated() -> None:
    def run(seed: int) -> list[str]:
        faults = Faults()
        faults.mix(seed=seed, dropped_before=0.1, dropped_after=0.1, flood=0.1)
        met = [faults.befall("sendMessage", 1) for _ in range(5000)]
        assert faults.befall("getUpdates", None) is None
        return [fault.kind if fault else "" for fault in met]

    met = run(7)
    assert met == run(7)
    assert met != run(8)
    for kind in ("dropped before", "dropped after", "flood"):
        assert 400 < met.count(kind) < 600
    assert "editMessageText" in WRITES


async def test_a_flood_by_chance_bars_like_a_real_one(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    server.faults.mix(flood=1.0)
    with pytest.raises(RetryAfter):
        await bot.send_message(channel.id, "x")
    server.faults.clear()
    with pytest.raises(RetryAfter):
        await bot.send_message(channel.id, "x")
    assert server.flood.impatient == 1


async def test_the_log_knows_what_took_effect(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    server.faults.add("dropped after", "sendMessage")
    server.faults.add("dropped before", "sendMessage")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(channel.id, "x")
    assert [(entry.fault, entry.done) for entry in server.journal.of("sendMessage")] == [
        ("dropped after", True),
        ("dropped before", False),
    ]
    assert all(entry.chat == str(channel.id) for entry in server.journal.of("sendMessage"))


async def test_a_server_that_restarts_on_its_port_has_forgotten_nothing(
    server: TelegramServer, bot: Bot
) -> None:
    channel = server.channel()
    await bot.send_message(channel.id, "before")
    await server.stop()
    with pytest.raises(NetworkError):
        await bot.send_message(channel.id, "nobody listens")
    await server.start()
    await bot.send_message(channel.id, "after")
    assert channel.texts() == ["before", "after"]


async def test_stopping_does_not_wait_for_pollers_and_what_hangs(server: TelegramServer) -> None:
    server.faults.add("hang", "getMe")
    polls = [
        asyncio.create_task(ask(server, "getMe")),
        asyncio.create_task(ask(server, "getUpdates", timeout=50)),
    ]
    await server.until(lambda: server.updates.waited_for)
    started = time.monotonic()
    await server.stop()
    assert time.monotonic() - started < 2
    results = await asyncio.gather(*polls, return_exceptions=True)
    assert len(results) == 2

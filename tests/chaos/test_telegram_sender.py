"""Answers of Telegram are lost in every way while digests go out: nothing is lost, nothing doubled."""

from collections import Counter
from pathlib import Path

import pytest

from bot.delivery.models import DeliveryState, DesiredParts, Part
from bot.delivery.outbox import LEASE, Outbox
from bot.models import Policy
from handlers.telegram import wire
from handlers.telegram.create import TelegramPlatform
from tests.fakes.mailroom import Mailroom, content, mailroom
from tests.fakes.telegram import Chat

WRITES = ("sendMessage", "editMessageText", "deleteMessage", "getChat", "getChatMember")
POSTS_ONLY = frozenset({"can_post_messages"})


async def run(room: Mailroom, digest_id: int, targets: list[int], texts: list[str]) -> None:
    """Plan these parts, and deliver until nothing is left to do; the clock is moved over the waits."""
    parts = tuple(Part(content=content(text)) for text in texts)
    desired = DesiredParts(target_ids=tuple(targets), parts=parts)
    await room.store.plan(digest_id, [desired], now=room.clock(), revision=1)
    outbox = Outbox(room.store, {"telegram": Posting(room)}, room.clock)  # type: ignore[dict-item]
    for attempt in range(40):
        await outbox.drain()
        if await room.store.next_due(["telegram"]) is None:
            return
        room.clock.forward(seconds=LEASE.total_seconds() * 20)
        if attempt == 25:
            room.server.faults.clear()
    raise AssertionError("the outbox never came to an end")


class Posting:
    """The sending half of the platform."""

    name = TelegramPlatform.name

    def __init__(self, room: Mailroom) -> None:
        self.room = room.connection.room
        self.send = room.sender.send
        self.edit = room.sender.edit
        self.delete = room.sender.delete
        self.recover = room.sender.recover


async def states(room: Mailroom, target: int) -> Counter[DeliveryState]:
    (line,) = await room.store.ledger([target])
    return Counter(line.states)


@pytest.mark.parametrize("seed", range(3))
async def test_lost_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(wire, "READ", 1.0)
    async with mailroom(tmp_path, settling=0.2) as room:
        channels = [room.server.channel(rights=POSTS_ONLY) for _ in range(4)]
        channels += [room.server.channel() for _ in range(4)]
        people = [room.server.person(started=True).private for _ in range(4)]
        groups = [room.server.supergroup() for _ in range(4)]
        ids: dict[int, Chat] = {}
        for chat in channels + people + groups:
            target = await room.store.declare_target("telegram", str(chat.id), Policy())
            ids[target.id] = chat
        room.server.faults.mix(
            seed=seed,
            methods=WRITES,
            seconds=2.0,
            dropped_before=0.06,
            dropped_after=0.06,
            truncated=0.04,
            hang_after=0.01,
            hang=0.01,
            status=0.03,
        )
        first, second = await room.edition(), await room.edition()
        texts = ["<b>日报</b>\n一\n二", "其二\n三\n四", "其三\n五\n六"]
        await run(room, first, list(ids), texts)
        await run(room, second, list(ids), [f"次日{text}" for text in texts])
        corrected = [texts[0], "其二\n三\n四（更正）"]
        await run(room, first, list(ids), corrected)
        wanted = Counter(
            [
                "日报\n一\n二",
                "其二\n三\n四（更正）",
                *(f"次日{text}" for text in ("日报\n一\n二", *texts[1:])),
            ]
        )
        for number, chat in ids.items():
            standing = Counter(chat.texts())
            if chat in channels:
                assert standing == wanted, chat.texts()
                assert set(await states(room, number)) <= {DeliveryState.POSTED, DeliveryState.CANCELLED}
            else:
                doubtful = (await states(room, number))[DeliveryState.UNKNOWN]
                assert max(standing.values(), default=0) == 1, chat.texts()
                assert sum((wanted - standing).values()) <= doubtful
        assert not room.server.violations

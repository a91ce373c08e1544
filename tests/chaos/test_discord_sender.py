"""Answers of Discord are lost in every way while digests go out: nothing is lost, doubled or in doubt."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.models import Claim, DeliveryState, DesiredParts, Part, Receipt
from bot.delivery.outbox import LEASE, Outbox
from bot.models import Policy
from handlers.discord import history, journey
from handlers.discord.create import DiscordPlatform
from handlers.discord.snowflakes import EPOCH, first_of
from tests.fakes.discord import Channel
from tests.fakes.discord.faults import WRITES
from tests.fakes.discord_mailroom import Mailroom, card, embed, mailroom

TEXTS = ["日报一二", "其二三四", "其三五六"]
NEXT = [f"次日{text}" for text in TEXTS]
CORRECTED = ["日报一二（更正）", "其二三四"]


class Posting:
    """The sending half of the platform, whichever process it is."""

    name = DiscordPlatform.name

    def __init__(self, room: Mailroom) -> None:
        self._room = room

    def room(self) -> int:
        """As the platform says."""
        return self._room.connection.room()

    async def send(self, claim: Claim) -> Receipt:
        """As the platform does."""
        return await self._room.sender.send(claim)

    async def edit(self, claim: Claim) -> Receipt | None:
        """As the platform does."""
        return await self._room.sender.edit(claim)

    async def delete(self, claim: Claim) -> None:
        """As the platform does."""
        await self._room.sender.delete(claim)

    async def recover(self, claim: Claim) -> Receipt | None:
        """As the platform does."""
        return await self._room.sender.recover(claim)


def drawn(kind: str, texts: list[str]) -> tuple[Part, ...]:
    """These texts as parts, as a place of that kind has them."""
    if kind == "embeds":
        return tuple(Part(content=embed(text[:2], lead=at == 0)) for at, text in enumerate(texts))
    return tuple(
        Part(content=card(text, title="日报", lead=at == 0, thread=kind == "threaded" and at > 0))
        for at, text in enumerate(texts)
    )


async def run(room: Mailroom, digest_id: int, places: Mapping[int, str], texts: list[str]) -> None:
    """Plan these texts, and deliver until nothing is left to do, by ever new processes."""
    desired = [
        DesiredParts(target_ids=(target,), parts=drawn(kind, texts)) for target, kind in places.items()
    ]
    await room.store.plan(digest_id, desired, now=room.clock(), revision=1)
    for attempt in range(40):
        await Outbox(room.store, {"discord": Posting(room)}, room.clock).drain()  # type: ignore[dict-item]
        if await room.store.next_due(["discord"]) is None:
            return
        if attempt % 2:
            room.forget_nonces()
            room.restart()
        room.later += LEASE * 20
        if attempt == 25:
            room.server.faults.clear()
    raise AssertionError("the outbox never came to an end")


def standing(channel: Channel) -> list[str]:
    """What stands there and in the threads below."""
    threads = channel.guild.threads.values() if channel.guild is not None and not channel.is_thread else ()
    below = [thread for thread in threads if thread.thread is not None and thread.thread.parent is channel]
    assert all(thread.standing() for thread in below), "an empty thread was left"
    return [message.text for place in (channel, *below) for message in place.standing()]


def shown(kind: str, text: str) -> str:
    """How the text is read in such a place."""
    if kind != "embeds":
        return text
    first: dict[str, Any] = embed(text[:2])["embeds"][0]
    return f"{first['title']}\n{first['description']}"


@pytest.mark.parametrize("seed", range(3))
async def test_lost_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(journey, "PATIENCE", 2.0)
    # The ledger's clock runs ahead over the waits, the server's does not.
    monkeypatch.setattr(history, "SKEW", first_of(EPOCH + dt.timedelta(days=2)))
    async with mailroom(tmp_path) as room:
        server = room.server
        guild = server.guild()
        news = server.channel("news", guild, kind="announcement")
        made = [
            *((server.channel(kind, guild), kind) for kind in ("plain", "threaded", "embeds") * 2),
            *((server.channel("forum", guild, kind="forum", tags=("新闻",)), "plain") for _ in range(2)),
            (server.thread(server.channel("talk", guild)), "plain"),
            (server.dm(server.world.user("ann")), "plain"),
            (news, "threaded"),
        ]
        channels: dict[int, tuple[Channel, str]] = {}
        for channel, kind in made:
            target = await room.store.declare_target("discord", str(channel.id), Policy())
            channels[target.id] = channel, kind
        places = {number: kind for number, (_, kind) in channels.items()}
        server.faults.mix(
            seed=seed,
            methods=(*WRITES, "GET /channels/**", "GET /guilds/**"),
            seconds=0.2,
            dropped_before=0.06,
            dropped_after=0.06,
            truncated=0.04,
            status=0.02,
            status_after=0.02,
            flood=0.04,
        )
        server.faults.add("hang after", *WRITES, times=2, probability=0.02, seconds=30)
        server.faults.add("status after", *WRITES, times=None, probability=0.03, status=503)
        first, second = await room.edition(), await room.edition()
        await run(room, first, places, TEXTS)
        await run(room, second, places, NEXT)
        await run(room, first, places, CORRECTED)
        for number, (channel, kind) in channels.items():
            wanted = Counter(shown(kind, text) for text in (*CORRECTED, *NEXT))
            assert Counter(standing(channel)) == wanted, (channel.name, kind)
            (line,) = await room.store.ledger([number])
            assert set(line.states) <= {DeliveryState.POSTED, DeliveryState.CANCELLED}
        server.faults.clear()
        leads = [message for message in news.standing() if "日报" in message.text]
        await server.until(lambda: all(lead.crossposted for lead in leads), 60, "the crossposts")
        assert len(leads) == 2
        assert not server.violations

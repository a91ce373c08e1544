"""Previews on Telegram: real messages, without a sound, to the operator alone."""

from pathlib import Path

from bot.models import Policy
from tests.fakes.newsroom import newsroom
from tests.fakes.stations import OPERATOR


async def test_a_preview_is_sent_to_who_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        store, server = room.station.desk.store, room.server
        await store.declare_target("telegram", "@channel", Policy())
        await store.declare_target("discord", "77", Policy())
        operator = server.person("Op", id=OPERATOR, started=True, language="en")
        asked = operator.says("/preview 2026-11-20 telegram:@channel")
        await server.until(lambda: len(room.after(asked)) > 1, what="the posts")
        answer, *_ = room.after(asked)
        target = (await store.targets_at("telegram", ["@channel"]))[0]
        digest = await store.digest()
        assert digest is not None
        parts = (await room.station.desk.drawn(digest, target))[:10]
        await server.until(lambda: len(room.after(asked)) > len(parts), what="all posts")
        assert [post.text for post in room.after(asked)[1:]] == [part.content["text"] for part in parts]
        assert all(post.silent for post in room.after(asked)[1:])
        assert "This is how" in answer.text
        assert not await store.planned_targets(digest.id), "it is in no ledger"
        assert not server.violations


async def test_where_others_read_along_it_is_sent_in_private(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        server, store = room.server, room.station.desk.store
        operator = server.person("Op", id=OPERATOR, started=True, language="en")
        group = server.supergroup("Desk", members=(room.reader, operator))
        await store.declare_target("telegram", str(group.id), Policy())
        answer = await room.asks("/preview@ribao_bot", operator, group)
        assert "私信" in answer.text
        await server.until(lambda: any(m.outgoing for m in operator.private.messages.values()))
        assert len(room.after(answer)) == 0, "no reader sees it"
        assert not server.violations


async def test_who_never_wrote_to_the_bot_is_told_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        server, store = room.server, room.station.desk.store
        operator = server.person("Op", id=OPERATOR, language="en")
        group = server.supergroup("Desk", members=(room.reader, operator))
        await store.declare_target("telegram", str(group.id), Policy())
        asked = operator.says("/preview@ribao_bot", group)
        await server.until(lambda: len(room.after(asked)) > 1)
        assert "私聊" in room.after(asked)[1].text


async def test_an_order_that_is_handed_over_again_is_done_once(tmp_path: Path) -> None:
    """After a crash a new process is sent the same update: nothing is remembered but in the store."""
    async with newsroom(tmp_path) as room:
        server, store = room.server, room.station.desk.store
        operator = server.person("Op", id=OPERATOR, started=True, language="en")
        await store.declare_target("telegram", "@channel", Policy())
        first = await room.asks("/repost 2026-11-20 all", operator)
        assert "posted anew" in first.text
        digest = await store.digest()
        assert digest is not None
        generation = await store.generation(digest.id)
        name = f"asked telegram {operator.private.id} {first.reply_to}"
        assert not await store.claim_notice(name, now=room.clock(), apart=None), "it was claimed"
        assert await store.generation(digest.id) == generation

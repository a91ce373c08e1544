"""A forum: a post for each digest, made once although no nonce guards it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.models import Claim, Posted, Receipt, Retry
from bot.errors import Ambiguous, PostLost, Refused, TargetLost, Transient
from handlers.discord.channels import FORUM, Channel, Tag
from handlers.discord.forums import fitting
from tests.fakes.discord import Channel as FakeChannel
from tests.fakes.discord_mailroom import Mailroom, card, embed, mailroom

CREATE = "POST /channels/*/threads"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


def posts(forum: FakeChannel) -> list[FakeChannel]:
    """The posts of the forum that stand, oldest first."""
    assert forum.guild is not None
    found = [*forum.guild.threads.values(), *forum.archive.values()]
    return sorted(
        (each for each in found if each.thread is not None and each.thread.parent is forum),
        key=lambda each: each.id,
    )


async def lost(
    room: Mailroom, forum: FakeChannel, fault: str, part: dict[str, Any], status: int = 500
) -> Claim:
    """A claim whose post met a fault."""
    await room.plan(forum.id, part)
    claim = await room.claim()
    room.server.faults.add(fault, CREATE, status=status)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    return claim


async def test_a_digest_is_a_post_with_its_parts_and_tags(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum", tags=["新闻", "论文", "Tools"])
    await room.post(forum.id, card("日报", tags=("论文", "tools", "别的")), card("其二"))
    (post,) = posts(forum)
    assert post.name == "日报"
    assert post.texts() == ["日报", "其二"]
    assert post.thread is not None
    assert post.thread.tags == [forum.tags[1].id, forum.tags[2].id]
    known = await room.store.posts(1, 1)
    assert [entry.receipt.message_id for entry in known] == [
        f"{post.id}/{post.standing()[1].id}",
        str(post.id),
    ]


async def test_a_forum_that_asks_for_a_tag_gets_one(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum", tags=["杂项"], tag_required=True)
    await room.post(forum.id, card("日报"))
    (post,) = posts(forum)
    assert post.thread is not None
    assert post.thread.tags == [forum.tags[0].id]
    bare = room.server.channel(kind="forum", tag_required=True)
    await room.plan(bare.id, card("日报"))
    with pytest.raises(TargetLost, match="asks for a tag"):
        await room.sender.send(await room.claim())


async def test_tags_that_changed_are_asked_for_again(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum", tags=["新闻"])
    await room.post(forum.id, card("昨天", tags=("新闻",)))
    forum.tags[0].id += 1
    await room.post(forum.id, card("今天", tags=("新闻",)))
    assert [post.name for post in posts(forum)] == ["昨天", "今天"]
    room.server.journal.violations.clear()  # one stale tag is how we learn it


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("fault", ["status", "status after"])
async def test_an_error_of_the_server_is_never_repeated_blindly(
    room: Mailroom, fault: str, status: int
) -> None:
    forum = room.server.channel(kind="forum")
    claim = await lost(room, forum, fault, card("今天"), status=status)
    assert len(posts(forum)) == (fault == "status after")
    found = await room.sender.recover(claim)
    if found is None:
        await room.settle(claim, Retry(at=room.clock(), reason="again"))
        claim = await room.claim()
        found = await room.sender.send(claim)
    (post,) = posts(forum)
    assert found == Receipt(message_id=str(post.id))


@pytest.mark.parametrize("fault", ["dropped after", "truncated"])
@pytest.mark.parametrize("part", [card("今天"), embed("今天")], ids=["card", "embed"])
@pytest.mark.parametrize("archived", [False, True])
async def test_a_post_that_arrived_is_found(
    room: Mailroom, fault: str, part: dict[str, Any], archived: bool
) -> None:
    forum = room.server.channel(kind="forum")
    await room.post(forum.id, part)
    claim = await lost(room, forum, fault, part)
    newest = posts(forum)[-1]
    room.server.world.archive(newest, archived)
    room.restart()
    assert await room.sender.recover(claim) == Receipt(message_id=str(newest.id))
    assert len(posts(forum)) == 2


async def test_what_others_began_and_other_digests_are_left_alone(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    await room.post(forum.id, card("今天"))
    claim = await lost(room, forum, "dropped before", card("今天"))
    stranger = room.server.world.user("Reader")
    room.server.world.thread(forum, "今天", owner=stranger.id)
    other = room.server.channel(kind="forum", guild=forum.guild)
    room.server.world.thread(other, "今天", owner=room.server.world.bot.id)
    assert await room.sender.recover(claim) is None
    assert len(posts(forum)) == 2


async def test_doubles_are_deleted(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    claim = await lost(room, forum, "dropped after", card("今天"))
    room.server.faults.add("dropped after", CREATE)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    newest = posts(forum)[-1]
    assert await room.sender.recover(claim) == Receipt(message_id=str(newest.id))
    assert posts(forum) == [newest]


async def test_what_arrives_a_moment_later_is_found(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    claim = await lost(room, forum, "dropped after", card("今天"))
    (late,) = posts(forum)
    assert forum.guild is not None
    del forum.guild.threads[late.id]
    looking = "GET /guilds/{guild_id}/threads/active"

    def looked() -> bool:
        return any(entry.method == looking for entry in room.server.journal.entries)

    import asyncio

    recovering = asyncio.create_task(room.sender.recover(claim))
    await room.server.until(looked)
    forum.guild.threads[late.id] = late
    assert await recovering == Receipt(message_id=str(late.id))


async def test_silence_while_looking_settles_nothing(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    claim = await lost(room, forum, "dropped after", card("今天"))
    for path in ("GET /guilds/*/threads/active", "GET /channels/*/threads/archived/public"):
        room.server.faults.add("status", path, status=503)
        with pytest.raises(Transient):
            await room.sender.recover(claim)
    room.server.permit(forum, read_message_history=False)
    with pytest.raises(Ambiguous, match="read the message history"):
        await room.sender.recover(claim)


async def test_a_lost_second_part_is_found_in_the_post(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    await room.plan(forum.id, card("日报"), card("其二"))
    await room.carry_out()
    claim = await room.claim()
    room.server.faults.add("dropped after", "POST /channels/*/messages")
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    room.forget_nonces()
    found = await room.sender.recover(claim)
    (post,) = posts(forum)
    assert found == Receipt(message_id=f"{post.id}/{post.standing()[1].id}")
    assert post.texts() == ["日报", "其二"]


async def test_a_correction_renames_the_post_and_wakes_it(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    digest_id = await room.post(forum.id, card("旧"), card("其二"))
    (post,) = posts(forum)
    room.server.world.archive(post, True)
    await room.plan(forum.id, card("新"), card("其二，更正"), digest_id=digest_id)
    await room.carry_out()
    await room.carry_out()
    assert post.texts() == ["新", "其二，更正"]
    assert post.name == "新"
    assert post.thread is not None
    assert post.thread.archived


async def test_a_post_that_somebody_locked_is_corrected_under_its_old_name(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    room.server.permit(forum, manage_threads=False)
    digest_id = await room.post(forum.id, card("旧"))
    (post,) = posts(forum)
    room.server.world.archive(post, False, locked=True)
    await room.plan(forum.id, card("新"), digest_id=digest_id)
    await room.carry_out()
    assert (post.texts(), post.name) == (["新"], "旧")


async def test_a_post_that_was_deleted_is_lost_with_all_its_parts(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    digest_id = await room.post(forum.id, card("旧"), card("其二"))
    room.server.world.close(posts(forum)[0])
    await room.plan(forum.id, card("新"), card("其二，更正"), digest_id=digest_id)
    for _ in range(2):
        claim = await room.claim()
        with pytest.raises(PostLost):
            await room.sender.edit(claim)
        await room.settle(claim, claim.receipt)


async def test_a_digest_is_taken_away_as_a_whole(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    digest_id = await room.post(forum.id, card("日报"), card("其二"))
    await room.plan(forum.id, digest_id=digest_id)
    for _ in range(2):
        claim = await room.carry_out()
        await room.sender.delete(claim)
    assert posts(forum) == []


async def test_without_the_right_to_manage_threads_the_messages_are_taken_away(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    room.server.permit(forum, manage_threads=False)
    digest_id = await room.post(forum.id, card("日报"), card("其二"))
    (post,) = posts(forum)
    await room.plan(forum.id, digest_id=digest_id)
    await room.carry_out()
    await room.carry_out()
    assert post.standing() == []


async def test_other_parts_have_no_place_without_the_post(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    await room.plan(forum.id, card("日报"), card("其二"))
    await room.settle(await room.claim(), Posted(receipt=Receipt(message_id="")))
    with pytest.raises(Refused, match="have no place"):
        await room.sender.send(await room.claim())


async def test_the_newest_post_is_pinned(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum")
    for text in ("昨天", "今天"):
        await room.post(forum.id, card(text, pin=True))
        await room.sender._pins.done()
    assert [post.thread.pinned for post in posts(forum) if post.thread] == [False, True]


def test_tags_are_matched_by_name() -> None:
    names = ("甲", "乙", "丙", "丁", "戊", "己", "官方", "AI")
    tags = tuple(Tag(at, name, name == "官方") for at, name in enumerate(names))
    forum = Channel(1, FORUM, "日报", tags=tags)
    assert [tag.name for tag in fitting(forum, ["ai", "甲", "甲", "无", "官方"])] == ["AI", "甲"]
    assert len(fitting(forum, list("甲乙丙丁戊己"))) == 5
    assert fitting(forum, []) == []
    assert [tag.name for tag in fitting(forum._replace(tag_required=True), ["无"])] == ["甲"]
    assert fitting(Channel(1, FORUM, "日报", tags=tags[6:7], tag_required=True), ["官方"]) == []

"""What is watched for stands rightly in each kind of channel, and goes with its last match."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models import Policy, StoredDigest
from handlers.discord.render import render
from tests.fakes.digests import digest
from tests.fakes.discord import Channel
from tests.fakes.discord_mailroom import Mailroom, mailroom
from tests.fakes.editions import stored


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


def edition(*titles: str) -> StoredDigest:
    return stored(digest(*titles))


async def posted(
    room: Mailroom, channel: Channel, policy: Policy, *titles: str, digest_id: int | None = None
) -> int:
    """The digest of these items planned and carried out in the channel."""
    contents = [part.content for part in render(edition(*titles), policy)]
    digest_id = await room.plan(channel.id, *contents, digest_id=digest_id)
    while await room.store.next_due(["discord"]) is not None:
        await room.carry_out()
    return digest_id


def alerts(channel: Channel) -> list[str]:
    return [text for text in channel.texts() if "🔔" in text]


async def test_an_alert_stands_in_the_channel_not_in_the_thread_and_follows_corrections(
    room: Mailroom,
) -> None:
    channel = room.server.channel()
    policy = Policy(layout="summary+thread", watch=("NVIDIA",))
    digest_id = await posted(room, channel, policy, "英伟达的卡", "别的事")
    top, alert = channel.standing()
    assert "英伟达的卡" in alerts(channel)[0]
    assert "别的事" not in alerts(channel)[0]
    assert top.thread is not None
    assert len(top.thread.texts()) == 1
    await posted(room, channel, policy, "某家的卡", "别的事", digest_id=digest_id)
    assert channel.standing() == [top]
    await posted(room, channel, policy, "某家的卡", "輝達的事", digest_id=digest_id)
    assert "輝達的事" in alerts(channel)[0]
    assert channel.standing()[1].id != alert.id


async def test_in_a_forum_an_alert_stands_in_the_digests_post_or_begins_one(room: Mailroom) -> None:
    forum = room.server.channel(kind="forum", tags=["新闻资讯"])
    assert forum.guild is not None
    await posted(room, forum, Policy(watch=("英伟达",)), "英伟达的卡")
    (post,) = forum.guild.threads.values()
    assert post.name == "AI日报 2026-11-20"
    assert ["🔔" in text for text in post.texts()] == [False, True]
    await posted(room, forum, Policy(watch=("英伟达",), digests=False), "英伟达的卡", "别的事")
    *_, alone = forum.guild.threads.values()
    assert alone.name == "AI日报 2026-11-20 | 🔔 英伟达"
    assert alone.thread is not None
    assert alone.thread.tags == [forum.tags[0].id]
    assert len(alone.texts()) == 1


async def test_followers_are_passed_an_alert_only_where_it_is_all_that_comes(room: Mailroom) -> None:
    parts = render(edition("英伟达的卡"), Policy(watch=("英伟达",), role="1" * 18, pin=True))
    assert [(part.content["lead"], part.content["role"], part.content["pin"]) for part in parts] == [
        (True, "1" * 18, True),
        (False, None, False),
    ]
    (alone,) = render(
        edition("英伟达的卡"), Policy(watch=("英伟达",), digests=False, role="1" * 18, pin=True)
    )
    assert (alone.content["lead"], alone.content["role"], alone.content["pin"]) == (True, "1" * 18, False)

"""Threads, forums, pins."""

import discord
import pytest

from tests.fakes.discord import DiscordServer
from tests.fakes.discord.values import Json
from tests.unit.fake_discord.conftest import Bot


async def test_a_thread_has_the_id_of_its_message_and_there_is_one(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel("news", kind="announcement")
    there: Json = await rest.fetch_channel(channel.id)
    message = await there.send("summary")
    thread = await message.create_thread(name="sections")
    assert thread.id == message.id
    assert thread.type is discord.ChannelType.news_thread
    with pytest.raises(discord.HTTPException, match="160004"):
        await message.create_thread(name="sections")
    await thread.send("section 1")
    assert server.world.channels[thread.id].texts() == ["section 1"]
    await thread.delete()
    with pytest.raises(discord.NotFound, match="10003"):
        await thread.send("section 2")


async def test_archived_threads_are_not_edited_and_reopen_when_written_to(
    server: DiscordServer, rest: Bot
) -> None:
    channel = server.channel()
    assert channel.guild is not None
    thread = server.thread(channel, "T")
    there: Json = await rest.fetch_channel(thread.id)
    message = await there.send("x")
    ann = server.person("Ann", channel.guild)
    ann.archives(thread)
    with pytest.raises(discord.HTTPException, match="50083"):
        await message.edit(content="y")
    guild = await rest.fetch_guild(channel.guild.id)
    assert await guild.active_threads() == []
    parent: Json = await rest.fetch_channel(channel.id)
    assert [each.id async for each in parent.archived_threads()] == [thread.id]
    await there.send("z")
    assert thread.thread is not None
    assert not thread.thread.archived
    await message.edit(content="y")
    ann.archives(thread, locked=True)
    server.permit(channel, manage_threads=False)
    with pytest.raises(discord.Forbidden, match="160005"):
        await there.send("locked out")


async def test_a_forum_takes_posts_with_its_tags(server: DiscordServer, rest: Bot) -> None:
    forum = server.channel("forum", kind="forum", tags=["models", "tools"], tag_required=True)
    path = f"/channels/{forum.id}/threads"
    tags = [str(tag.id) for tag in forum.tags]
    post = {"name": "2026-01-01", "applied_tags": tags, "message": {"content": "news"}}
    made = await rest.ask("POST", path, json=post)
    thread = server.world.channels[int(made["id"])]
    assert thread.texts() == ["news"]
    assert made["message"]["id"] == made["id"]
    for change, code in (
        ({"name": ""}, 50035), ({"name": "x" * 101}, 50035), ({"applied_tags": ["1"]}, 50035),
        ({"applied_tags": tags * 3}, 50035), ({"applied_tags": []}, 40067), ({"message": {}}, 50006),
    ):  # fmt: skip
        with pytest.raises(discord.HTTPException) as refused:
            await rest.ask("POST", path, json={**post, **change})
        assert refused.value.code == code
    with pytest.raises(discord.HTTPException, match="50008"):
        await rest.ask("POST", f"/channels/{forum.id}/messages", json={"content": "x"})
    assert forum.guild is not None
    active = await rest.ask("GET", f"/guilds/{forum.guild.id}/threads/active")
    assert [each["applied_tags"] for each in active["threads"]] == [tags]


async def test_pins_leave_a_message_and_need_their_right(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel()
    there: Json = await rest.fetch_channel(channel.id)
    message = await there.send("x")
    await message.pin()
    assert channel.pinned == [message.id]
    assert [each.type for each in channel.messages.values()] == [0, 6]
    assert channel.texts() == ["x"]
    await message.unpin()
    server.permit(channel, pin_messages=False)
    with pytest.raises(discord.Forbidden, match="50013"):
        await message.pin()

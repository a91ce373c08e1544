"""The gateway: what the bot is told, and what becomes of its session."""

import asyncio

import discord
import pytest

from tests.fakes.discord import DiscordServer
from tests.unit.fake_discord.conftest import Bot


async def test_guilds_and_channels_come_and_go(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild("G")
    channel, forum = server.channel("daily", guild), server.channel("forum", guild, kind="forum", tags=["a"])
    thread = server.thread(channel, "T")
    await server.until(lambda: bot.get_guild(guild.id) and bot.get_guild(guild.id).get_thread(thread.id))  # type: ignore[union-attr]
    there = bot.get_channel(forum.id)
    assert isinstance(there, discord.ForumChannel)
    assert [tag.name for tag in there.available_tags] == ["a"]
    server.permit(channel, send_messages=False)

    def may_send() -> bool:
        text = bot.get_channel(channel.id)
        assert isinstance(text, discord.TextChannel)
        return text.permissions_for(text.guild.me).send_messages

    await server.until(lambda: not may_send())
    ann = server.person("Ann", guild, rights=["manage_guild"])
    ann.archives(thread)
    ann.deletes_channel(channel)
    await server.until(lambda: bot.get_channel(channel.id) is None)
    server.unavailable(guild)
    await server.until(lambda: bot.guilds[0].unavailable)
    server.unavailable(guild, False)
    await server.until(lambda: not bot.guilds[0].unavailable)
    ann.removes_bot(guild)
    await server.until(lambda: not bot.guilds)
    ann.adds_bot(guild)
    await server.until(lambda: len(bot.guilds) == 1)
    assert not server.violations


async def test_the_library_reckons_permissions_as_the_server_does(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild("G")
    channel = server.channel("daily", guild)
    ann = server.person("Ann", guild)
    server.permit(channel, embed_links=False, manage_channels=True)
    role = server.role(guild, "more", rights=["manage_webhooks"])
    ann.gives_bot(role, guild)
    ann.changes_role(guild.roles[guild.id], guild, ["view_channel", "read_message_history"])
    await server.until(lambda: bot.get_channel(channel.id) is not None)

    def reckoned() -> int:
        there = bot.get_channel(channel.id)
        assert isinstance(there, discord.TextChannel)
        return there.permissions_for(there.guild.me).value

    await server.until(lambda: reckoned() == channel.allowed())


@pytest.mark.parametrize("how", ["drop", "code", "reconnect", "invalid"])
async def test_a_lost_connection_is_resumed_with_what_was_missed(
    server: DiscordServer, bot: Bot, how: str
) -> None:
    guild = server.guild("G")
    if how == "drop":
        server.gateway.drop()
    elif how == "code":
        server.gateway.drop(4000)
    elif how == "reconnect":
        server.gateway.reconnect()
    else:
        server.gateway.invalidate(resumable=True)
    channel = server.channel("meanwhile", guild)
    await server.until(lambda: server.gateway.counts["resumed"] == 1, 30)
    await server.until(lambda: bot.get_channel(channel.id) is not None)
    assert server.gateway.counts["identified"] == 1


async def test_an_invalid_session_begins_anew(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild("G")
    server.gateway.invalidate()
    await server.until(lambda: server.gateway.counts["identified"] == 2, 30)
    server.gateway.forget()
    server.gateway.drop()
    channel = server.channel("meanwhile", guild)
    await server.until(lambda: server.gateway.counts["identified"] == 3, 40)
    await server.until(lambda: bot.get_channel(channel.id) is not None)


async def test_heartbeats_are_acknowledged(server: DiscordServer, pointed: None) -> None:
    server.gateway.interval = 0.05
    bot = Bot()
    task = asyncio.create_task(bot.start(server.token))
    await server.until(lambda: server.gateway.counts["heartbeats"] > 3, 30)
    assert bot.latency < 5
    await bot.close()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("code", "error"), [(4004, discord.ConnectionClosed), (None, discord.PrivilegedIntentsRequired)]
)
async def test_who_may_not_identify_is_told_so(
    server: DiscordServer, pointed: None, code: int | None, error: type[Exception]
) -> None:
    server.gateway.refuse_with = code
    intents = discord.Intents(guilds=True, message_content=code is None)
    client = discord.Client(intents=intents)
    with pytest.raises(error):
        await asyncio.wait_for(client.start(server.token), 30)
    await client.close()


async def test_messages_are_told_to_whoever_asked(server: DiscordServer, pointed: None) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    class Listener(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            heard.put_nowait(message.content)

    client = Listener(intents=discord.Intents(guilds=True, messages=True))
    task = asyncio.create_task(client.start(server.token))
    await server.connected(30)
    guild = server.guild()
    channel = server.channel("talk", guild)
    server.person("Ann", guild).says("hello", channel)
    assert await asyncio.wait_for(heard.get(), 30) == "hello"
    await client.close()
    await asyncio.gather(task, return_exceptions=True)

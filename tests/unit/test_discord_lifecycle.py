"""Coming onto servers and being put out of them, rights lost and regained: over the fake server's wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.models import UNSUBSCRIBED, Policy, Target
from bot.ports import Store
from handlers.discord.components import walk
from handlers.discord.errors import LOCKED, NO_CHANNEL, NO_RIGHT, NO_SERVER, NOT_SEEN
from handlers.discord.serving import serve
from handlers.discord.station import Station
from tests.fakes.desks import desk_of, noticing
from tests.fakes.discord import Channel, DiscordServer, Guild
from tests.fakes.discord.people import Person
from tests.fakes.discord.permissions import BOT
from tests.fakes.discord_mailroom import connection_to
from tests.fakes.platform import FakePlatform, FakeServer

ROLL_CALL = 0.2  # seconds that the library waits for the next server after READY
GREETED = "Hello!"


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@asynccontextmanager
async def at_work(server: DiscordServer, store: Store) -> AsyncIterator[Station]:
    """The room, connected and ready."""
    platform = FakePlatform(FakeServer(), name="discord")
    desk = desk_of(store, platform, admins=["discord:77"], locale="en")
    connection = connection_to(server)
    client = connection.client
    client._connection.guild_ready_timeout = ROLL_CALL
    station = Station(desk, connection)
    task = asyncio.create_task(serve(station))
    try:
        await server.until(client.is_ready, 20.0, "the bot is ready")
        async with noticing(desk):
            yield station
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await connection.close()


def told(station: Station) -> list[str]:
    """What the admins were told."""
    platform = station.desk.platforms["discord"]
    assert isinstance(platform, FakePlatform)
    return ["\n".join(b.text for b in reply.blocks if b.type == "text") for _, reply in platform.told]


async def becomes(store: Store, address: object, suspended: str | None) -> Target:
    """Wait until the target is in service, or suspended for that reason."""
    end = asyncio.get_running_loop().time() + 20
    while True:
        (target,) = await store.targets_at("discord", [str(address)])
        if target.suspended == suspended or (suspended and (target.suspended or "").startswith(suspended)):
            return target
        assert asyncio.get_running_loop().time() < end, f"{target.name}: {target.suspended}, not {suspended}"
        await asyncio.sleep(0.02)


async def quiet(server: DiscordServer, station: Station) -> None:
    """Wait until what is underway has had its time."""
    await asyncio.sleep(3 * ROLL_CALL)


@pytest.fixture
def owner(server: DiscordServer) -> Person:
    return server.person("Owner", locale="en-US")


@pytest.fixture
def guild(server: DiscordServer, owner: Person) -> Guild:
    guild = server.guild("News", owner=owner.user, joined=False)
    owner.joins(guild)
    return guild


@pytest.fixture
def channel(server: DiscordServer, guild: Guild) -> Channel:
    return server.channel("general", guild)


async def test_who_adds_the_bot_is_greeted_and_sets_it_up_with_the_button(
    server: DiscordServer, store: Store, owner: Person, guild: Guild, channel: Channel
) -> None:
    announcements = server.channel("announcements", guild, kind="announcement")
    async with at_work(server, store):
        owner.adds_bot(guild)
        hello = await server.posted(channel, GREETED)
        assert not announcements.texts()
        asked = await server.answered(owner.presses(hello, "Set up"))
        assert asked.ephemeral
        assert asked.shown is not None
        chosen = await server.answered(owner.chooses(asked.shown, channel))
        assert chosen.shown is not None
        assert "Digests for" in chosen.shown.text
        await server.answered(owner.presses(chosen.shown, "Start"))
        await becomes(store, channel.id, None)
        await quiet(server, Station)  # type: ignore[arg-type]
        assert len(channel.texts()) == 1


async def test_where_the_bot_may_write_nowhere_the_owner_is_told(
    server: DiscordServer, store: Store, owner: Person, guild: Guild, channel: Channel
) -> None:
    async with at_work(server, store):
        owner.changes_role(guild.roles[guild.id], guild, ())
        owner.adds_bot(guild, "view_channel")
        letter = await server.posted(owner.private, "may write nowhere")
        assert "News" in letter.text
        assert not channel.texts()


async def test_nobody_at_all_can_be_told(
    server: DiscordServer, store: Store, owner: Person, guild: Guild, channel: Channel
) -> None:
    owner.closes_dms()
    async with at_work(server, store) as station:
        owner.changes_role(guild.roles[guild.id], guild, ())
        owner.adds_bot(guild, "view_channel")
        await server.until(lambda: any("/users/@me/channels" in e.method for e in server.journal.entries))
        await quiet(server, station)
        assert not channel.texts()


async def test_drops_resumes_new_sessions_and_outages_are_no_joining(
    server: DiscordServer, store: Store, owner: Person
) -> None:
    guild = server.guild("News", owner=owner.user)
    channel = server.channel("general", guild)
    await store.declare_target("discord", str(channel.id), Policy())
    async with at_work(server, store) as station:
        for event in ("drop", "reconnect", "invalidate"):
            before = server.gateway.counts.copy()
            getattr(server.gateway, event)()
            await server.until(lambda b=before: server.gateway.counts != b)  # type: ignore[misc]
            await server.until(lambda: server.gateway.connected, 20)
            await quiet(server, station)
        server.unavailable(guild)
        await quiet(server, station)
        server.unavailable(guild, False)
        await quiet(server, station)
        assert not channel.texts(), "greeted once, when it was added"
        assert not told(station)
        await becomes(store, channel.id, None)


async def test_a_guild_that_is_out_when_the_bot_starts_loses_nothing(
    server: DiscordServer, store: Store, owner: Person
) -> None:
    guild = server.guild("News", owner=owner.user)
    channel = server.channel("general", guild)
    await store.declare_target("discord", str(channel.id), Policy())
    guild.unavailable = True
    async with at_work(server, store) as station:
        await quiet(server, station)
        assert not told(station)
        await becomes(store, channel.id, None)
        server.unavailable(guild, False)
        await quiet(server, station)
        assert not told(station)
        assert not channel.texts(), "coming back is no joining"


@pytest.mark.parametrize("loss", ["view", "send", "role", "member"])
async def test_rights_lost_suspend_and_regained_resume(
    server: DiscordServer, store: Store, owner: Person, loss: str
) -> None:
    guild = server.guild("News", owner=owner.user)
    channel, other = server.channel("general", guild), server.channel("other", guild)
    elsewhere = server.channel("elsewhere")
    for each in (channel, other, elsewhere):
        await store.declare_target("discord", str(each.id), Policy())
    muted = server.role(guild, "Muted")
    guild.roles[guild.id].permissions = 0
    async with at_work(server, store) as station:
        match loss:
            case "view":
                server.permit(channel, view_channel=False)
            case "send":
                server.permit(channel, send_messages=False)
            case "role":
                owner.allows_bot(guild, ["view_channel"])
            case _:
                channel.overwrites[muted.id] = (0, 1 << 11)
                channel.members |= {server.world.bot.id}
                owner.renames(channel, "quiet")
                owner.gives_bot(muted, guild)
        await becomes(store, channel.id, NOT_SEEN if loss == "view" else NO_RIGHT)
        await server.until(lambda: len(told(station)) == 1)
        if loss == "role":
            await becomes(store, other.id, NO_RIGHT)
        else:
            await becomes(store, other.id, None)
        await becomes(store, elsewhere.id, None)
        match loss:
            case "view":
                server.permit(channel, view_channel=True)
            case "send":
                server.permit(channel, send_messages=True)
            case "role":
                owner.allows_bot(guild, BOT)
            case _:
                channel.overwrites.clear()
                owner.renames(channel, "general")
        await becomes(store, channel.id, None)
        await becomes(store, other.id, None)
        await server.until(lambda: len(told(station)) == 2)
        assert not channel.texts()


async def test_only_what_a_target_needs_is_missed(server: DiscordServer, store: Store, owner: Person) -> None:
    guild = server.guild("News", owner=owner.user)
    plain, threaded = server.channel("plain", guild), server.channel("threaded", guild)
    await store.declare_target("discord", str(plain.id), Policy(pin=True))
    await store.declare_target("discord", str(threaded.id), Policy(layout="summary+thread"))
    async with at_work(server, store):
        for channel in (plain, threaded):
            server.permit(channel, create_public_threads=False, pin_messages=False)
        await becomes(store, threaded.id, NO_RIGHT)
        await becomes(store, plain.id, None)


async def test_a_deleted_channel_takes_its_threads_along(
    server: DiscordServer, store: Store, owner: Person
) -> None:
    guild = server.guild("News", owner=owner.user)
    channel, other = server.channel("general", guild), server.channel("other", guild)
    thread = server.thread(channel, "papers")
    gone = server.thread(other, "gone")
    addresses = [
        str(channel.id),
        str(thread.id),
        f"{channel.id}/99999999999999999",
        str(gone.id),
        str(other.id),
    ]
    for address in addresses:
        await store.declare_target("discord", address, Policy())
    async with at_work(server, store) as station:
        await becomes(store, addresses[2], NO_CHANNEL)
        await server.until(lambda: len(told(station)) == 1)
        owner.deletes_channel(channel)
        await becomes(store, channel.id, NO_CHANNEL)
        await becomes(store, thread.id, NO_CHANNEL)
        owner.deletes_channel(gone)
        await becomes(store, gone.id, NO_CHANNEL)
        await becomes(store, other.id, None)


async def test_archived_threads_stay_and_locked_ones_wait(
    server: DiscordServer, store: Store, owner: Person
) -> None:
    guild = server.guild("News", owner=owner.user)
    channel = server.channel("general", guild)
    archived, locked = server.thread(channel, "archived"), server.thread(channel, "locked")
    await store.declare_target("discord", str(archived.id), Policy())
    await store.declare_target("discord", f"{channel.id}/{locked.id}", Policy())
    server.permit(channel, manage_threads=False)
    async with at_work(server, store) as station:
        owner.archives(archived)
        owner.archives(locked, locked=True)
        await becomes(store, f"{channel.id}/{locked.id}", LOCKED)
        await quiet(server, station)
        await becomes(store, archived.id, None)
        owner.reopens(locked)
        await becomes(store, f"{channel.id}/{locked.id}", None)


async def test_put_out_and_let_in_again(server: DiscordServer, store: Store, owner: Person) -> None:
    guild = server.guild("News", owner=owner.user)
    channel, ended = server.channel("general", guild), server.channel("ended", guild)
    thread, archived = server.thread(channel, "papers"), server.thread(channel, "archived")
    owner.archives(archived)
    elsewhere = server.channel("elsewhere")
    for each in (channel, thread, archived, ended, elsewhere):
        await store.declare_target("discord", str(each.id), Policy(layout="headlines"))
    target = await becomes(store, ended.id, None)
    await store.suspend_target(target.id, UNSUBSCRIBED)
    async with at_work(server, store) as station:
        # The first look around ends with what the cache does not know; it must not take this for its own.
        await server.until(lambda: any(e.channel == str(archived.id) for e in server.journal.entries))
        await becomes(store, archived.id, None)
        owner.removes_bot(guild)
        for lost in (channel, thread):
            await becomes(store, lost.id, NO_SERVER)
        await becomes(store, archived.id, NOT_SEEN)
        await becomes(store, elsewhere.id, None)
        await becomes(store, ended.id, UNSUBSCRIBED)
        owner.adds_bot(guild)
        for back in (channel, thread):
            assert (await becomes(store, back.id, None)).policy.layout == "headlines"
        await quiet(server, station)
        assert "can be reached again" in told(station)[-1]
        assert not channel.texts(), "nobody needs a welcome whose digests come again"
        await becomes(store, ended.id, UNSUBSCRIBED)


async def test_what_happened_while_nobody_looked_is_found_at_the_start(
    server: DiscordServer, store: Store, owner: Person
) -> None:
    guild = server.guild("News", owner=owner.user)
    names = ("well", "lost", "regained", "unknown reason")
    channels = {name: server.channel(name, guild) for name in names}
    for channel in channels.values():
        await store.declare_target("discord", str(channel.id), Policy())
    await store.declare_target("discord", "4242424242424242424", Policy())
    server.permit(channels["lost"], send_messages=False)
    regained = await becomes(store, channels["regained"].id, None)
    await store.suspend_target(regained.id, f"{NO_RIGHT} (Discord: Missing Permissions)")
    unknown = await becomes(store, channels["unknown reason"].id, None)
    await store.suspend_target(unknown.id, "Discord refused it (Discord: odd)")
    async with at_work(server, store) as station:
        await becomes(store, channels["lost"].id, NO_RIGHT)
        await becomes(store, channels["regained"].id, None)
        await becomes(store, "4242424242424242424", NO_CHANNEL)
        await becomes(store, channels["well"].id, None)
        await becomes(store, channels["unknown reason"].id, "Discord refused it")
        await server.until(lambda: len(told(station)) == 2, what="losses and returns, in a message each")
        assert sum(entry.method == "GET /channels/{channel_id}" for entry in server.journal.entries) == 1


async def test_the_welcome_speaks_the_servers_language(server: DiscordServer, store: Store) -> None:
    owner = server.person("Owner")
    guild = server.guild("新闻", owner=owner.user, joined=False, locale="zh-TW")
    channel = server.channel("general", guild)
    async with at_work(server, store):
        owner.adds_bot(guild)
        hello = await server.posted(channel, "大家好")
        labels = [part["label"] for part in walk(hello.components) if "label" in part]
        assert labels == ["開始設定"]

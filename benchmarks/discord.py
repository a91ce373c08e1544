"""Discord under load, over real HTTP and a real gateway against the fake server, in a process of its own.

1. With Discord's own limits: at how much of the permitted rate 1,000 channels in 250 guilds get a digest,
   beside a bare loop of concurrent `channel.send` calls.
2. What a thousand guilds cost in memory, beside bare discord.py with the same intents and with its defaults.
3. How long /search waits for its answer while a digest goes out, beside an idle bot and a bare echo command.

`python -m benchmarks.discord quick` takes a fifth of the size, for a first look.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from benchmarks.telegram import DAILY, WORDS, ZONE, announce, archive, now, running
from bot.desk import Desk
from bot.models import Policy
from bot.ports import Platform
from handlers.discord import create
from storage import open_store
from tests.fakes.discord.client import RunningServer

GUILDS, EACH = 250, 4
AT_ONCE = 64
PERMITTED = 50.0  # requests a second
SHARE, SLOWER, MEMORY = 0.95, 3.0, 1.1  # the goals
ITEMS = 10_000  # in the archive that is searched
SEARCHES = 200
MANY = 1000  # guilds, for their memory
ROLES = 5
CONNECTING = 5.0  # seconds until all guilds were told
POSTS = "POST /channels/{channel_id}/messages"
GUILDS_ONLY, DEFAULTS, OURS = "bare, same intents", "bare, its defaults", "ours"
ROOT = Path(__file__).parents[1]


@asynccontextmanager
async def newsroom(server: RunningServer, channels: Sequence[str], *, items: int = 0) -> AsyncIterator[Desk]:
    """A desk with the channels as targets, and an archive of so many items."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/ribao.db", now=now())
        await store.declare_publications([DAILY])
        for number, day in enumerate(archive(items), 1):
            await store.save(day, publication="ai-daily", text_hash=f"{number}", now=now(), published=True)
        platforms: dict[str, Platform] = {}
        desk = Desk(
            store=store,
            platforms=platforms,
            publications=[DAILY],
            sources={},
            targets=[("discord", channel, Policy()) for channel in channels],
            admins=(),
            zone=ZONE,
            locale="zh-CN",
            clock=now,
        )
        platforms["discord"] = create(
            desk, token=SecretStr(server.token), api_url=server.api_url, gateway_url=server.gateway_url
        )
        await store.declare_targets(desk.targets)
        yield desk
        await store.close()


async def sent(server: RunningServer, count: int) -> None:
    """Wait until the server has been asked for so many messages."""
    seconds = 4 * count / PERMITTED
    await asyncio.to_thread(server.requested, method=POSTS, count=count, seconds=seconds)


def rate(server: RunningServer) -> float:
    """Messages a second that were taken, from the first to the last."""
    times = sorted(entry["at"] for entry in server.log(method=POSTS) if entry["outcome"] == "ok")
    return float((len(times) - 1) / (times[-1] - times[0]))


async def at_the_permitted_rate(guilds: int) -> bool:
    """A digest of one part for all channels, with the limits on; then the bare loop."""
    with RunningServer() as server:
        channels = server.channels(guilds=guilds, each=EACH)
        async with newsroom(server, channels) as desk, running(desk):
            await asyncio.to_thread(server.connected)
            await asyncio.sleep(CONNECTING)
            await announce(desk)
            await sent(server, len(channels))
            await asyncio.sleep(1)
        served, totals = rate(server), server.totals()
    taken, refused = totals["requests"][POSTS], sum(totals["refused"].values())
    print(
        f"{taken} messages to {len(channels)} channels: {served:.2f}/s of {PERMITTED:.0f} permitted "
        f"({served / PERMITTED:.1%}, goal {SHARE:.0%}); 429s: {refused} (goal 0)",
        flush=True,
    )
    with RunningServer() as server:
        channels = server.channels(guilds=guilds, each=EACH)
        bare_rate, given_up = await bare(server, channels)
        refused_bare = sum(server.totals()["refused"].values())
    print(
        f"a bare loop of {AT_ONCE} at once: {bare_rate:.2f}/s; 429s: {refused_bare}, "
        f"messages that the library gave up: {given_up}",
        flush=True,
    )
    return served >= SHARE * PERMITTED and not refused and taken == len(channels)


def point_to(api_url: str, gateway_url: str) -> None:
    """Let the library of this process talk to that server."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


async def bare(server: RunningServer, channels: Sequence[str]) -> tuple[float, int]:
    """Messages a second of a loop that leaves the limits to discord.py, and how many it lost."""
    point_to(server.api_url, server.gateway_url)
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        await client.login(server.token)
        waiting, given_up = iter(channels), 0

        async def work() -> None:
            nonlocal given_up
            for channel in waiting:
                try:
                    await client.get_partial_messageable(int(channel)).send("一件事。" * 100)
                except discord.HTTPException:
                    given_up += 1

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return rate(server), given_up


def remembers(guilds: int) -> bool:
    """Memory of a client at the gateway, for the guilds alone: what it holds without any is taken off."""
    held = {}
    for kind in (OURS, GUILDS_ONLY, DEFAULTS):
        held[kind] = weighed(kind, guilds) - weighed(kind, 0)
        each = held[kind] / guilds * 1000
        print(f"{guilds} guilds, {kind:20} {held[kind]:6.1f} MB: {each:6.1f} MB per 1,000", flush=True)
    ratio = held[OURS] / held[GUILDS_ONLY]
    print(
        f"ours beside bare discord.py with the same intents: {ratio:.2f}× (goal {MEMORY}×), "
        f"with its defaults: {held[OURS] / held[DEFAULTS]:.2f}×"
    )
    return ratio <= MEMORY


def weighed(kind: str, guilds: int) -> float:
    """MB that a process of that kind holds with so many guilds, of 4 channels and 5 roles each."""
    with RunningServer("--no-log", "--unlimited") as server:
        for number in range(guilds):
            guild = server.guild(name=f"Guild {number}")["id"]
            for at in range(EACH):
                server.channel(name=f"channel-{at}", guild=guild)
            for at in range(ROLES - 2):  # @everyone and the bot's own are there
                server.role(guild=guild, name=f"role {at}")
        asked = [sys.executable, "-m", "benchmarks.discord_client", kind, server.api_url, server.gateway_url]
        command = [*asked, server.token, str(guilds)]
        return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


async def answered(server: RunningServer, command: str, times: int, option: str) -> list[float]:
    """Seconds from each person's command to its answer, by the server's clock."""
    waited = []
    for number in range(times):
        person = await asyncio.to_thread(server.person, name=f"reader{number}")
        given = {option: WORDS[number % len(WORDS)]}
        asked = await asyncio.to_thread(person.uses, command, **given)
        told = await asyncio.to_thread(server.answered, asked=asked["id"], seconds=20)
        waited.append(told["seconds"])
        await asyncio.sleep(0.02)
    return sorted(waited)


async def echoes(server: RunningServer, times: int) -> list[float]:
    """The same of a bare bot that says what it was told."""
    point_to(server.api_url, server.gateway_url)
    client = discord.Client(intents=discord.Intents(guilds=True))
    tree = app_commands.CommandTree(client)

    @tree.command(name="echo", description="Say it again.")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True)
    async def echo(interaction: discord.Interaction, text: str) -> None:
        await interaction.response.send_message(text)

    async with client:
        await client.login(server.token)
        await tree.sync()
        line = asyncio.create_task(client.connect(), name="the echo's gateway")
        await asyncio.to_thread(server.connected)
        await asyncio.sleep(CONNECTING)
        waited = await answered(server, "echo", times, "text")
        await client.close()
        await line
    return waited


async def answers_meanwhile(guilds: int, searches: int) -> bool:
    """/search while a digest goes out and before, and the echo."""
    with RunningServer() as server:
        channels = server.channels(guilds=guilds, each=EACH)
        waited: dict[str, list[float]] = {"echo": await echoes(server, searches)}
        async with newsroom(server, channels, items=ITEMS) as desk, running(desk):
            await asyncio.to_thread(server.connected)
            await asyncio.sleep(CONNECTING)
            waited["idle"] = await answered(server, "search", searches, "query")
            await announce(desk)
            await asyncio.to_thread(server.requested, method=POSTS, count=1)
            began = time.monotonic()
            waited["busy"] = await answered(server, "search", searches, "query")
            took = time.monotonic() - began
            posted = (await asyncio.to_thread(server.totals))["requests"][POSTS]
    p99 = report(waited)
    overtaken = "" if posted < len(channels) else f"; but the digest was out within these {took:.0f} s"
    print(f"p99 while a digest goes out: {p99['busy'] / p99['idle']:.2f}× idle (goal {SLOWER}×){overtaken}")
    return p99["busy"] <= SLOWER * p99["idle"] and not overtaken


def report(waited: Mapping[str, list[float]]) -> dict[str, float]:
    """Print medians and the 99th percentiles; returns these."""
    names = {
        "echo": "bare /echo",
        "idle": f"/search of {ITEMS:,} items, idle",
        "busy": "/search, digest under way",
    }
    p99 = {kind: times[int(len(times) * 0.99)] for kind, times in waited.items()}
    for kind, times in waited.items():
        print(f"{names[kind]:32} p50 {1e3 * statistics.median(times):5.1f}, p99 {1e3 * p99[kind]:5.1f} ms")
    return p99


async def main(size: float) -> int:
    """All three; exit status 1 if one misses its goal."""
    guilds = int(GUILDS * size)
    results = [
        await at_the_permitted_rate(guilds),
        remembers(int(MANY * size)),
        await answers_meanwhile(guilds, int(SEARCHES * size)),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(0.2 if "quick" in sys.argv[1:] else 1.0)))

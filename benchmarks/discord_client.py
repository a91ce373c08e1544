"""A client at the gateway that does nothing, and how many MB its process holds when it knows all guilds.

`python -m benchmarks.discord_client KIND API_URL GATEWAY_URL TOKEN GUILDS`
"""

import asyncio
import gc
import sys

import discord
import psutil

from handlers.discord.wire import connect

SETTLING = 1.0  # seconds


def made(kind: str, api_url: str, gateway_url: str) -> discord.Client:
    """The client of this room, or the library's own."""
    ours = connect(api_url, gateway_url)  # sets the addresses in any case
    if kind == "ours":
        return ours
    defaults = discord.Intents.default()
    return discord.Client(intents=defaults if "defaults" in kind else discord.Intents(guilds=True))


async def main(kind: str, api_url: str, gateway_url: str, token: str, guilds: str) -> None:
    """Connect, wait for the guilds, weigh."""
    client = made(kind, api_url, gateway_url)
    async with client:
        await client.login(token)
        line = asyncio.create_task(client.connect(), name="gateway")
        await client.wait_until_ready()
        await asyncio.sleep(SETTLING)
        assert len(client.guilds) == int(guilds)
        gc.collect()
        print(psutil.Process().memory_info().rss / 1e6)
        await client.close()
        await line


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

"""discord.py, set up for this room: what is asked of the gateway, what is kept, what is never logged."""

import logging

import discord
import discord.gateway
import discord.http
import yarl
from discord.utils import MISSING

from handlers.discord.buckets import Buckets
from handlers.discord.journey import tracing

LONGEST_WAIT = 30.0  # seconds that the library waits for a rate limit; what is longer is the outbox's to wait
HUSH = logging.ERROR
ROLL = 0.5  # seconds after the last server was told until all count as told; later ones are told all the same


def connect(api_url: str | None, gateway_url: str | None) -> discord.Client:
    """A client that is connected to nothing yet. The addresses hold for the whole process."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
    for name in ("discord", "discord.http", "discord.gateway", "discord.client"):
        logging.getLogger(name).setLevel(HUSH)
    if api_url is not None:
        discord.http.Route.BASE = api_url.rstrip("/")
    if gateway_url is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        guild_ready_timeout=ROLL,
        max_messages=None,
        max_ratelimit_timeout=LONGEST_WAIT,
        allowed_mentions=discord.AllowedMentions.none(),
        http_trace=tracing(),
    )
    client.http._buckets = Buckets(LONGEST_WAIT)  # noqa: SLF001  # there is no other door
    return client


async def login(client: discord.Client, token: str) -> None:
    """Log in. After a failure the client can try again: the library would leave its session open."""
    succeeded = False
    try:
        await client.login(token)
        succeeded = True
    finally:
        if not succeeded:
            await client.http.close()
            client.http.clear()
            client.http.connector = MISSING

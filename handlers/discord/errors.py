"""What an error of discord.py means for a delivery: ONE function, and the codes that it knows."""

import aiohttp
import discord

from bot.errors import (
    Ambiguous,
    DeliveryError,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    Transient,
)

TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
LONGEST = 300  # characters of Discord's own words that are passed on


def explain(error: BaseException) -> DeliveryError:
    """Our error for the library's, to be raised in its place; no text of it holds a token."""
    words = str(error)[:LONGEST]
    match error:
        case discord.RateLimited():
            return RateLimited(f"Discord asks for {error.retry_after:g} s of patience", error.retry_after)
        case discord.LoginFailure():
            return PlatformDown("Discord does not accept the bot's token: check platforms.discord.token")
        case discord.NotFound() if error.code == 10008:
            return PostLost("the post is no longer there")
        case discord.NotFound() | discord.Forbidden():
            return TargetLost(f"Discord refused: {words}")
        case discord.HTTPException() if error.status == 401:
            return PlatformDown("Discord does not accept the bot's token: check platforms.discord.token")
        case discord.HTTPException() if 400 <= error.status < 500:
            return Refused(f"Discord refused: {words}")
        case aiohttp.ClientConnectorError():
            return Transient("Discord can't be reached; nothing was sent")
    return Ambiguous(f"Discord's answer was lost ({type(error).__name__})")

"""What an error of discord.py means for a delivery: ONE function, and the codes that it knows."""

import json
from collections.abc import Mapping
from contextlib import suppress

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
from bot.locales import message

TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, json.JSONDecodeError)
LONGEST = 300  # characters of Discord's own words that are passed on
PATIENCE = 60.0  # seconds, where Discord does not say how long
EDITS = 15 * 60.0  # seconds: edits of old and of announced messages are counted by the hour


class Done(Refused):
    """It was done before: success, where somebody wanted it so."""


class Expired(Refused):
    """The interaction was answered too late, or by somebody else."""


class Archived(Refused):
    """The thread sleeps: it has to be opened before anything in it is changed."""


class TagsChanged(Refused):
    """The forum has other tags by now."""


class Locked(TargetLost):
    """The thread was closed for all but those who manage threads."""


class NoRight(TargetLost):
    """The bot lacks a right there."""


class ChannelGone(TargetLost):
    """No such channel or thread (any more)."""


NO_TOKEN = message("Discord does not accept the bot's token: check platforms.discord.token")
NO_POST = message("the post is no longer there")
NO_RIGHT = message("the bot lacks a right there: let it view the channel, send messages and read the history")
NOT_SEEN = message("the bot may not see this channel: let it view it, or name another one")
NO_CHANNEL = message("Discord knows no such channel: name another one")
NO_SERVER = message("the bot is not on that server any more: add it again")
CLOSED = message("this person takes no direct messages from the bot")
LOCKED = message("the thread is locked: unlock it, or let the bot manage threads")
OTHER_KIND = message("nothing can be posted in a channel of this kind: name another one")
ONE_WAY = message(
    "a card can't become an embed again: repost the digest, or leave the target's look at cards"
)
MODERATED = message("the server's AutoMod does not let this text through: allow it to the bot")
ASLEEP = message("the thread is archived and locked: unlock it, or let the bot manage threads")
NO_THREADS = message("the bot may not make threads there: let it create public threads and write in them")
NO_THREAD = message("the thread of this digest is no longer there")
TOO_MANY = message("the server has as many active threads as Discord allows: archive some")
NEEDS_TAG = message("this forum asks for a tag, and has none that the bot may use: make one")
REFUSED = message("Discord refused it")

CODES: Mapping[int, tuple[type[DeliveryError], str]] = {
    10003: (ChannelGone, NO_CHANNEL),
    10004: (TargetLost, NO_SERVER),
    10008: (PostLost, NO_POST),
    10013: (TargetLost, CLOSED),
    10015: (Expired, "the answer came too late"),
    10062: (Expired, "the answer came too late"),
    30003: (Refused, message("the channel has as many pins as Discord allows: unpin some")),
    30047: (Refused, message("the forum has as many pinned posts as Discord allows: unpin one")),
    40007: (TargetLost, NO_SERVER),
    40033: (Done, "it was published before"),
    40058: (Refused, message("this thread has no first message: name another one")),
    40060: (Done, "it was acknowledged before"),
    40066: (TargetLost, NEEDS_TAG),
    40067: (TargetLost, NEEDS_TAG),
    50001: (TargetLost, NOT_SEEN),
    50005: (Refused, message("that message is not the bot's own")),
    50007: (TargetLost, CLOSED),
    50008: (TargetLost, OTHER_KIND),
    50013: (NoRight, NO_RIGHT),
    50019: (Refused, message("only messages of this very channel can be pinned")),
    50021: (Refused, message("Discord does not let the bot change this message")),
    50024: (TargetLost, OTHER_KIND),
    50027: (Expired, "the answer came too late"),
    50083: (Archived, message("the thread is archived")),
    50278: (TargetLost, CLOSED),
    160004: (Done, "the message has a thread"),
    160005: (Locked, LOCKED),
    160006: (Refused, TOO_MANY),
    160007: (Refused, TOO_MANY),
    200000: (Refused, MODERATED),
    200001: (Refused, MODERATED),
    220001: (TargetLost, OTHER_KIND),
    240000: (Refused, message("Discord's filter of harmful links does not let this text through")),
}
"""By the code of Discord's answer (documentation, "JSON Error Codes")."""

PATIENT: Mapping[int, tuple[float, str]] = {
    20016: (PATIENCE, message("the channel is in slow mode")),
    20022: (EDITS, message("the message was announced and is edited too often")),
    20028: (PATIENCE, message("the channel is written to too often")),
    20029: (PATIENCE, message("the server is written to too often")),
    30046: (EDITS, message("the message is older than an hour and is edited too often")),
    40062: (PATIENCE, message("Discord is asked too often")),
}
"""By code: what the library does not wait for, and for how many seconds we do."""


def explain(error: BaseException, *, asked: bool = True) -> DeliveryError:
    """Our error for the library's, to be raised in its place; no text of it holds a token.

    `asked`: whether an answer that got lost may hide that it was done.
    """
    match error:
        case discord.RateLimited():
            return RateLimited(f"Discord asks for {error.retry_after:g} s of patience", error.retry_after)
        case discord.LoginFailure():
            return PlatformDown(NO_TOKEN)
        case discord.PrivilegedIntentsRequired():
            return PlatformDown("Discord asks for an intent that the bot has no leave for")
        case discord.HTTPException() if 400 <= error.status < 500:
            return _refusal(error)
        case discord.HTTPException():
            words = f"Discord had an error of its own ({error.status})"
        case _ if asked:
            words = f"Discord's answer was lost ({type(error).__name__})"
        case _:
            words = f"Discord can't be reached; nothing was done ({type(error).__name__})"
    return Ambiguous(words) if asked else Transient(words)


def _refusal(error: discord.HTTPException) -> DeliveryError:
    words = " ".join(error.text.split())[:LONGEST] or str(error.status)
    if error.code in CODES:
        kind, sentence = CODES[error.code]
        return kind(f"{sentence} (Discord: {words})")
    if error.code in PATIENT:
        patience, sentence = PATIENT[error.code]
        return RateLimited(f"{sentence} (Discord: {words})", patience)
    if error.status == 401:
        return PlatformDown(NO_TOKEN)
    if error.status == 429:
        return _too_fast(error)
    if error.code == 0 and error.status in {403, 404}:
        # Not Discord's own word about a channel, but of something on the way: no target is to blame.
        return Transient(f"Discord can't be used just now ({error.status}: {words})")
    if "applied_tags" in words:
        return TagsChanged(f"{REFUSED} (Discord: {words})")
    return (TargetLost if error.status == 403 else Refused)(f"{REFUSED} (Discord: {words})")


def _too_fast(error: discord.HTTPException) -> RateLimited:
    """A 429 that the library does not wait for: Cloudflare's, or the last of many."""
    patience = PATIENCE
    with suppress(ValueError):
        patience = float(error.response.headers.get("Retry-After", PATIENCE))
    return RateLimited(f"Discord asks for {patience:g} s of patience", patience)

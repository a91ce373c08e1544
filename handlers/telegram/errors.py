"""What an error of python-telegram-bot means for a delivery: ONE function, and the words that it knows."""

import datetime as dt
import re
from typing import TYPE_CHECKING

from bot.errors import (
    Ambiguous,
    DeliveryError,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    TargetMoved,
    Transient,
)
from bot.locales import message

if TYPE_CHECKING:
    from telegram.error import TelegramError

PATIENCE = 5.0  # seconds, for a 429 that does not say how long
LONGEST = 300  # characters of Telegram's own words that are passed on


class Unchanged(Refused):
    """The post already shows just this: success, where somebody wanted it to."""


class NotOurs(Refused):
    """A message stands there that the bot can't edit: somebody else's, or a service message."""


class Undeletable(Refused):
    """The post is there, and Telegram lets the bot delete it no more."""


CLOSED = message("the topic is closed: open it again, or name another one")
NO_TOPIC = message("the topic is gone: name another one")
NO_RIGHT = message("the bot may not post there: give it the right to post messages")
NOT_THERE = message("the bot is not in the chat any more: add it again")
NO_CHAT = message("Telegram knows no such chat: check the address, and add the bot to the chat")
GONE = message("the account or the chat no longer exists")
BLOCKED = message("the user has blocked the bot")
NO_TOKEN = message(
    "Telegram does not accept the bot's token: check platforms.telegram.token, and base_url if it is set"
)
NO_POST = "the post is no longer there"

# In small letters, as PTB changes the case of some. The first that occurs decides.
SENTENCES: tuple[tuple[str, type[DeliveryError], str], ...] = (
    ("message is not modified", Unchanged, "the post already shows this"),
    ("message can't be edited", NotOurs, "Telegram does not let the bot edit this message"),
    ("no text in the message to edit", NotOurs, "this message has no text to edit"),
    ("message_author_required", NotOurs, "Telegram does not let the bot edit this message"),
    ("message can't be deleted", Undeletable, "Telegram does not let the bot delete this post any more"),
    ("message_delete_forbidden", Undeletable, "Telegram does not let the bot delete this post any more"),
    ("message to edit not found", PostLost, NO_POST),
    ("message to delete not found", PostLost, NO_POST),
    ("message to pin not found", PostLost, NO_POST),
    ("message to be replied not found", PostLost, NO_POST),
    ("reply message not found", PostLost, NO_POST),
    ("replied message not found", PostLost, NO_POST),
    ("message_id_invalid", PostLost, NO_POST),
    ("message identifier is not specified", PostLost, NO_POST),
    ("topic_closed", TargetLost, CLOSED),
    ("topic_deleted", TargetLost, NO_TOPIC),
    ("topic_id_invalid", TargetLost, NO_TOPIC),
    ("message thread not found", TargetLost, NO_TOPIC),
    ("blocked by the user", TargetLost, BLOCKED),
    ("user_is_blocked", TargetLost, BLOCKED),
    ("can't initiate conversation", TargetLost, message("the user has not started the bot yet")),
    ("can't send messages to bots", TargetLost, message("that is a bot: a bot can't write to another one")),
    ("user is deactivated", TargetLost, GONE),
    ("user_deactivated", TargetLost, GONE),
    ("group chat was deactivated", TargetLost, GONE),
    ("chat was deleted", TargetLost, GONE),
    ("bot was kicked", TargetLost, NOT_THERE),
    ("not a member", TargetLost, NOT_THERE),
    ("channel_private", TargetLost, NOT_THERE),
    ("chat not found", TargetLost, NO_CHAT),
    ("chat_id_invalid", TargetLost, NO_CHAT),
    ("peer_id_invalid", TargetLost, NO_CHAT),
    ("not enough rights", TargetLost, NO_RIGHT),
    ("need administrator rights", TargetLost, NO_RIGHT),
    ("have no rights to send", TargetLost, NO_RIGHT),
    ("no write access", TargetLost, NO_RIGHT),
    ("chat_write_forbidden", TargetLost, NO_RIGHT),
    ("chat_admin_required", TargetLost, NO_RIGHT),
    ("chat_restricted", TargetLost, NO_RIGHT),
    ("_forbidden", TargetLost, NO_RIGHT),
)

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{16,}")


def explain(error: "TelegramError") -> DeliveryError:
    """Our error for the library's, to be raised in its place; no text of it holds a token.

    Only a refusal, a failed connect and a full pool prove that nothing was done. After anything else the
    request may have arrived: Ambiguous.
    """
    from telegram import error as library  # noqa: PLC0415  # importing must be cheap

    words = _TOKEN.sub("…", str(error))[:LONGEST]
    match error:
        case library.ChatMigrated():
            return TargetMoved("the group has become a supergroup", str(error.new_chat_id))
        case library.RetryAfter():
            asked = error.retry_after
            seconds = asked.total_seconds() if isinstance(asked, dt.timedelta) else float(asked)
            return RateLimited(f"Telegram asks for {seconds:g} s of patience", seconds)
        case library.InvalidToken() | library.EndPointNotFound():
            return PlatformDown(f"{NO_TOKEN} (Telegram: {words})")
        case library.Conflict():
            return _conflict(words)
        case library.Forbidden():  # nobody is forbidden to write what another may: the target is to blame
            return _read(words, otherwise=TargetLost)
        case library.BadRequest():  # a NetworkError, by the library's tree: before it
            return _read(words, otherwise=Refused)
        case library.NetworkError():
            return _lost(error, words)
    return Ambiguous(f"Telegram's answer could not be read ({words})")


def _read(words: str, *, otherwise: type[DeliveryError]) -> DeliveryError:
    lowered = words.lower()
    for phrase, kind, sentence in SENTENCES:
        if phrase in lowered:
            return kind(f"{sentence} (Telegram: {words})")
    return otherwise(f"Telegram refused: {words}")


def _conflict(words: str) -> DeliveryError:
    if "webhook" in words.lower():
        return PlatformDown(f"a webhook is set for this bot, so it can't be polled (Telegram: {words})")
    return PlatformDown(
        "another instance runs with the same platforms.telegram.token: stop it, or give this one a bot"
        f" of its own (Telegram: {words})"
    )


def _lost(error: "TelegramError", words: str) -> DeliveryError:
    """The answer of a request that met trouble on its way."""
    import httpx  # noqa: PLC0415

    cause = error.__cause__
    name = type(cause).__name__
    match cause:
        case httpx.PoolTimeout():
            return Transient("all connections to Telegram are busy; nothing was sent")
        case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.ProxyError():
            return Transient(f"Telegram can't be reached; nothing was sent ({name}: {_plain(cause)})")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return PlatformDown("platforms.telegram.base_url and token make no address: check both")
        case RuntimeError():  # the library's word for a client that was closed
            return Transient("the connection to Telegram is closed; nothing was sent")
        case httpx.HTTPError():
            return Ambiguous(f"Telegram's answer was lost ({name})")
    if "too many requests" in words.lower():
        return RateLimited("Telegram asks for patience", PATIENCE)
    if "entity too large" in words.lower():
        return Refused(f"Telegram refused: {words}")
    return Ambiguous(f"Telegram answered with an error of its own: {words.partition('. Parsing')[0]}")


def _plain(cause: BaseException) -> str:
    return _TOKEN.sub("…", str(cause)) or "no reason given"

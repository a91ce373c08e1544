"""Messages: create, read, edit, delete."""

from bisect import bisect_left, bisect_right
from typing import Any

from tests.fakes.discord import drafts
from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.channels import ANNOUNCEMENT, WRITTEN, Channel
from tests.fakes.discord.errors import Refusal, invalid, required
from tests.fakes.discord.messages import EPHEMERAL, Message
from tests.fakes.discord.permissions import has
from tests.fakes.discord.snowflakes import born, number
from tests.fakes.discord.values import Json

MESSAGES = "/channels/{channel_id}/messages"
ONE = f"{MESSAGES}/{{message_id}}"
REPLY = 19


@route("POST", MESSAGES)
def create(call: Call) -> Json:
    """Post a message; the first one again for a nonce that was just used."""
    server, world = call.server, call.server.world
    channel = call.channel()
    _check_writable(call, channel)
    draft = drafts.read(call.body, call.files)
    if draft.flags & EPHEMERAL:
        raise invalid("flags", "MESSAGE_FLAGS_INVALID", "Only interactions are answered ephemerally.")
    drafts.check_rights(channel, draft)
    nonce = _nonce(call.body.get("nonce"))
    enforced = bool(call.body.get("enforce_nonce")) and nonce is not None
    if enforced and nonce is not None:
        first = server.remembered(channel, nonce)
        if first is not None:
            server.repeats += 1
            if first.deleted:
                raise Refusal(10008)
            return first.json() | {"nonce": nonce}
    fields = drafts.made(server, channel, draft)
    fields |= _reference(call, channel)
    message = world.post(channel, world.bot, nonce=nonce, **fields)
    if enforced and nonce is not None:
        server.remember(nonce, message)
    return message.json() | ({} if nonce is None else {"nonce": nonce})


def _check_writable(call: Call, channel: Channel) -> None:
    if channel.type not in WRITTEN:
        raise Refusal(50008)
    if channel.recipient is not None and not channel.recipient.dms:
        raise Refusal(50007)
    rights = channel.allowed()
    if channel.thread is None:
        if not has(rights, "send_messages"):
            raise Refusal(50013)
        return
    if not has(rights, "send_messages_in_threads"):
        raise Refusal(50013)
    if channel.thread.locked and not has(rights, "manage_threads"):
        raise Refusal(160005)


def _nonce(nonce: Json) -> str | None:
    if nonce is None:
        return None
    if not isinstance(nonce, str | int) or len(str(nonce)) > 25:
        raise invalid("nonce", "NONCE_TYPE_TOO_LONG", "Nonce is too long: must be 25 or fewer in length.")
    return str(nonce)


def _reference(call: Call, channel: Channel) -> dict[str, Any]:
    given = call.body.get("message_reference")
    if given is None:
        return {}
    answered = channel.messages.get(number(given.get("message_id")) or 0)
    if not has(channel.allowed(), "read_message_history"):
        raise Refusal(160002)
    if answered is None:
        if given.get("fail_if_not_exists", True):
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return {}
    reference = {"message_id": str(answered.id), "channel_id": str(channel.id), "type": 0}
    if channel.guild is not None:
        reference["guild_id"] = str(channel.guild.id)
    return {"reference": reference, "type": REPLY}


@route("GET", MESSAGES)
def history(call: Call) -> Json:
    """Up to 100 messages, the newest first; nothing without the right to read the history."""
    channel = call.channel()
    if channel.type not in WRITTEN:
        raise Refusal(50008)
    limit = number(call.query.get("limit", "50")) or 0
    if not 1 <= limit <= 100:
        raise invalid("limit", "NUMBER_TYPE_RANGE", "int value should be between 1 and 100.")
    if not has(channel.allowed(), "read_message_history"):
        return []
    return [channel.messages[number].json() for number in reversed(_ids(channel.ids, call, limit))]


def _ids(ids: list[int], call: Call, limit: int) -> list[int]:
    marks = [name for name in ("before", "after", "around") if name in call.query]
    if not marks:
        return ids[-limit:]
    mark = number(call.query[marks[0]])
    if mark is None:
        text = call.query[marks[0]]
        raise invalid(marks[0], "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
    if marks[0] == "before":
        end = bisect_left(ids, mark)
        return ids[max(0, end - limit) : end]
    if marks[0] == "after":
        begin = bisect_right(ids, mark)
        return ids[begin : begin + limit]
    begin = max(0, bisect_left(ids, mark) - limit // 2)
    return ids[begin : begin + limit]


@route("GET", ONE)
def get(call: Call) -> Json:
    """One message."""
    return call.message(call.channel("read_message_history")).json()


@route("PATCH", ONE)
def edit(call: Call) -> Json:
    """Edit a message of the bot; what is left out stays as it is, except for the mentions."""
    server = call.server
    channel = call.channel()
    message = call.message(channel)
    if message.author is not server.world.bot:
        raise Refusal(50005)
    if channel.thread is not None and channel.thread.archived:
        raise Refusal(50083)
    draft = drafts.read(call.body, call.files, had=message)
    drafts.check_rights(channel, draft)
    _check_edits(call, channel, message)
    drafts.change(server, message, draft)
    server.world.changed(message)
    return message.json()


def _check_edits(call: Call, channel: Channel, message: Message) -> None:
    """Refuse more edits of old messages, or of published ones, than Discord takes in a while."""
    rules, now = call.server.rules, call.server.clock()
    if now - born(message.id) > rules.old_after:
        _count(channel.old_edits, rules.old_edits, now, 30046)
    if message.crossposted and channel.type == ANNOUNCEMENT:
        _count(channel.published_edits, rules.published_edits, now, 20022)


def _count(made: list[float], rate: tuple[int, float], now: float, code: int) -> None:
    most, window = rate
    while made and made[0] <= now - window:
        made.pop(0)
    if len(made) >= most:
        wait = made[0] + window - now if made else window
        raise Refusal(code, retry_after=round(wait, 3))
    made.append(now)


@route("DELETE", ONE)
def delete(call: Call) -> Json:
    """Delete a message; those of others with the right to manage messages."""
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.server.world.bot and not has(channel.allowed(), "manage_messages"):
        raise Refusal(50013 if channel.guild is not None else 50003)
    call.server.world.remove(message)


@route("POST", f"{MESSAGES}/bulk-delete")
def delete_many(call: Call) -> Json:
    """Delete 2 to 100 messages of the last two weeks."""
    channel = call.channel("manage_messages")
    named = call.body.get("messages")
    if not isinstance(named, list):
        raise required("messages")
    if not 2 <= len(named) <= 100:
        raise invalid("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
    for each in named:
        message = channel.messages.get(number(each) or 0)
        if message is not None:
            call.server.world.remove(message)

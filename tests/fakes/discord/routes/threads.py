"""Threads and forum posts: open, list, archive, lock."""

from typing import Any

from tests.fakes.discord import drafts
from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.channels import ANNOUNCEMENT, FORUM, PRIVATE_THREAD, TEXT, THREAD, Channel
from tests.fakes.discord.errors import Refusal, invalid, required
from tests.fakes.discord.messages import HAS_THREAD
from tests.fakes.discord.permissions import has
from tests.fakes.discord.snowflakes import born, number
from tests.fakes.discord.values import Json

CREATED = 18
MINUTES = {60, 1440, 4320, 10080}
FIELDS = {
    "name", "archived", "locked", "auto_archive_duration", "applied_tags", "rate_limit_per_user", "flags",
    "invitable",
}  # fmt: skip


def change_thread(call: Call, thread: Channel) -> Json:
    """Rename, archive, lock a thread, or give it other tags."""
    hood, body, world = thread.thread, call.body, call.server.world
    assert hood is not None
    unknown = set(body) - FIELDS
    if unknown:
        raise invalid(", ".join(sorted(unknown)), "UNKNOWN_FIELD", "The fake server is strict.")
    moderates = has(thread.allowed(), "manage_threads")
    if not moderates and (hood.owner != world.bot.id or body.get("locked") is not None or hood.locked):
        raise Refusal(50013)
    if hood.archived and body.get("archived") is not False:
        raise Refusal(50083)
    if "name" in body:
        thread.name = _name(body)
    if "applied_tags" in body:
        hood.tags = _tags(hood.parent, body["applied_tags"], moderates)
    if "auto_archive_duration" in body:
        hood.archive_minutes = _minutes(body)
    if "flags" in body:
        hood.pinned = bool(body["flags"] & 2)
    archived = bool(body.get("archived", hood.archived))
    world.archive(thread, archived, locked=body.get("locked"))
    return thread.json()


def _name(body: dict[str, Any]) -> str:
    name = body.get("name")
    if name is None:
        raise required("name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 100 or len(name) > 100:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    return name.strip()


def _minutes(body: dict[str, Any]) -> int:
    minutes = body.get("auto_archive_duration") or 4320
    if minutes not in MINUTES:
        raise invalid(
            "auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}."
        )
    return int(minutes)


def _tags(forum: Channel, given: Json, moderates: bool) -> list[int]:
    if not isinstance(given, list):
        raise invalid("applied_tags", "BASE_TYPE_BAD_TYPE", "Expected a list.")
    if len(given) > 5:
        raise invalid("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
    known = {tag.id: tag for tag in forum.tags}
    tags = []
    for at, each in enumerate(given):
        tag = known.get(number(each) or 0)
        if tag is None:
            raise invalid(f"applied_tags.{at}", "INVALID_TAG", f"Tag {each} does not exist in this channel")
        if tag.moderated and not moderates:
            raise Refusal(50013)
        tags.append(tag.id)
    if len(set(tags)) != len(tags):
        raise invalid(
            "applied_tags", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value"
        )
    return tags


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def from_message(call: Call) -> Json:
    """Open a thread under a message; its id is the message's."""
    channel = call.channel("create_public_threads")
    message = call.message(channel)
    if channel.type not in {TEXT, ANNOUNCEMENT}:
        raise Refusal(50024)
    if message.id in call.server.world.channels:
        raise Refusal(160004)
    name, minutes = _name(call.body), _minutes(call.body)
    world = call.server.world
    message.thread = world.thread(channel, name, owner=world.bot.id, id=message.id, minutes=minutes)
    message.flags |= HAS_THREAD
    return message.thread.json()


@route("POST", "/channels/{channel_id}/threads")
def create(call: Call) -> Json:
    """Open a thread under no message, or a forum's post with its first message."""
    channel = call.channel()
    if channel.type == FORUM:
        return _forum_post(call, channel)
    if channel.type not in {TEXT, ANNOUNCEMENT}:
        raise Refusal(50024)
    kind = call.body.get("type", PRIVATE_THREAD)
    call.admitted(channel, "create_private_threads" if kind == PRIVATE_THREAD else "create_public_threads")
    name, minutes = _name(call.body), _minutes(call.body)
    world = call.server.world
    # Public threads of announcement channels have a type of their own, whichever was asked for.
    own = None if kind == THREAD else kind
    thread = world.thread(channel, name, owner=world.bot.id, kind=own, minutes=minutes)
    reference = {"channel_id": str(thread.id), "guild_id": str(thread.guild.id if thread.guild else 0)}
    world.post(channel, world.bot, type=CREATED, content=name, reference=reference)
    return thread.json()


def _forum_post(call: Call, forum: Channel) -> Json:
    server, world, body = call.server, call.server.world, call.body
    call.admitted(forum, "send_messages")
    name, minutes = _name(body), _minutes(body)
    tags = _tags(forum, body.get("applied_tags") or [], has(forum.allowed(), "manage_threads"))
    if forum.tag_required and not tags:
        raise Refusal(40067)
    given = body.get("message")
    if given is None and not call.files:
        raise required("message")
    first = dict(given or {})
    if "nonce" in first or "enforce_nonce" in first or "nonce" in body:
        server.breach("nonce in a forum", f"{forum.id}", "Discord ignores the nonce of a forum's post")
    draft = drafts.read({key: value for key, value in first.items() if not key.endswith("nonce")}, call.files)
    drafts.check_rights(forum, draft)
    fields = drafts.made(server, forum, draft)
    thread = world.thread(forum, name, owner=world.bot.id, tags=tags, minutes=minutes)
    message = world.post(thread, world.bot, id=thread.id, **fields)
    return thread.json() | {"message": message.json()}


@route("GET", "/guilds/{guild_id}/threads/active")
def active(call: Call) -> Json:
    """All threads of a guild that are not archived, the newest first."""
    guild = call.guild()
    found = sorted((each for each in guild.threads.values() if each.seen), key=lambda each: -each.id)
    return {"threads": [thread.json() for thread in found], "members": []}


@route("GET", "/channels/{channel_id}/threads/archived/public")
def archived(call: Call) -> Json:
    """The archived threads of a channel, by when they were archived, the latest first."""
    return _archived(call, private=False)


@route("GET", "/channels/{channel_id}/threads/archived/private")
def archived_private(call: Call) -> Json:
    """The archived private ones."""
    call.channel("manage_threads")
    return _archived(call, private=True)


def _archived(call: Call, *, private: bool) -> dict[str, Any]:
    from datetime import datetime

    channel = call.channel("read_message_history")
    limit = number(call.query.get("limit", "50")) or 50
    if not 2 <= limit <= 100:
        raise invalid("limit", "NUMBER_TYPE_RANGE", "int value should be between 2 and 100.")
    found = [each for each in channel.archive.values() if (each.type == PRIVATE_THREAD) == private]
    found.sort(key=_archived_at, reverse=True)
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"]).timestamp()
        found = [each for each in found if _archived_at(each) < before]
    threads = [thread.json() for thread in found[:limit]]
    return {"threads": threads, "members": [], "has_more": len(found) > limit}


def _archived_at(thread: Channel) -> float:
    assert thread.thread is not None
    return thread.thread.archived_at or born(thread.id)


@route("PUT", "/channels/{channel_id}/thread-members/@me")
def join(call: Call) -> Json:
    """Join a thread."""
    thread = call.channel()
    if thread.thread is None:
        raise Refusal(50024)
    if thread.thread.archived:
        raise Refusal(50083)


@route("DELETE", "/channels/{channel_id}/thread-members/@me")
def leave(call: Call) -> Json:
    """Leave a thread."""
    if call.channel().thread is None:
        raise Refusal(50024)

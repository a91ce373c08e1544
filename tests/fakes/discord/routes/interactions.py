"""The bot's answers to interactions: the callback, and what follows by the interaction's own webhook."""

import time
from typing import Any

from tests.fakes.discord import commands, drafts, modals
from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.drafts import Draft
from tests.fakes.discord.errors import Refusal, invalid, required
from tests.fakes.discord.interactions import COMMAND, MODAL, PRESS, TYPED, Interaction
from tests.fakes.discord.messages import EPHEMERAL, LOADING, V2, Message
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json

ANSWER, THINK, LATER, CHANGE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
ALLOWED = {
    COMMAND: {ANSWER, THINK, FORM},
    PRESS: {ANSWER, THINK, LATER, CHANGE, FORM},
    TYPED: {CHOICES},
    MODAL: {ANSWER, THINK, LATER, CHANGE},
}
HOOK = "/webhooks/{webhook_id}/{token}"
ANSWERED = 20  # the type of a message that answers a command
REPLIED = 19
MOST_OUTSIDE = 5


@route("POST", "/interactions/{interaction_id}/{token}/callback", free=True)
def callback(call: Call) -> Json:
    """Acknowledge an interaction, once and in time."""
    server = call.server
    asked = server.interactions.get(number(call.names["interaction_id"]) or 0)
    if asked is None or asked.token != call.names["token"]:
        raise Refusal(10062)
    if asked.acknowledged:
        raise Refusal(40060)
    waited = time.monotonic() - asked.monotonic
    if waited > server.rules.ack_within:
        raise Refusal(10062)
    kind = call.body.get("type")
    if kind not in ALLOWED[asked.kind] or (kind in {LATER, CHANGE} and asked.source is None):
        raise invalid("type", "INTERACTION_CALLBACK_TYPE", f"A callback of type {kind} does not fit here.")
    data = call.body.get("data")
    shown = _acknowledge(call, asked, kind, {} if data is None else data)
    asked.seconds, asked.callback = waited, kind
    if call.query.get("with_response") not in {"1", "true"}:
        return None
    told: dict[str, Any] = {"id": str(asked.id), "type": asked.kind}
    if shown is not None:
        told |= {
            "response_message_id": str(shown.id),
            "response_message_loading": bool(shown.flags & LOADING),
            "response_message_ephemeral": shown.ephemeral,
        }
    resource = {"type": kind} | ({} if shown is None or kind == LATER else {"message": shown.json()})
    return {"interaction": told, "resource": resource}


def _acknowledge(call: Call, asked: Interaction, kind: int, data: dict[str, Any]) -> Message | None:
    """Do what the callback says; the message that shows it."""
    if kind == CHOICES:
        if "choices" not in data:
            raise required("data.choices")
        focused = call.server.focused(asked)
        asked.choices = commands.choices("data.choices", data["choices"], focused["type"])
    elif kind == FORM:
        asked.modal = modals.checked(data)
    elif kind == ANSWER:
        asked.message = _posted(call, asked, drafts.read(data, call.files))
    elif kind == THINK:
        flags = int(data.get("flags") or 0)
        if flags & V2:
            raise invalid("data.flags", "MESSAGE_FLAGS_INVALID", "Not for a deferred answer.")
        asked.message = _post(call, asked, {"flags": flags & EPHEMERAL | LOADING})
    elif kind == CHANGE:
        source = asked.source
        assert source is not None
        _change(call, asked, source, drafts.read(data, call.files, had=source))
        asked.updated = True
    return asked.source if kind in {LATER, CHANGE} else asked.message


def _posted(call: Call, asked: Interaction, draft: Draft) -> Message:
    return _post(call, asked, drafts.made(call.server, asked.channel, draft))


def _post(call: Call, asked: Interaction, fields: dict[str, Any]) -> Message:
    world = call.server.world
    if asked.hidden:
        fields["flags"] = fields.get("flags", 0) | EPHEMERAL
    metadata = {
        "id": str(asked.id),
        "type": asked.kind,
        "user": asked.user.json(),
        "authorizing_integration_owners": {},
    }
    kind = ANSWERED if asked.kind == COMMAND else REPLIED if asked.source is not None else 0
    message = world.post(asked.channel, world.bot, type=kind, interaction=metadata, **fields)
    if asked.source is not None and not asked.source.ephemeral:
        message.reference = {"message_id": str(asked.source.id), "channel_id": str(asked.channel.id)}
    if message.ephemeral:
        call.server.ephemeral[message.id] = (message, asked.user)
    return message


def _change(call: Call, asked: Interaction, message: Message, draft: Draft) -> None:
    if message.deleted:
        raise Refusal(10008)
    drafts.change(call.server, message, draft)
    message.flags &= ~LOADING
    asked.changes += 1
    if not message.ephemeral:
        call.server.world.changed(message)


def _asked(call: Call) -> Interaction:
    """The interaction of the token, acknowledged and not too old."""
    server = call.server
    asked = server.tokens.get(call.names["token"])
    if number(call.names["webhook_id"]) != server.world.bot.id or asked is None:
        raise Refusal(10015)
    if server.clock() - asked.at > server.rules.token_lasts:
        raise Refusal(50027)
    if not asked.acknowledged:
        raise Refusal(10015)
    return asked


def _message(call: Call, asked: Interaction) -> Message:
    name = call.names.get("message_id", "@original")
    found = _original(asked) if name == "@original" else asked.finds(number(name) or 0)
    if found is None or found.deleted:
        raise Refusal(10008)
    return found


def _original(asked: Interaction) -> Message | None:
    return asked.source if asked.callback in {LATER, CHANGE} else asked.message


@route("POST", HOOK, free=True)
def follow(call: Call) -> Json:
    """Say something more; after "thinking…" the first of it takes that message's place."""
    asked = _asked(call)
    if asked.kind == TYPED:
        raise Refusal(10015)
    if asked.outside and len(asked.followups) >= MOST_OUTSIDE:
        raise Refusal(40094)
    draft = drafts.read(call.body, call.files)
    loading = asked.message
    if loading is not None and loading.flags & LOADING and not loading.deleted:
        _change(call, asked, loading, draft)
        return loading.json()
    message = _posted(call, asked, draft)
    asked.followups.append(message)
    return message.json()


@route("GET", f"{HOOK}/messages/{{message_id}}", free=True)
def get(call: Call) -> Json:
    """An answer, `@original` or by its id."""
    return _message(call, _asked(call)).json()


@route("PATCH", f"{HOOK}/messages/{{message_id}}", free=True)
def edit(call: Call) -> Json:
    """Edit an answer; the first edit of "thinking…" is the answer."""
    asked = _asked(call)
    message = _message(call, asked)
    _change(call, asked, message, drafts.read(call.body, call.files, had=message))
    if message is asked.source:
        asked.updated = True
    return message.json()


@route("DELETE", f"{HOOK}/messages/{{message_id}}", free=True)
def delete(call: Call) -> Json:
    """Delete an answer."""
    message = _message(call, _asked(call))
    if message.ephemeral:
        message.deleted = True
        call.server.ephemeral.pop(message.id, None)
    else:
        call.server.world.remove(message)

"""What sending and editing share: texts, captions, threads and the right to write."""

from typing import Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.entities import MAX_ENTITIES, Formatted, formatted, units
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.links import wrong_links
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.methods.table import Call
from tests.fakes.telegram.parameters import whole

MAX_TEXT = 4096
MAX_CAPTION = 1024
PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


def text(call: Call, chat: Chat | None, *, too_long: str = "message is too long") -> Formatted:
    """The message text. Raises Refusal for one that Telegram refuses."""
    found = _read(call, chat, call.parameters.text("text"), "entities", "message text is empty")
    if not found.text:
        raise bad_request("text must be non-empty")
    if units(found.text) > MAX_TEXT:
        raise bad_request(too_long)
    return found


def caption(call: Call, chat: Chat) -> Formatted:
    """The caption, which may be empty."""
    found = _read(call, chat, call.parameters.text("caption"), "caption_entities", None)
    if units(found.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return found


def _read(call: Call, chat: Chat | None, raw: str, name: str, empty: str | None) -> Formatted:
    if empty and not raw:
        raise bad_request(empty)
    parameters = call.parameters
    found = formatted(raw, parameters.text("parse_mode") or None, parameters.list(name))
    where = str(chat.id) if chat is not None else ""
    if found.dropped:
        detail = f"{MAX_ENTITIES + found.dropped} entities, {found.dropped} dropped"
        call.server.breach("too many entities", where, detail)
    for link in wrong_links(found.entities, str(call.world.bot.username)):
        call.server.breach("deep link", where, link)
    return found


def preview(call: Call) -> dict[str, Any] | None:
    """The link preview that was asked for."""
    options = call.parameters.object("link_preview_options", "link preview options")
    if options is None:
        if call.parameters.flag("disable_web_page_preview"):
            return {"is_disabled": True}
        return None
    if set(options) - PREVIEW:
        raise bad_request("can't parse link preview options JSON object")
    if options.get("prefer_small_media") and options.get("prefer_large_media"):
        raise bad_request("link preview options contain conflicting media sizes")
    return options or None


def may_write(call: Call, chat: Chat, what: str = "text messages") -> None:
    """Raise Refusal where the bot has no right to post."""
    bot = call.world.bot
    if chat.type == "channel" and not chat.may(bot, "can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    restricted = chat.member(bot).status == "restricted" or (chat.muted and not chat.is_admin(bot))
    if restricted and chat.type in {"group", "supergroup"}:
        raise bad_request(f"not enough rights to send {what} to the chat")


def thread(call: Call, chat: Chat) -> int | None:
    """The topic to write to. Raises Refusal for one that is gone or closed."""
    number = call.parameters.number("message_thread_id")
    if not number:
        return None
    topic = chat.topics.get(number)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.may(call.world.bot, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return number


def reply(call: Call, chat: Chat) -> Message | None:
    """The message to be answered. Raises Refusal where it is gone, unless that was allowed."""
    parameters = call.parameters
    asked = parameters.object("reply_parameters", "reply parameters")
    if asked is None:
        number = parameters.number("reply_to_message_id")
        if not number:
            return None
        asked = {
            "message_id": number,
            "allow_sending_without_reply": parameters.flag("allow_sending_without_reply"),
        }
    unknown = set(asked) - {"message_id", "chat_id", "allow_sending_without_reply"}
    if unknown and call.server.strict:
        call.server.breach(
            "unknown parameter", str(chat.id), f"reply_parameters: {', '.join(sorted(unknown))}"
        )
        raise bad_request(f"reply_parameters has no {', '.join(sorted(unknown))} (the fake server is strict)")
    other = asked.get("chat_id")
    where = call.world.readable(other) if other is not None else chat
    found = where.messages.get(whole(asked.get("message_id")))
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found

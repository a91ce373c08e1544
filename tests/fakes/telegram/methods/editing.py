"""Messages that the bot changes, deletes and pins."""

from typing import Any

from tests.fakes.telegram import keyboards
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import NOT_MODIFIED, bad_request
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.methods import content
from tests.fakes.telegram.methods.sending import numbers
from tests.fakes.telegram.methods.table import Call, method
from tests.fakes.telegram.values import Json

DELETABLE_FOR = 48 * 3600
TARGET = "business_connection_id chat_id message_id inline_message_id reply_markup"


def _editable(call: Call) -> Message:
    """The message that may be edited. Raises Refusal for another."""
    number = call.parameters.text("inline_message_id")
    if number:
        found = call.world.inline.get(number)
        if found is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    chat = call.writable()
    message = call.message(chat, "edit")
    bot = call.world.bot
    own = message.outgoing and message.via is None
    if message.service or message.origin is not None:
        raise bad_request("message can't be edited")
    if chat.type != "channel":
        if not own:
            raise bad_request("message can't be edited")
        return message
    if own and (chat.may(bot, "can_post_messages") or chat.may(bot, "can_edit_messages")):
        return message
    if own or not chat.may(bot, "can_edit_messages"):
        raise bad_request("message can't be edited")
    # An administrator with this right edits everybody's posts: Telegram lets a bot overwrite them.
    return message


def _changed(call: Call, message: Message, **changes: Json) -> dict[str, Any] | bool:
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise bad_request(NOT_MODIFIED)
    if not message.outgoing and not message.inline_id:
        call.server.breach("another's post", str(message.chat.id), f"message {message.id} was overwritten")
    message.rewrite(call.world.now(), **changes)
    return True if message.inline_id else message.json()


def _markup(call: Call) -> dict[str, Any] | None:
    return keyboards.checked(call.parameters.json("reply_markup", "reply keyboard markup"))


@method(
    "editMessageText",
    f"{TARGET} text parse_mode entities link_preview_options disable_web_page_preview",
    bulk=True,
)
def edit_message_text(call: Call) -> dict[str, Any] | bool:
    """Replace a text; a keyboard that isn't given again is gone."""
    if not call.parameters.text("text"):
        raise bad_request("message text is empty")
    message = _editable(call)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    found = content.text(call, message.chat, too_long="MESSAGE_TOO_LONG")
    return _changed(
        call,
        message,
        text=found.text,
        entities=found.entities,
        preview=content.preview(call),
        markup=_markup(call),
    )


@method(
    "editMessageCaption",
    f"{TARGET} caption parse_mode caption_entities show_caption_above_media",
    bulk=True,
)
def edit_message_caption(call: Call) -> dict[str, Any] | bool:
    """Replace a caption."""
    message = _editable(call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    found = content.caption(call, message.chat)
    return _changed(call, message, caption=found.text, entities=found.entities, markup=_markup(call))


@method("editMessageReplyMarkup", TARGET, bulk=True)
def edit_message_reply_markup(call: Call) -> dict[str, Any] | bool:
    """Replace the keyboard only."""
    return _changed(call, _editable(call), markup=_markup(call))


def _may_delete(call: Call, message: Message) -> str | None:
    """Why the bot may not delete a message."""
    chat, bot = message.chat, call.world.bot
    if chat.type in {"channel", "supergroup"} and chat.may(bot, "can_delete_messages"):
        return None
    if chat.type == "group" and chat.is_admin(bot):
        return None
    if chat.type == "channel" and not (message.outgoing and chat.may(bot, "can_post_messages")):
        return "message can't be deleted"
    if chat.type in {"group", "supergroup"} and not message.outgoing:
        return "message can't be deleted"
    if call.world.now() - message.date > DELETABLE_FOR:
        return "message can't be deleted for everyone"
    return None


@method("deleteMessage", "chat_id message_id", bulk=True)
def delete_message(call: Call) -> bool:
    """Delete one message."""
    message = call.message(call.writable(), "delete")
    reason = _may_delete(call, message)
    if reason:
        raise bad_request(reason)
    call.world.remove(message)
    return True


@method("deleteMessages", "chat_id message_ids", bulk=True)
def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those that aren't there are skipped."""
    chat = call.writable()
    found = [chat.messages[number] for number in numbers(call) if number in chat.messages]
    for message in found:
        reason = _may_delete(call, message)
        if reason:
            raise bad_request(reason)
    for message in found:
        call.world.remove(message)
    return True


def _may_pin(call: Call, chat: Chat) -> None:
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not chat.may(call.world.bot, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage", "business_connection_id chat_id message_id disable_notification", bulk=True)
def pin_chat_message(call: Call) -> bool:
    """Pin a message, which leaves a service message."""
    chat = call.writable()
    _may_pin(call, chat)
    message = call.message(chat, "pin")
    if message.service:
        raise bad_request("service message can't be pinned")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    who: dict[str, Any] = {"sender_chat": chat} if chat.type == "channel" else {"sender": call.world.bot}
    shown = message.json(nested=True)
    note = call.world.post(
        chat, service={"pinned_message": shown}, thread=message.thread, outgoing=True, **who
    )
    call.server.tell("channel_post" if chat.type == "channel" else "message", note.json())
    return True


@method("unpinChatMessage", "business_connection_id chat_id message_id", bulk=True)
def unpin_chat_message(call: Call) -> bool:
    """Unpin a message; without an id the newest pin."""
    chat = call.writable()
    _may_pin(call, chat)
    number = call.parameters.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


@method("unpinAllChatMessages", "chat_id", bulk=True)
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = call.writable()
    _may_pin(call, chat)
    chat.pinned.clear()
    return True

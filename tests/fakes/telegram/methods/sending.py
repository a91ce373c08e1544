"""Messages that the bot sends, copies and forwards."""

from typing import Any

from tests.fakes.telegram import keyboards
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.methods import content
from tests.fakes.telegram.methods.table import Call, method
from tests.fakes.telegram.values import Json

COMMON = (
    "chat_id message_thread_id disable_notification protect_content reply_parameters reply_markup "
    "reply_to_message_id allow_sending_without_reply"
)


def posted(call: Call, chat: Chat, **what: Json) -> Message:
    """Let the bot post, with everything that sending has in common."""
    parameters = call.parameters
    thread = content.thread(call, chat)
    replied = content.reply(call, chat)
    markup = keyboards.checked(parameters.json("reply_markup", "reply keyboard markup"))
    if chat.type == "channel":
        what |= {"sender_chat": chat}
    else:
        what |= {"sender": call.world.bot}
    call.world.sent[chat.type] += 1
    return call.world.post(
        chat,
        thread=thread if thread is not None or replied is None else replied.thread,
        reply_to=replied.id if replied is not None else None,
        markup=markup,
        silent=parameters.flag("disable_notification"),
        protected=parameters.flag("protect_content"),
        outgoing=True,
        **what,
    )


@method(
    "sendMessage",
    f"{COMMON} text parse_mode entities link_preview_options disable_web_page_preview",
    bulk=True,
)
def send_message(call: Call) -> dict[str, Any]:
    """Send a text."""
    chat = call.writable()
    content.may_write(call, chat)
    found = content.text(call, chat)
    message = posted(call, chat, text=found.text, entities=found.entities, preview=content.preview(call))
    return message.json()


@method("sendChatAction", "chat_id action message_thread_id")
def send_chat_action(call: Call) -> bool:
    """Say that the bot is at work."""
    chat = call.writable()
    content.may_write(call, chat)
    content.thread(call, chat)
    action = call.parameters.text("action")
    if not action:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    return True


def _source(call: Call) -> Chat:
    return call.readable("from_chat_id")


def _origin(message: Message) -> dict[str, Any]:
    if message.origin is not None:
        return message.origin
    if message.chat.type == "channel":
        return {
            "type": "channel",
            "chat": message.chat.json(),
            "message_id": message.id,
            "date": message.date,
        }
    if message.sender is None:
        return {"type": "hidden_user", "sender_user_name": "hidden", "date": message.date}
    return {"type": "user", "sender_user": message.sender.json(), "date": message.date}


def _again(call: Call, chat: Chat, message: Message, *, forward: bool, **changes: Json) -> Message:
    what = {
        "text": message.text,
        "entities": message.entities,
        "caption": message.caption,
        "media": message.media,
        "preview": message.preview,
    }
    if forward:
        what["origin"] = _origin(message)
    return posted(call, chat, **(what | changes))


@method(
    "copyMessage",
    f"{COMMON} from_chat_id message_id caption parse_mode caption_entities show_caption_above_media",
    bulk=True,
)
def copy_message(call: Call) -> dict[str, Any]:
    """Send what stands elsewhere, without its origin."""
    chat, source = call.writable(), _source(call)
    content.may_write(call, chat)
    message = call.message(source, "copy")
    _repeatable(message, "copied")
    changes: dict[str, Any] = {}
    if "caption" in call.parameters.values and message.media:
        found = content.caption(call, chat)
        changes = {"caption": found.text, "entities": found.entities}
    return {"message_id": _again(call, chat, message, forward=False, **changes).id}


@method("forwardMessage", f"{COMMON} from_chat_id message_id", bulk=True)
def forward_message(call: Call) -> dict[str, Any]:
    """Send what stands elsewhere, with its origin."""
    chat, source = call.writable(), _source(call)
    content.may_write(call, chat)
    message = call.message(source, "forward")
    _repeatable(message, "forwarded")
    return _again(call, chat, message, forward=True).json()


def _repeatable(message: Message, how: str) -> None:
    if message.service or message.protected:
        raise bad_request(f"message can't be {how}")


def numbers(call: Call, name: str = "message_ids") -> list[int]:
    """1-100 message ids."""
    found = call.parameters.list(name)
    if not found:
        raise bad_request("message identifiers are not specified")
    if len(found) > 100:
        raise bad_request("too many message identifiers specified")
    if any(not isinstance(number, int) or number <= 0 for number in found):
        raise bad_request("invalid message identifier specified")
    return found


def _several(call: Call, *, forward: bool) -> list[dict[str, Any]]:
    chat, source = call.writable(), _source(call)
    content.may_write(call, chat)
    asked = numbers(call)
    if asked != sorted(set(asked)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [source.messages[number] for number in asked if number in source.messages]
    found = [message for message in found if not message.service and not message.protected]
    if not found:
        raise bad_request(f"there are no messages to {'forward' if forward else 'copy'}")
    return [{"message_id": _again(call, chat, message, forward=forward).id} for message in found]


MANY = "chat_id message_thread_id from_chat_id message_ids disable_notification protect_content"


@method("copyMessages", f"{MANY} remove_caption", bulk=True)
def copy_messages(call: Call) -> list[dict[str, Any]]:
    """Copy up to 100; those that aren't there are skipped."""
    return _several(call, forward=False)


@method("forwardMessages", MANY, bulk=True)
def forward_messages(call: Call) -> list[dict[str, Any]]:
    """Forward up to 100; those that aren't there are skipped."""
    return _several(call, forward=True)

"""What the bot may learn of chats, and leaving them."""

from typing import Any

from tests.fakes.telegram.chats import PERMISSIONS, Member
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods.table import Call, method


@method("getChat", "chat_id")
def get_chat(call: Call) -> dict[str, Any]:
    """A `ChatFullInfo`."""
    chat = call.readable()
    answer = chat.json() | {"accent_color_id": 1, "max_reaction_count": 11}
    answer["accepted_gift_types"] = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    if chat.type in {"group", "supergroup"}:
        answer["permissions"] = dict.fromkeys(PERMISSIONS, not chat.muted)
    if chat.username:
        answer["active_usernames"] = [chat.username]
    if chat.pinned:
        answer["pinned_message"] = chat.messages[chat.pinned[-1]].json(nested=True)
    return answer


@method("getChatMember", "chat_id user_id")
def get_chat_member(call: Call) -> dict[str, Any]:
    """A user's place in a chat. In a channel only an administrator may ask for others."""
    chat, bot = call.readable(), call.world.bot
    number = call.parameters.number("user_id")
    user = bot if number == bot.id else call.world.users.get(number)
    if user is None:
        raise bad_request("invalid user_id specified" if number <= 0 else "user not found")
    if chat.type == "private":
        status: Any = "member" if user.id in {chat.id, bot.id} else "left"
        return Member(user, status).json(chat.type)
    if chat.type == "channel" and user is not bot and not chat.is_admin(bot):
        raise bad_request("member list is inaccessible")
    return chat.member(user).json(chat.type)


@method("getChatAdministrators", "chat_id return_bots")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """The administrators, without other bots."""
    chat = call.readable()
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    if chat.type == "channel" and not chat.is_admin(call.world.bot):
        raise bad_request("member list is inaccessible")
    return [
        member.json(chat.type)
        for member in chat.members.values()
        if chat.is_admin(member.user) and (not member.user.is_bot or member.user is call.world.bot)
    ]


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(call: Call) -> int:
    """How many are in a chat."""
    chat = call.readable()
    if chat.type == "private":
        return 2
    return sum(chat.holds(member.user) for member in chat.members.values())


@method("leaveChat", "chat_id")
def leave_chat(call: Call) -> bool:
    """Leave a group or channel."""
    chat = call.writable()
    if chat.type == "private":
        raise bad_request("chat can't be left")
    call.server.move(chat, call.world.bot, call.world.bot, "left")
    return True

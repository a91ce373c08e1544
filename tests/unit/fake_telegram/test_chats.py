"""The fake Bot API server: places, rights, topics, moves, and what the bot may know."""

import aiohttp
import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllChatAdministrators, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.fakes.telegram import TelegramServer
from tests.unit.fake_telegram.raw import ask, refused


async def test_places_without_the_bot(server: TelegramServer) -> None:
    owner = server.person("Owner")
    channel, group = server.channel(owner=owner, rights=None), server.group(owner=owner, bot=None)
    public = server.channel("Public", username="public", rights=None)
    wide = server.supergroup(owner=owner)
    words = "403 Forbidden: bot is not a member of the"
    assert await refused(server, "sendMessage", chat_id=channel.id, text="x") == f"{words} channel chat"
    assert await refused(server, "sendMessage", chat_id=group.id, text="x") == f"{words} group chat"
    assert await refused(server, "getChat", chat_id=channel.id) == f"{words} channel chat"
    assert (await ask(server, "getChat", chat_id="@Public"))["result"]["title"] == "Public"
    assert await refused(server, "sendMessage", chat_id="@public", text="x") == f"{words} channel chat"
    for chat, kind in ((channel, "channel"), (group, "group"), (wide, "supergroup")):
        owner.removes_bot(chat)
        description = f"403 Forbidden: bot was kicked from the {kind} chat"
        assert await refused(server, "sendMessage", chat_id=chat.id, text="x") == description
        assert await refused(server, "getChat", chat_id=chat.id) == description
    assert not public.messages


async def test_rights(server: TelegramServer) -> None:
    owner = server.person("Owner")
    channel = server.channel(owner=owner, rights={"can_edit_messages"})
    group = server.supergroup(owner=owner)
    words = "400 Bad Request: need administrator rights in the channel chat"
    assert await refused(server, "sendMessage", chat_id=channel.id, text="x") == words
    owner.promotes_bot(channel, "can_post_messages")
    assert (await ask(server, "sendMessage", chat_id=channel.id, text="x"))["ok"]
    owner.restricts_bot(group)
    words = "400 Bad Request: not enough rights to send text messages to the chat"
    assert await refused(server, "sendMessage", chat_id=group.id, text="x") == words
    owner.promotes_bot(group)
    group.muted = True
    assert (await ask(server, "sendMessage", chat_id=group.id, text="x"))["ok"]
    owner.demotes_bot(group)
    assert await refused(server, "sendMessage", chat_id=group.id, text="x") == words


async def test_the_bot_hears_of_its_own_place(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner")
    channel = server.channel("Daily", owner=owner, rights=None)
    group = server.supergroup("Readers", owner=owner, bot=None)
    owner.adds_bot(channel, "can_post_messages")
    owner.adds_bot(group)
    owner.promotes_bot(group, "can_pin_messages")
    owner.demotes_bot(channel)
    owner.removes_bot(group)
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [
        (change.chat.title, change.old_chat_member.status, change.new_chat_member.status)
        for change in changes
    ] == [
        ("Daily", "left", "administrator"),
        ("Readers", "left", "member"),
        ("Readers", "member", "administrator"),
        ("Daily", "administrator", "left"),
        ("Readers", "administrator", "kicked"),
    ]
    assert all(change.from_user.id == owner.id for change in changes)
    assert changes[0].new_chat_member.can_post_messages  # type: ignore[attr-defined]


async def test_topics(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner")
    forum = server.supergroup("Forum", owner=owner, forum=True)
    thread = server.topic(forum, "News")
    message = await bot.send_message(forum.id, "in the topic", message_thread_id=thread)
    assert message.message_thread_id == thread
    assert message.is_topic_message
    assert (await bot.send_message(forum.id, "in General")).message_thread_id is None
    owner.closes_topic(forum, thread)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=thread)
    owner.promotes_bot(forum, "can_manage_topics")
    await bot.send_message(forum.id, "x", message_thread_id=thread)
    owner.reopens_topic(forum, thread)
    owner.deletes_topic(forum, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=thread)
    assert forum.texts() == ["in General"]


async def test_a_group_that_becomes_a_supergroup(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner")
    group = server.group("Readers", owner=owner)
    await bot.send_message(group.id, "x")
    wide = owner.upgrades(group)
    assert await refused(server, "sendMessage", chat_id=group.id, text="x") == (
        "400 Bad Request: group chat was upgraded to a supergroup chat"
    )
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == wide.id
    assert str(wide.id).startswith("-100")
    await bot.send_message(wide.id, "x")
    there, here = [update.message for update in await bot.get_updates()]
    assert there is not None
    assert here is not None
    assert (there.chat.id, there.migrate_to_chat_id) == (group.id, wide.id)
    assert (here.chat.id, here.migrate_from_chat_id) == (wide.id, group.id)


async def test_a_group_that_is_gone(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner")
    group = server.group(owner=owner)
    owner.deletes_chat(group)
    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await bot.send_message(group.id, "x")


async def test_who_is_in_a_chat(server: TelegramServer, bot: Bot) -> None:
    owner, ann = server.person("Owner"), server.person("Ann", started=True)
    channel = server.channel(owner=owner)
    group = server.group(owner=owner, members=(ann,))
    assert {member.user.id for member in await bot.get_chat_administrators(channel.id)} == {owner.id, bot.id}
    assert (await bot.get_chat_member(group.id, ann.id)).status == "member"
    assert (await bot.get_chat_member(channel.id, ann.id)).status == "left"
    assert (await bot.get_chat_member(channel.id, owner.id)).status == "creator"
    assert await bot.get_chat_member_count(group.id) == 3
    channel.members[bot.id].status = "member"
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_member(channel.id, owner.id)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(ann.id)
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.get_chat(group.id)


async def test_menus_by_scope_and_language(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    commands = [BotCommand("today", "今天的日报")]
    await bot.set_my_commands(commands, language_code="zh")
    await bot.set_my_commands([("today", "Today")], BotCommandScopeChat(ann.id))
    await bot.set_my_commands([("repost", "Again")], BotCommandScopeAllChatAdministrators())
    assert await bot.get_my_commands() == ()
    assert await bot.get_my_commands(language_code="zh") == tuple(commands)
    assert set(server.menus) == {("default", "zh"), (f"chat:{ann.id}", ""), ("all_chat_administrators", "")}
    await bot.delete_my_commands(language_code="zh")
    assert await bot.get_my_commands(language_code="zh") == ()


@pytest.mark.parametrize(
    ("command", "description", "words"),
    [
        ("Today", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("x", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("x", "y" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_are_refused(
    server: TelegramServer, command: str, description: str, words: str
) -> None:
    given = [{"command": command, "description": description}]
    assert await refused(server, "setMyCommands", commands=given) == f"400 Bad Request: {words}"


async def test_menus_that_are_refused(server: TelegramServer) -> None:
    one = [{"command": "x", "description": "y"}]
    words = "400 Bad Request: "
    assert await refused(server, "setMyCommands", commands=one * 101) == f"{words}BOT_COMMANDS_TOO_MUCH"
    assert await refused(server, "setMyCommands", commands=one, language_code="zh-hans") == (
        f"{words}invalid language code specified"
    )
    scope = {"type": "chat", "chat_id": 5}
    assert await refused(server, "setMyCommands", commands=one, scope=scope) == f"{words}chat not found"


async def test_the_bot_itself(server: TelegramServer, bot: Bot) -> None:
    assert (bot.username, bot.id) == ("ribao_bot", 42)
    await bot.set_my_description("日报", language_code="zh")
    assert (await bot.get_my_description("zh")).description == "日报"
    assert (await bot.get_my_description("en")).description == ""
    assert await bot.send_chat_action(server.channel().id, "typing")
    assert await refused(server, "sendNonsense") == "404 Not Found"


async def test_a_wrong_token(server: TelegramServer) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.base_url}42:wrong/getMe") as answer,
    ):
        assert answer.status == 401
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}

"""The fake Bot API server: texts, entities, keyboards, edits and deletions, in Telegram's own words."""

import datetime as dt
import io
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import MessageEntityType, MessageLimit
from telegram.error import BadRequest, Forbidden

from tests.fakes.telegram import TelegramServer
from tests.unit.fake_telegram.raw import ask, refused


async def test_what_is_sent_stands_and_comes_back_as_telegram_would_show_it(
    server: TelegramServer, bot: Bot
) -> None:
    channel = server.channel("Daily", username="TheDaily")
    html = (
        "  <b>今日 😀</b> <a href='https://example.com/a?b=1&amp;c=2'>原文</a> #标签 https://example.org \n"
    )
    message = await bot.send_message(
        "@thedaily",
        html,
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(url="https://example.com", prefer_large_media=True),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="n1")]]),
        disable_notification=True,
        protect_content=True,
    )
    assert message.text == "今日 😀 原文 #标签 https://example.org"
    assert message.parse_entities() == {
        MessageEntity("bold", 0, 5): "今日 😀",
        MessageEntity("text_link", 6, 2, url="https://example.com/a?b=1&c=2"): "原文",
        MessageEntity("hashtag", 9, 3): "#标签",
        MessageEntity("url", 13, 19): "https://example.org",
    }
    assert message.sender_chat is not None
    assert message.from_user is None
    assert message.link_preview_options is not None
    assert message.link_preview_options.prefer_large_media
    standing = channel.messages[message.message_id]
    assert (standing.silent, standing.protected, standing.outgoing) == (True, True, True)
    assert standing.buttons == [{"text": "Next", "callback_data": "n1"}]


async def test_numbers_run_by_channel_and_are_shared_by_private_chats_and_groups(
    server: TelegramServer, bot: Bot
) -> None:
    ann, bob = server.person("Ann", started=True), server.person("Bob", started=True)
    group, one, two = server.group(), server.channel("One"), server.channel("Two")
    sent = [
        (await bot.send_message(chat, "x")).message_id
        for chat in (ann.id, bob.id, group.id, one.id, two.id, one.id)
    ]
    assert sent == [1, 2, 3, 1, 1, 2]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "\u3000\u200b\u2800"}, "400 Bad Request: text must be non-empty"),
        (
            {"text": "x", "reply_parameters": {"message_id": 1, "quote": "y"}},
            "400 Bad Request: reply_parameters has no quote (the fake server is strict)",
        ),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "日" * 10923}, "400 Bad Request: text is too long"),
        ({"text": "x", "parse_mode": "TeX"}, "400 Bad Request: unsupported parse_mode"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "<br>", "parse_mode": "HTML"},
            '400 Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 0',
        ),
        ({"text": "x", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": "@nowhere"}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": 4711}, "400 Bad Request: chat not found"),
        ({"text": "x", "message_thread_id": 9}, "400 Bad Request: message thread not found"),
        (
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "400 Bad Request: message to be replied not found",
        ),
        (
            {"text": "x", "colour": "red"},
            "400 Bad Request: sendMessage has no parameter colour (the fake server is strict)",
        ),
    ],
)
async def test_messages_that_are_refused(server: TelegramServer, values: dict[str, Any], words: str) -> None:
    channel = server.channel()
    assert await refused(server, "sendMessage", **({"chat_id": channel.id} | values)) == words
    assert not channel.messages


def keyboard(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Press", **button}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard(callback_data="日" * 22), "400 Bad Request: BUTTON_DATA_INVALID"),
        (keyboard(callback_data=""), "400 Bad Request: BUTTON_DATA_INVALID"),
        (
            keyboard(url="ftp://example.com"),
            (
                "400 Bad Request: inline keyboard button URL 'ftp://example.com' is invalid: "
                "Unsupported URL protocol"
            ),
        ),
        (
            keyboard(url="https://localhost"),
            "400 Bad Request: inline keyboard button URL 'https://localhost' is invalid: Wrong HTTP URL",
        ),
        (
            keyboard(),
            (
                "400 Bad Request: can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            ),
        ),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 101]},
            "400 Bad Request: reply markup is too long",
        ),
        ("[", "400 Bad Request: can't parse reply keyboard markup JSON object"),
    ],
)
async def test_keyboards_that_are_refused(server: TelegramServer, markup: object, words: str) -> None:
    channel = server.channel()
    assert await refused(server, "sendMessage", chat_id=channel.id, text="x", reply_markup=markup) == words


async def test_texts_are_taken_up_to_the_limit_after_parsing(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    longest = "<b>" + "😀" * (MessageLimit.MAX_TEXT_LENGTH // 2) + "</b>"
    message = await bot.send_message(channel.id, longest, parse_mode="HTML")
    assert message.entities[0].length == 4096
    link = f'<a href="https://example.com/{"y" * 400}">日</a>'
    await bot.send_message(channel.id, link * 74, parse_mode="HTML")  # 32,412 bytes
    with pytest.raises(BadRequest, match="is too long"):
        await bot.send_message(channel.id, link * 75, parse_mode="HTML")


async def test_more_than_100_entities_are_dropped_in_silence_and_counted(
    server: TelegramServer, bot: Bot
) -> None:
    channel = server.channel()
    assert len((await bot.send_message(channel.id, "<b>x</b> " * 100, parse_mode="HTML")).entities) == 100
    assert not server.violations
    message = await bot.send_message(channel.id, "<b>x</b> " * 100 + "#tag", parse_mode="HTML")
    assert len(message.entities) == 100
    assert [violation.kind for violation in server.violations] == ["too many entities"]


async def test_links_that_start_nothing_are_counted(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    name = server.world.bot.username
    for url in (f"https://t.me/{name}?start=i_12", "https://t.me/durov/1"):
        await bot.send_message(channel.id, f"<a href='{url}'>x</a>", parse_mode="HTML")
    assert not server.violations
    for url in (
        "https://t.me/-?start=i_12",
        f"https://t.me/{name}?start=a.b",
        "https://t.me/other?start=i_1",
    ):
        await bot.send_message(channel.id, f"<a href='{url}'>x</a>", parse_mode="HTML")
    assert len(server.journal.breaches("deep link")) == 3


async def test_entities_may_be_given_instead_of_markup(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    given = [MessageEntity(MessageEntityType.BOLD, 2, 2)]
    message = await bot.send_message(channel.id, "  日报 ", entities=given)
    assert message.parse_entities() == {MessageEntity("bold", 0, 2): "日报"}


async def test_only_spaces_and_newlines_are_cut(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    assert (
        await bot.send_message(channel.id, " \n\u3000缩进\r\n\x01x\u3000 \n")
    ).text == "\u3000缩进\n x\u3000"


async def test_edits_are_counted_and_remembered(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    sent = await bot.send_message(channel.id, "one")
    edited = await bot.edit_message_text("<i>two</i>", channel.id, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, type(sent))
    assert edited.edit_date is not None
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("<i>two</i>", channel.id, sent.message_id, parse_mode="HTML")
    standing = channel.messages[sent.message_id]
    assert (standing.text, standing.edits, standing.history) == ("two", 1, ["one"])


async def test_editing_what_is_not_there_or_not_the_bots(server: TelegramServer) -> None:
    editor = server.person("Editor")
    channel = server.channel(owner=editor, rights={"can_post_messages"})
    post = editor.posts("by hand", channel)

    async def edit(number: int, **values: Any) -> str:  # noqa: ANN401
        return await refused(
            server, "editMessageText", chat_id=channel.id, message_id=number, **({"text": "x"} | values)
        )

    assert await edit(77) == "400 Bad Request: message to edit not found"
    assert await edit(post.id) == "400 Bad Request: message can't be edited"
    assert await edit(0) == "400 Bad Request: message identifier is not specified"
    own = (await ask(server, "sendMessage", chat_id=channel.id, text="own"))["result"]["message_id"]
    assert await edit(own, text="x" * 4097) == "400 Bad Request: MESSAGE_TOO_LONG"
    assert (await edit(own, text="own")).startswith("400 Bad Request: message is not modified: specified")


async def test_a_bot_that_may_edit_posts_overwrites_those_of_others_and_is_told_on(
    server: TelegramServer, bot: Bot
) -> None:
    editor = server.person("Editor")
    channel = server.channel(owner=editor)
    post = editor.posts("by hand", channel)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("by hand", channel.id, post.id)
    await bot.edit_message_text("by the bot", channel.id, post.id)
    assert [violation.kind for violation in server.violations] == ["another's post"]


async def test_deleting(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    group = server.supergroup(members=(ann,))
    sent = await bot.send_message(group.id, "x")
    said = ann.says("/hello", group)
    assert await bot.delete_message(group.id, sent.message_id)
    assert [message.text for message in group.deleted] == ["x"]
    for number, words in ((sent.message_id, "to delete not found"), (said.id, "can't be deleted")):
        with pytest.raises(BadRequest, match=words):
            await bot.delete_message(group.id, number)
    old = await bot.send_message(group.id, "old")
    group.messages[old.message_id].date -= 49 * 3600
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(group.id, old.message_id)
    server.world.place(group, server.world.bot, "administrator")
    assert await bot.delete_messages(group.id, [old.message_id, said.id, 500])
    assert not group.standing()


async def test_replies_and_their_absence(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    first = await bot.send_message(channel.id, "first")
    answer = await bot.send_message(channel.id, "second", reply_parameters=ReplyParameters(first.message_id))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "first"
    await bot.delete_message(channel.id, first.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(channel.id, "x", reply_parameters=ReplyParameters(first.message_id))
    lenient = ReplyParameters(first.message_id, allow_sending_without_reply=True)
    assert (await bot.send_message(channel.id, "x", reply_parameters=lenient)).reply_to_message is None


async def test_pins_leave_a_service_message_that_takes_a_number(server: TelegramServer, bot: Bot) -> None:
    channel = server.channel()
    first = await bot.send_message(channel.id, "first")
    assert await bot.pin_chat_message(channel.id, first.message_id)
    second = await bot.send_message(channel.id, "second")
    assert second.message_id == first.message_id + 2
    assert channel.texts() == ["first", "second"]
    pinned = (await bot.get_chat(channel.id)).pinned_message
    assert pinned is not None
    assert pinned.text == "first"
    note = (await bot.get_updates())[0].channel_post
    assert note is not None
    assert note.pinned_message is not None
    assert await bot.unpin_chat_message(channel.id, first.message_id)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(channel.id, first.message_id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", channel.id, note.message_id)
    channel.members[bot.id].rights = frozenset({"can_post_messages"})
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(channel.id, first.message_id)


async def test_copies_and_forwards(server: TelegramServer, bot: Bot) -> None:
    source, goal = server.channel("Source"), server.channel("Goal")
    sent = [(await bot.send_message(source.id, text)).message_id for text in ("one", "two")]
    copy = await bot.copy_message(goal.id, source.id, sent[0])
    forward = await bot.forward_message(goal.id, source.id, sent[1])
    assert forward.forward_origin is not None
    assert (goal.messages[copy.message_id].text, goal.messages[copy.message_id].origin) == ("one", None)
    copies = await bot.copy_messages(goal.id, source.id, sent)
    assert [goal.messages[each.message_id].text for each in copies] == ["one", "two"]
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(goal.id, source.id, 99)
    with pytest.raises(BadRequest, match="strictly increasing"):
        await bot.copy_messages(goal.id, source.id, sent[::-1])


async def test_documents_photos_and_downloads(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    sent = await bot.send_document(
        ann.id, io.BytesIO("# 日报".encode()), "<b>x</b>", filename="日报.md", parse_mode="HTML"
    )
    assert sent.document is not None
    assert sent.caption_entities
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()).decode() == "# 日报"
    picture = await bot.send_photo(ann.id, "https://example.com/cover.jpg", caption="y" * 1024)
    assert picture.photo
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ann.id, "https://example.com/cover.jpg", caption="y" * 1025)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("file_99")
    ann.sends("# Digest", "new.md", caption="please")
    received = (await bot.get_updates())[-1].message
    assert received is not None
    assert received.document is not None
    content = await (await bot.get_file(received.document.file_id)).download_as_bytearray()
    assert bytes(content) == b"# Digest"


async def test_people_who_do_not_want_the_bot(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(ann.id, "x")
    ann.starts()
    await bot.send_message(ann.id, "x")
    ann.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    ann.unblocks()
    await bot.send_message(ann.id, "x")
    ann.user.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ann.id, "x")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_dates_are_the_clocks() -> None:
    async with TelegramServer(clock=lambda: 1_800_000_000.5) as server:
        channel = server.channel()
        answer = await ask(server, "sendMessage", chat_id=channel.id, text="x")
        assert dt.datetime.fromtimestamp(answer["result"]["date"], dt.UTC).year == 2027

"""The fake Bot API server: updates by polling and webhook, and what people do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict

from tests.fakes.telegram import Impossible, TelegramServer
from tests.unit.fake_telegram.raw import ask, refused


async def test_updates_stay_until_an_offset_confirms_them(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann")
    ann.starts()
    for number in range(3):
        ann.says(f"{number}")
    first = await bot.get_updates(limit=2)
    assert [update.update_id for update in first] == [1000, 1001]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["1", "2"]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == [1003]
    assert not await bot.get_updates(offset=1004)


async def test_a_poll_waits_for_what_comes(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    waiting = asyncio.create_task(bot.get_updates(timeout=20, read_timeout=5))
    await server.until(lambda: server.updates.waited_for)
    ann.says("今天")
    (update,) = await waiting
    assert update.message is not None
    assert update.message.text == "今天"
    assert not await bot.get_updates(offset=update.update_id + 1, timeout=0)


async def test_a_second_poller_ends_the_first(server: TelegramServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20, read_timeout=5))
    await server.until(lambda: server.updates.waited_for)
    second = asyncio.create_task(bot.get_updates(timeout=1, read_timeout=5))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one"):
        await first
    assert await second == ()
    assert server.updates.conflicts == 1


async def test_the_kinds_of_updates_are_remembered(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner", started=True)
    channel = server.channel(owner=owner)
    await bot.get_updates(allowed_updates=["message"])
    owner.posts("unheard", channel)
    owner.says("heard")
    assert [update.channel_post for update in await bot.get_updates()] == [None]
    await bot.get_updates(offset=-1, allowed_updates=[])
    owner.posts("heard now", channel)
    assert (await bot.get_updates())[-1].channel_post is not None


async def test_what_a_bot_hears_in_groups(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann")
    group = server.supergroup(members=(ann,))
    own = await bot.send_message(group.id, "x")
    ann.says("gossip", group)
    ann.says("/today", group)
    ann.says("/today@ribao_bot", group)
    ann.says("/today@other_bot", group)
    ann.says("@ribao_bot hello", group)
    ann.says("an answer", group, reply_to=group.messages[own.message_id])
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["/today", "/today@ribao_bot", "@ribao_bot hello", "an answer"]
    server.world.place(group, server.world.bot, "administrator")
    ann.says("gossip", group)
    last = (await bot.get_updates())[-1].message
    assert last is not None
    assert last.text == "gossip"


async def test_anonymous_admins_edits_and_forwards(server: TelegramServer, bot: Bot) -> None:
    owner = server.person("Owner", started=True)
    group, channel = server.supergroup("Group", owner=owner), server.channel("Daily", owner=owner)
    owner.says("/repost", group, anonymous=True)
    post = owner.posts("news", channel)
    owner.edits(post, "corrected news")
    owner.forwards(post)
    command, _, edited, forward = await bot.get_updates()
    assert command.message is not None
    assert command.message.from_user is not None
    assert command.message.sender_chat is not None
    assert (command.message.from_user.username, command.message.sender_chat.id) == (
        "GroupAnonymousBot",
        group.id,
    )
    assert edited.edited_channel_post is not None
    assert edited.edited_channel_post.text == "corrected news"
    assert forward.message is not None
    assert forward.message.forward_origin is not None
    own = await bot.send_message(channel.id, "the bot's")
    owner.edits(channel.messages[own.message_id], "changed by hand")
    owner.deletes(channel.messages[own.message_id])
    assert len(await bot.get_updates()) == 4, "bots hear neither of edits of their own posts nor of deletions"


async def test_start_links(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann")
    ann.follows("https://t.me/Ribao_bot?start=i_12")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start i_12"
    assert update.message.entities[0].type == "bot_command"
    for url in ("https://t.me/ribao_bot?start=ü", "https://t.me/ribao_bot?start=" + "x" * 65):
        with pytest.raises(ValueError, match="start payload"):
            ann.follows(url)


async def test_pressing_buttons(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Next ›", callback_data="c:n:2")]])
    sent = await bot.send_message(ann.id, "page 1", reply_markup=keyboard)
    message = ann.private.messages[sent.message_id]
    press = ann.presses(message, "Next ›")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert isinstance(update, Update)
    assert (query.data, query.from_user.id) == ("c:n:2", ann.id)
    await query.answer("done", show_alert=True)
    await server.answered(press)
    assert (press.text, press.alert) == ("done", True)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await query.answer()
    with pytest.raises(Impossible, match="no button 'Back'"):
        ann.presses(message, "Back")
    await query.edit_message_text("page 2")
    with pytest.raises(Impossible):
        ann.presses(message, "Next ›")
    stale = ann.presses_stale(message, "c:n:2")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(stale.id, "x" * 201)
    server.press_lasts = -1
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(stale.id)


def article(number: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    content = {"message_text": f"<b>{number}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": number, "input_message_content": content} | more


async def test_inline_queries(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    group = server.group(members=(ann,))
    typed = ann.types("英伟达", where="group")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.chat_type) == ("英伟达", "group")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "c1"}]]}
    results = [article("1", reply_markup=markup)]
    assert (
        await ask(server, "answerInlineQuery", inline_query_id=typed.id, results=results, next_offset="50")
    )["ok"]
    await server.answered(typed)
    assert typed.next_offset == "50"
    message = ann.chooses(typed, 0, group)
    assert message.text == "1"
    assert message.via is server.world.bot
    ann.presses(message, "More")
    press = (await bot.get_updates())[-1].callback_query
    assert press is not None
    assert press.message is None
    assert press.inline_message_id
    assert await bot.edit_message_text("changed", inline_message_id=press.inline_message_id)
    assert message.text == "changed"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article("1"), article("1")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("日" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("1", title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        (
            {"results": [article("1", input_message_content={"message_text": "<b>", "parse_mode": "HTML"})]},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"results": [article("1", reply_markup={"inline_keyboard": [[{"text": "x"}]]})]},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_inline_answers_that_are_refused(
    server: TelegramServer, change: dict[str, Any], words: str
) -> None:
    typed = server.person("Ann").types("x")
    values = {"inline_query_id": typed.id} | change
    assert await refused(server, "answerInlineQuery", **values) == f"400 Bad Request: {words}"
    assert not typed.answered


async def test_inline_queries_are_answered_in_time(server: TelegramServer) -> None:
    typed = server.person("Ann").types("x")
    server.query_lasts = -1
    words = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await refused(server, "answerInlineQuery", inline_query_id=typed.id, results=[]) == words


@asynccontextmanager
async def listening(statuses: list[int], reply: str = "") -> AsyncIterator[tuple[str, list[tuple[str, Any]]]]:
    """An address that answers with these statuses, then 200, and keeps what it got."""
    received: list[tuple[str, Any]] = []

    async def receive(request: web.Request) -> web.Response:
        received.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), await request.json()))
        return web.Response(status=statuses.pop(0) if statuses else 200, text=reply)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", received
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    async with listening([500, 401]) as (url, received):
        await bot.set_webhook(url, secret_token="s3cret-_", allowed_updates=["message"])  # noqa: S106
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        for number in range(3):
            ann.says(str(number))
        await server.until(lambda: len(server.webhook.deliveries) == 5)
        assert [update["message"]["text"] for _, update in received] == ["0", "0", "0", "1", "2"]
        assert {secret for secret, _ in received} == {"s3cret-_"}
        assert [status for _, status in server.webhook.deliveries] == [500, 401, 200, 200, 200]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 401 Unauthorized"
        await bot.delete_webhook()
        ann.says("4")
        assert len(await bot.get_updates()) == 1


async def test_a_method_in_the_webhooks_answer_is_told_of(server: TelegramServer, bot: Bot) -> None:
    ann = server.person("Ann", started=True)
    async with listening([], '{"method": "sendMessage"}') as (url, _):
        await bot.set_webhook(url)
        ann.says("x")
        await server.until(lambda: server.journal.breaches("webhook reply"))


async def test_webhooks_that_are_refused(server: TelegramServer) -> None:
    words = "400 Bad Request: "
    url = "https://example.com/hook"
    assert await refused(server, "setWebhook", url=url, secret_token="a.b") == (  # noqa: S106
        f"{words}secret token contains unallowed characters"
    )
    assert await refused(server, "setWebhook", url=url, secret_token="a" * 257) == (
        f"{words}secret token is too long"
    )
    server.webhook.insecure = False
    assert await refused(server, "setWebhook", url="http://example.com") == (
        f"{words}bad webhook: An HTTPS URL must be provided for webhook"
    )


async def test_a_poller_that_is_gone_is_no_rival(server: TelegramServer, bot: Bot) -> None:
    poll = asyncio.create_task(ask(server, "getUpdates", timeout=20))
    await server.until(lambda: server.updates.waited_for)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await asyncio.sleep(0.1)
    await bot.get_updates()
    assert server.updates.conflicts == 0

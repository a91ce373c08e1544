"""What people write to the bot: commands, and in private whatever words they look for."""

import datetime as dt
import re

from telegram import Message
from telegram.constants import ChatType

from bot.commands.blocks import answered, button, note, plain, refusal
from bot.commands.models import Actor, Block
from bot.commands.presses import Press
from bot.commands.table import find, parse_line
from bot.locales import catalogue
from handlers.telegram import deeplinks, menus, people, proofs
from handlers.telegram.answering import (
    drawn,
    language,
    patience,
    replied,
    request,
    respond,
    username_of,
    wait,
)
from handlers.telegram.presses import on_press
from handlers.telegram.station import Station

__all__ = ["on_channel_post", "on_message", "on_press"]

SERVICE = 777000
"""Telegram's own account."""

LATE = dt.timedelta(minutes=10)
"""From then on an operator's order is not obeyed without a question."""

# Not a path (/usr/bin), not a lone slash.
_SLASHED = re.compile(r"\s*[/／]([^\s:：@＠/／]+)(?:[@＠](\w+))?(?=[\s:：]|$)")


async def on_message(station: Station, message: Message) -> None:
    """Answer a message: in private whatever is written, in groups what is meant for this bot."""
    if message.text and _is_first_hand(message):
        private = message.chat.type == ChatType.PRIVATE
        if private or await _is_for_us(station, message.text, bare=await _answers_us(station, message)):
            await _answer(station, message, message.text)


async def on_channel_post(station: Station, message: Message) -> None:
    """Answer a command that was posted in a channel, which only its admins can do."""
    if message.text and _is_first_hand(message) and await _is_for_us(station, message.text, bare=True):
        await _answer(station, message, message.text)


def _is_first_hand(message: Message) -> bool:
    """Whether a person wrote it here and now, rather than a bot, Telegram itself or somebody elsewhere."""
    if message.via_bot or message.forward_origin or message.is_automatic_forward or message.edit_date:
        return False
    user = message.from_user
    if user is None or message.sender_chat is not None:  # a channel's post, or in the name of a chat
        return True
    return not user.is_bot and user.id != SERVICE


async def _answers_us(station: Station, message: Message) -> bool:
    """Whether it was written as a reply to a message of this bot."""
    replied_to = message.reply_to_message
    writer = replied_to.from_user if replied_to is not None else None
    return writer is not None and writer.id == (await station.connection.me()).id


async def _is_for_us(station: Station, line: str, *, bare: bool) -> bool:
    """Whether the line gives a command with this bot's name; `bare`: or one that we know, with no name."""
    slashed = _SLASHED.match(line)
    if slashed is None:
        return False
    if slashed[2]:
        return slashed[2].casefold() == (await username_of(station)).casefold()
    return bare and find(parse_line(line)[0]) is not None


async def _answer(station: Station, message: Message, line: str) -> None:
    user, sender = message.from_user, message.sender_chat
    here = people.place(message.chat, people.topic(message))
    seconds = wait(station, (sender or user or message.chat).id)
    if seconds == 0:
        return
    locale = await language(station, here, user)
    say = catalogue(locale)
    remarks: list[Block] = []
    wanted = _wanted(line)
    if wanted is None:
        remarks.append(note(say("That link leads nowhere any more, but here you are:")))
        wanted = Press("start")
    name = f"{people.PLATFORM} {message.chat.id} {message.message_id}"
    asked = await request(
        station, wanted, chat=message.chat, here=here, user=user, sender=sender, locale=locale, name=name
    )
    if seconds is not None:
        reply = refusal([plain(patience(say, seconds))])
    elif _steers(wanted) and station.desk.clock() - message.date > LATE:
        # Sent again and again to a bot that was down, it would be done as often when it is back.
        again = button(say("Do it now"), wanted.command, wanted.argument)
        time = message.date.astimezone(station.desk.zone)
        sentence = say("This is of {time}, and it was not done. Shall it be done now?", time=f"{time:%H:%M}")
        reply = answered([plain(sentence)], [(again,)])
    else:
        reply = await replied(station, asked)
        reply = reply.model_copy(update={"blocks": (*remarks, *reply.blocks)})
    shown = await drawn(station, asked, reply)
    await respond(station, message, shown)
    await proofs.follow(station, message, asked, shown.posts)
    if wanted.command == "start" and asked.actor.operator and here.kind == "private":
        await menus.post_to(station, message.chat.id)  # until now there was no chat to put it in


def _steers(wanted: Press) -> bool:
    """Whether it changes what stands in the chats."""
    command = find(wanted.command)
    return command is not None and command.audience == "operators"


def _wanted(line: str) -> Press | None:
    """What the line asks for; None for a deep link that leads nowhere."""
    # Who may do what is decided with the answer; here words behind a name are only told from the name.
    command, argument = parse_line(line, Actor(id="", operator=True))
    if command != "start" or not argument or argument == deeplinks.HOME:
        return Press(command, argument)
    led = deeplinks.read(argument)
    return Press(*led) if led else None

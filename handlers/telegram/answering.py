"""From what somebody wants to the message that answers it, whatever state the store is in."""

import structlog
from telegram import Chat as TelegramChat
from telegram import MaybeInaccessibleMessage, ReplyParameters, User

from bot.commands.blocks import plain, refusal
from bot.commands.models import Chat, Reply, Request
from bot.commands.presses import Press
from bot.commands.table import answer, find
from bot.errors import StoreError
from bot.locales import Catalogue, catalogue, message
from bot.models import Locale
from handlers.telegram import people
from handlers.telegram.reply import Message, shown
from handlers.telegram.station import Station

CLOSED = message("The archive can't be read just now. Please try again in a moment.")

log = structlog.get_logger("ribao.telegram")


async def request(
    station: Station,
    wanted: Press,
    *,
    chat: TelegramChat,
    here: Chat,
    user: User | None,
    sender: TelegramChat | None,
    locale: Locale,
    name: str = "",
) -> Request:
    """What the core is asked; see `people.actor`. `name`: the same when Telegram hands it over again."""
    desk = station.desk
    return Request(
        id=name,
        command=wanted.command,
        argument=wanted.argument,
        page=wanted.page,
        actor=await people.actor(station, chat, user, sender, find(wanted.command)),
        locale=locale,
        now=desk.clock().astimezone(desk.zone),
        chat=here,
    )


async def replied(station: Station, asked: Request) -> Reply:
    """The answer to the request; one kind sentence where the store can't be used."""
    try:
        return await answer(station.desk.store, asked, desk=station.desk)
    except StoreError as error:
        log.warning("the archive can't be used", command=asked.command, error=str(error))
        return refusal([plain(catalogue(asked.locale)(CLOSED))])


async def drawn(station: Station, asked: Request, reply: Reply) -> Message:
    """The reply as a message; the same kind sentence where its buttons can't be kept."""
    username = await username_of(station)
    today = asked.now.date()
    store, locale = station.desk.store, asked.locale
    try:
        return await shown(reply, store=store, locale=locale, username=username, today=today, asked=asked)
    except StoreError as error:
        log.warning("the archive can't be used", command=asked.command, error=str(error))
        sorry = refusal([plain(catalogue(locale)(CLOSED))])
        return await shown(sorry, store=store, locale=locale, username=username, today=today)


async def respond(station: Station, to: MaybeInaccessibleMessage, message: Message) -> None:
    """Send the message as a reply, in the topic of what it replies to. Raises DeliveryError."""
    await station.connection.ask(
        to.chat.id,
        lambda bot: bot.send_message(
            to.chat.id,
            message_thread_id=people.topic(to),
            reply_parameters=ReplyParameters(to.message_id, allow_sending_without_reply=True),
            **message.fields,
        ),
    )


async def language(station: Station, here: Chat, user: User | None) -> Locale:
    """The language to answer in; as if there were no target where the store can't tell."""
    try:
        return await people.language(station, here, user)
    except StoreError:
        return people.own_language(station, here, user)


def wait(station: Station, number: int, *, cost: float = 1.0) -> float | None:
    """How long whoever has that number must wait, as Flood.wait says it; operators never do."""
    who = f"{people.PLATFORM}:{number}"
    if station.desk.is_operator(who):
        return None
    return station.flood.wait(who, station.desk.clock().timestamp(), cost=cost)


def patience(say: Catalogue, seconds: float) -> str:
    """The kind word to those who asked too much."""
    return say.counted(
        "That was a lot at once. In {n} second I am with you again.",
        "That was a lot at once. In {n} seconds I am with you again.",
        max(1, round(seconds)),
    )


async def username_of(station: Station) -> str:
    """The bot's own name, without the @."""
    return (await station.connection.me()).username or ""

"""How it stands with the bot and with each of its targets, asked of Telegram; nothing is changed there."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from telegram import Chat, ChatFullInfo, ChatMember
from telegram.constants import ChatAction, ChatType

from bot.errors import DeliveryError, RateLimited, TargetLost, TargetMoved
from bot.findings import Finding, Level, clocks, of_each, unreachable
from bot.locales import catalogue
from bot.models import Target
from handlers.telegram import people
from handlers.telegram.address import Place, place
from handlers.telegram.lifecycle import is_there, may_post
from handlers.telegram.setup import missing_rights
from handlers.telegram.station import PLATFORM, Station

if TYPE_CHECKING:  # it imports us
    from handlers.telegram.create import Webhook

LATE = 100  # updates that wait: nobody has fetched them for a while


async def examine(station: Station, webhook: "Webhook | None", targets: Sequence[Target]) -> list[Finding]:
    """See bot.ports.Platform."""
    try:
        found = await _bot(station, webhook)
    except DeliveryError as error:
        return [unreachable(PLATFORM, error)]
    return [*found, *await of_each(targets, partial(_target, station))]


async def _bot(station: Station, webhook: "Webhook | None") -> list[Finding]:
    """The account, the clock, and the way in which its updates come. Raises DeliveryError."""
    connection = station.connection
    me = await connection.me()
    found = [Finding(level="ok", subject=PLATFORM, told=f"the token is that of @{me.username}")]
    if (clock := clocks("Telegram", connection.served, station.desk.clock())) is not None:
        found.append(clock)
    if me.can_join_groups is False:
        found.append(
            Finding(
                level="warning",
                subject=PLATFORM,
                told=f"@{me.username} can't be added to groups",
                remedy="@BotFather: /setjoingroups, Enable",
            )
        )
    return [*found, *await _updates(station, webhook)]


async def _updates(station: Station, webhook: "Webhook | None") -> list[Finding]:
    info = await station.connection.ask(None, lambda bot: bot.get_webhook_info())
    subject = f"{PLATFORM}: updates"
    told, remedy = "", ""
    if webhook is None and info.url:
        told = "mode is polling, but a webhook is set: until it is gone no command is heard"
        remedy = "`ribao run` takes it away; if another program set it, give this one a bot of its own"
    elif webhook is not None and info.url != webhook.url:
        told = "no webhook is set" if not info.url else "the webhook leads to another address"
        remedy = "`ribao run` sets it to platforms.telegram.webhook_url"
    elif webhook is not None and info.last_error_message:
        when = "" if info.last_error_date is None else f" on {info.last_error_date:%Y-%m-%d %H:%M} UTC"
        told = f"Telegram could not reach the webhook{when}: {info.last_error_message}"
        remedy = "check the proxy and the certificate before platforms.telegram.listen"
    elif info.pending_update_count > LATE:
        told = f"{info.pending_update_count} updates wait to be fetched"
        remedy = "start `ribao run`"
    if told:
        return [Finding(level="warning", subject=subject, told=told, remedy=remedy)]
    how = "by polling" if webhook is None else "by webhook"
    return [Finding(level="ok", subject=subject, told=f"come {how}")]


async def _target(station: Station, target: Target) -> list[Finding]:
    """The target's chat, the bot's rights there, its topic."""
    try:
        where = place(target.address)
        chat = await station.connection.ask(None, lambda bot: bot.get_chat(where.chat))
        if where.private or where.thread is not None:
            # Only an attempt tells whether a person or a topic can be written to; “typing…” is the least.
            await station.connection.ask(
                None,
                lambda bot: bot.send_chat_action(
                    where.chat, ChatAction.TYPING, message_thread_id=where.thread
                ),
            )
        if where.private:
            return [_well(target, "can be written to")]
        me = await station.connection.me()
        member = await station.connection.ask(None, lambda bot: bot.get_chat_member(where.chat, me.id))
    except TargetMoved as moved:
        remedy = f"`ribao run` follows it; where the settings name it, write {moved.address}"
        return [_of(target, "warning", f"{moved}: its address is {moved.address} now", remedy)]
    except TargetLost as error:
        return [_of(target, "error", str(error))]
    except RateLimited as error:
        return [_of(target, "warning", f"not looked at: {error}", "run `ribao doctor` again later")]
    except DeliveryError as error:
        return [_of(target, "error", str(error))]
    return _rights(target, where, chat, member)


def _rights(target: Target, where: Place, chat: ChatFullInfo, member: ChatMember) -> list[Finding]:
    known = Chat(chat.id, chat.type, title=chat.title, username=chat.username)
    muted = chat.permissions is not None and chat.permissions.can_send_messages is False
    if not is_there(member):
        return [
            _of(target, "error", "the bot is not in the chat", "add it, in a channel as an administrator")
        ]
    if not may_post(known, member) or (muted and member.status not in people.HAVE_THE_SAY):
        right = "Post Messages" if chat.type == ChatType.CHANNEL else "Send Messages"
        return [_of(target, "error", "the bot may not post there", f"give it the right “{right}”")]
    if where.thread is not None and not chat.is_forum:
        return [_of(target, "error", "the chat has no topics", "take `thread` out, or turn topics on")]
    missing = missing_rights(known, member, catalogue("en")) if target.policy.pin else []
    if missing:
        return [
            _of(
                target,
                "warning",
                f"the bot may post, but pinning takes more rights: {', '.join(missing)}",
                "give it these, or set pin = false",
            )
        ]
    return [_well(target, "the bot may post" + (" and pin" if target.policy.pin else ""))]


def _of(target: Target, level: Level, told: str, remedy: str = "") -> Finding:
    return Finding(level=level, subject=target.label, told=told, remedy=remedy)


def _well(target: Target, told: str) -> Finding:
    return Finding(level="ok", subject=target.label, told=told)

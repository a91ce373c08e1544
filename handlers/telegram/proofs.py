"""A digest as it would be posted, shown to the operator who handed it in."""

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from bot.models import Policy
from bot.submission import Submission, preview
from handlers.telegram.answering import username_of
from handlers.telegram.markup import addressed
from handlers.telegram.render import render
from handlers.telegram.station import Station


async def show(station: Station, chat: int, submission: Submission) -> None:
    """Send every part that a target with the usual policy would get. Raises DeliveryError."""
    desk = station.desk
    username = await username_of(station)
    first: int | None = None
    for part in render(preview(submission, desk.clock()), Policy(locale=desk.locale)):
        text = addressed(part.content["text"], username)
        options = _preview(part.content.get("preview"))
        above = ReplyParameters(first) if first is not None and part.content.get("reply") else None
        sent = await station.connection.ask(
            chat,
            lambda bot, text=text, options=options, above=above: bot.send_message(  # type: ignore[misc]
                chat,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=options,
                reply_parameters=above,
                disable_notification=True,
            ),
        )
        first = first or sent.message_id


def _preview(wanted: dict[str, object] | None) -> LinkPreviewOptions:
    if wanted is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=str(wanted["url"]),
        prefer_large_media=bool(wanted.get("large")),
        show_above_text=bool(wanted.get("above")),
    )

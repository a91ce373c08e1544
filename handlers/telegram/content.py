"""A part as Telegram shows it: what rendering left in its payload."""

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.delivery.models import Claim
from bot.errors import Refused
from bot.models import Frozen

if TYPE_CHECKING:
    from telegram import LinkPreviewOptions


class Preview(Frozen):
    """Which link is shown as a card, how large, and where."""

    url: str
    large: bool = False
    above: bool = False


class Content(Frozen):
    """One message. `reply`: it answers part 0 of the same digest; `pin`: it is pinned."""

    text: str
    preview: Preview | None = None
    silent: bool = False
    pin: bool = False
    reply: bool = False

    def shown(self, html: str) -> dict[str, Any]:
        """What sending and editing have in common, as the library's arguments."""
        return {"text": html, "parse_mode": "HTML", "link_preview_options": self._card()}

    def _card(self) -> "LinkPreviewOptions":
        from telegram import LinkPreviewOptions  # noqa: PLC0415  # importing must be cheap

        if self.preview is None:
            return LinkPreviewOptions(is_disabled=True)
        return LinkPreviewOptions(
            url=self.preview.url,
            prefer_large_media=self.preview.large or None,
            show_above_text=self.preview.above or None,
        )


def content(claim: Claim) -> Content:
    """The claim's content. Raises Refused for one that no Telegram part has."""
    try:
        return Content.model_validate(claim.content)
    except ValidationError as error:
        field = ".".join(str(name) for name in error.errors()[0]["loc"]) or "content"
        raise Refused(
            f"this part was not rendered for Telegram ({field}): publish the digest again"
        ) from None

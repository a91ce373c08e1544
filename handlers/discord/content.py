"""A part as Discord shows it: what rendering left in its payload."""

from typing import Any

from pydantic import ValidationError

from bot.delivery.models import Claim
from bot.errors import Refused
from bot.models import Frozen


class Content(Frozen):
    """One message, as JSON of the API: `components` (cards) or `embeds`, never both.

    `title` names the forum post or the thread that begins with this part, `tags` the sections in it, for a
    forum. `thread`: it stands in the thread under part 0 of the same digest. `lead`: it is what an
    announcement channel passes on. `role`: whom it notifies (the text names it too). `suppress`: no previews.
    """

    components: tuple[dict[str, Any], ...] = ()
    embeds: tuple[dict[str, Any], ...] = ()
    title: str
    tags: tuple[str, ...] = ()
    thread: bool = False
    lead: bool = False
    silent: bool = False
    pin: bool = False
    suppress: bool = False
    role: str | None = None


def content(claim: Claim) -> Content:
    """The claim's content. Raises Refused for one that no Discord part has."""
    try:
        return Content.model_validate(claim.content)
    except ValidationError as error:
        field = ".".join(str(name) for name in error.errors()[0]["loc"]) or "content"
        raise Refused(f"this part was not rendered for Discord ({field}): publish the digest again") from None

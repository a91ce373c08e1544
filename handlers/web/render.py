"""StoredDigest + Policy → the one part that the web shows: plain data, drawn when it is asked for."""

from bot.aliases import Aliases
from bot.delivery.models import Part
from bot.layout import arrange
from bot.models import Policy, StoredDigest

# Known only when the page is drawn. In the payload they would make every neighbour's publication an edit.
LIVE = ("revision", "revised_at", "published_at", "previous", "next")


def render(digest: StoredDigest, policy: Policy, aliases: Aliases | None = None) -> tuple[Part, ...]:
    """What the policy leaves of the digest, as one part; no parts when nothing is left."""
    left = arrange(digest, policy, aliases)
    if left is None:
        return ()
    return (Part(content={"digest": left.model_dump(mode="json", exclude=set(LIVE))}),)


def unfold(part: Part, live: StoredDigest) -> StoredDigest:
    """The digest that was rendered into `part`, with what only the archive knows of it now."""
    return StoredDigest.model_validate(part.content["digest"] | {name: getattr(live, name) for name in LIVE})

"""Which of Discord's permissions a target takes, which of them are missing, and what to call them (pure)."""

from typing import Literal, NamedTuple

from bot.locales import Catalogue, message
from bot.models import Policy

Kind = Literal["text", "announcement", "thread", "forum"]
"""What a target can be: the channels in which people read."""

VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EMBED_LINKS = 1 << 14
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38
PIN_MESSAGES = 1 << 51


class Need(NamedTuple):
    """A permission (by its bit), its name as Discord's own settings have it, and what it is for.

    Names and reasons are messages. Without a `vital` one a digest, or a part of it, can't be posted at all.
    """

    bit: int
    name: str
    why: str
    vital: bool


VIEW = Need(VIEW_CHANNEL, message("View Channel"), message("to see the place at all"), vital=True)
SEND = Need(SEND_MESSAGES, message("Send Messages"), message("to post the digests"), vital=True)
POSTS = Need(SEND_MESSAGES, message("Create Posts"), message("to begin a post for each digest"), vital=True)
IN_THREADS = Need(
    SEND_MESSAGES_IN_THREADS, message("Send Messages in Threads"), message("to write in threads"), vital=True
)
THREADS = Need(
    CREATE_PUBLIC_THREADS,
    message("Create Public Threads"),
    message("to put the sections in a thread under the summary"),
    vital=True,
)
EMBEDS = Need(EMBED_LINKS, message("Embed Links"), message("to show embeds"), vital=True)
HISTORY = Need(
    READ_MESSAGE_HISTORY,
    message("Read Message History"),
    message("to look after an outage what was posted, so that nothing comes twice"),
    vital=False,
)
PIN = Need(PIN_MESSAGES, message("Pin Messages"), message("to pin the newest digest"), vital=False)
MENTION = Need(
    MENTION_EVERYONE,
    message("Mention @everyone, @here and All Roles"),
    message("to notify the role, as not everybody may mention it"),
    vital=False,
)
UNLOCK = Need(MANAGE_THREADS, message("Manage Threads"), message("to write in a locked thread"), vital=True)
ENTER = Need(
    MANAGE_THREADS,
    message("Manage Threads"),
    message("to write in a private thread to which it was not invited"),
    vital=True,
)


class Standing(NamedTuple):
    """What of a place decides how much it takes to post there.

    `locked`: a thread that only moderators may write in. `uninvited`: a private thread without the bot.
    """

    kind: Kind
    locked: bool = False
    uninvited: bool = False


def needs(standing: Standing, policy: Policy, *, open_role: bool = True) -> tuple[Need, ...]:
    """What posting there with this policy takes, the vital first.

    `open_role`: everybody may mention the role of the policy.
    """
    kind = standing.kind
    wanted = {
        VIEW: True,
        SEND: kind in {"text", "announcement"},
        POSTS: kind == "forum",
        THREADS: kind in {"text", "announcement"} and policy.layout == "summary+thread",
        IN_THREADS: kind in {"thread", "forum"} or policy.layout == "summary+thread",
        UNLOCK: standing.locked,
        ENTER: standing.uninvited,
        EMBEDS: policy.embeds,
        HISTORY: True,
        PIN: policy.pin and kind != "forum",
        MENTION: policy.role is not None and not open_role,
    }
    return tuple(need for need, is_wanted in wanted.items() if is_wanted)


def missing(allowed: int, wanted: tuple[Need, ...]) -> tuple[Need, ...]:
    """Those that the bot has not; `allowed` are the bits that it has."""
    return tuple(need for need in wanted if not allowed & need.bit)


def blocked(lacks: tuple[Need, ...]) -> bool:
    """Whether nothing can be posted as long as these are missing."""
    return any(need.vital for need in lacks)


def told(lacks: tuple[Need, ...], say: Catalogue) -> list[str]:
    """Each in words, with what it is for."""
    return [say("{right}: {purpose}", right=say(need.name), purpose=say(need.why)) for need in lacks]

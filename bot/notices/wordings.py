"""What operators are told of targets, posts and platforms, in words. Pure.

`more` are those that are not listed, only counted.
"""

from collections.abc import Sequence

from bot.commands.blocks import answered, button, heading, listed, note, plain
from bot.commands.doubts import part_of
from bot.commands.models import Button, Reply
from bot.locales import Catalogue
from bot.models import StoredDigest, Target

Post = tuple[Target, StoredDigest | None, int]
"""A part of a digest in a target; parts count from 0."""


def lost(say: Catalogue, losses: Sequence[tuple[Target, str]], more: int = 0) -> Reply:
    """Targets that can't be reached any more, with the reasons."""
    title = say.counted(
        "{n} target can't be reached any more", "{n} targets can't be reached any more", len(losses) + more
    )
    lines = [say("{name}: {reason}", name=target.label, reason=say.reason(why)) for target, why in losses]
    advice = say(
        "Nothing is sent there, and what is due waits. Give the bot its place and its rights back, "
        "and it goes on by itself."
    )
    return answered([heading(title), *listed(say, lines, more), note(advice)], [(_status(say),)])


def back(say: Catalogue, targets: Sequence[Target], more: int = 0) -> Reply:
    """Targets that can be reached again."""
    title = say.counted(
        "{n} target can be reached again", "{n} targets can be reached again", len(targets) + more
    )
    advice = note(say("What waited there is sent now."))
    return answered([heading(title), *listed(say, [target.label for target in targets], more), advice])


def moved(say: Catalogue, moves: Sequence[tuple[Target, str, bool]], more: int = 0) -> Reply:
    """Targets with their new address, and whether the settings name the old one."""
    title = say.counted("{n} target has moved", "{n} targets have moved", len(moves) + more)
    lines = [say("{old} is now {new}", old=target.label, new=address) for target, address, _ in moves]
    blocks = [heading(title), *listed(say, lines, more)]
    if any(declared for _, _, declared in moves):
        blocks.append(note(say("The settings still name the old address: write the new one there.")))
    return answered(blocks)


def gone(say: Catalogue, posts: Sequence[Post], more: int = 0) -> Reply:
    """Posts that somebody deleted in the chat."""
    title = say.counted(
        "{n} post was deleted in its chat", "{n} posts were deleted in their chats", len(posts) + more
    )
    lines = [part_of(say, *post) for post in posts]
    # Without the digest at hand the command means the newest one.
    date = next((str(digest.date) for _, digest, _ in posts if digest is not None), "")
    advice = say(
        "Nothing is sent in its place. /repost {date} here, sent in that chat, posts the digest anew.",
        date=date,
    )
    return answered([heading(title), *listed(say, lines, more), note(advice)], [(_status(say),)])


def refused(say: Catalogue, posts: Sequence[tuple[Post, str]], more: int = 0) -> Reply:
    """Posts that their platform will never take, with the reasons."""
    title = say.counted("{n} post was refused", "{n} posts were refused", len(posts) + more)
    lines = [say("{name}: {reason}", name=part_of(say, *post), reason=say.reason(why)) for post, why in posts]
    advice = say("They are not tried again as they are; a correction of the document is.")
    return answered([heading(title), *listed(say, lines, more), note(advice)], [(_status(say),)])


def down(say: Catalogue, platform: str, reason: str) -> Reply:
    """A platform that can't be used at all."""
    advice = say("Everything that is due there waits; it is tried again every few minutes.")
    return answered(
        [
            heading(say("{platform} can't be used", platform=platform.capitalize())),
            plain(say.reason(reason)),
            note(advice),
        ]
    )


def up(say: Catalogue, platform: str) -> Reply:
    """A platform that can be used again."""
    return answered([plain(say("{platform} can be used again.", platform=platform.capitalize()))])


def _status(say: Catalogue) -> Button:
    return button(say("All targets"), "status", "all")

"""The main screen: what is missing, what is chosen, and where to go from there (pure)."""

import datetime as dt
from collections.abc import Sequence

from bot.locales import Catalogue, message
from bot.models import Layout, Locale, Policy, Preview, Weekday
from handlers.discord.components import (
    DANGER,
    PRIMARY,
    SUCCESS,
    Component,
    button,
    clipped,
    container,
    row,
    text,
)
from handlers.discord.markup import escape, heading, subtext
from handlers.discord.permissions import blocked, told
from handlers.discord.reply import Message
from handlers.discord.setup.scene import Scene

WARNING = 0xF0B132
WARNING_SIGN = "⚠️ "
LONGEST = 60
"""The longest name in a list."""
NAMES = 8
"""Names that are listed before the rest is only counted."""

LAYOUTS: dict[Layout, str] = {
    "full": message("Everything"),
    "headlines": message("Headlines only"),
    "summary+thread": message("A summary, with the sections in a thread under it"),
}
PREVIEWS: dict[Preview, str] = {
    "cover": message("The picture of the digest"),
    "first": message("The first item's picture"),
    "none": message("No pictures and previews"),
}
LANGUAGES: dict[Locale, str] = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}


def overview(scene: Scene, note: str = "") -> Message:
    """The draft in words, and the way to all that can be changed in it."""
    say, policy = scene.say, scene.draft.policy
    lines = [heading(say("Digests for {channel}", channel=scene.here.mention)), *state(scene)]
    if note:
        lines.append(f"**{escape(note)}**")
    lines += [
        say("{name}: {value}", name=f"**{name}**", value=value) for name, value in chosen(scene, policy)
    ]
    children = [text("\n".join(lines)), *_ways(scene)]
    return Message((container(*children, accent=WARNING if blocked(scene.lacks) else None),))


def state(scene: Scene) -> list[str]:
    """What is to be known of the channel before anything is chosen for it."""
    say, lacks, target = scene.say, scene.lacks, scene.target
    lines = []
    if lacks:
        lines.append(WARNING_SIGN + say("I lack these permissions there:"))
        lines += [f"- {each}" for each in told(lacks, say)]
        if blocked(lacks):
            lines.append(say("Nothing can be posted like this. Give them to me and press “Look again”."))
        else:
            lines.append(say("Digests come all the same."))
    if target is not None and target.suspended and not target.given_up:
        reason = escape(say.reason(target.suspended))
        lines.append(WARNING_SIGN + say("Nothing is sent there just now: {reason}", reason=reason))
    if scene.here.archived:
        lines.append(subtext(say("The thread is archived. The next digest opens it again.")))
    if scene.declared:
        lines.append(
            say("The settings of Ribao name this chat as a target, so it can only be changed there.")
        )
    return lines


def chosen(scene: Scene, policy: Policy) -> list[tuple[str, str]]:
    """What the policy says, line by line."""
    say, desk = scene.say, scene.station.desk
    names = {publication.slug: publication.name for publication in desk.publications}
    publications = [names.get(slug, slug) for slug in policy.publications]
    notified = say("nobody") if policy.role is None else f"<@&{policy.role}>"
    sound = say("without a sound") if policy.silent else say("with a sound")
    return [
        (say("Publications"), listed(publications, say)),
        (say("Sections"), listed(policy.sections, say)),
        *_some(
            (say("Left out"), policy.without_sections),
            (say("Only items with"), policy.keywords),
            (say("Without"), policy.without_keywords),
            (say("Watched words"), policy.watch),
            say=say,
        ),
        *([] if policy.digests else [(say("Only watched words"), say("yes"))]),
        (say("Hour"), hours(policy.publish_at, policy.timezone or desk.zone.key, say)),
        *([(say("Days"), days(policy.weekdays, say))] if policy.weekdays else []),
        *([(say("Quiet hours"), span(policy.quiet_hours, say))] if policy.quiet_hours else []),
        (say("Layout"), say(LAYOUTS[policy.layout])),
        (say("Look"), say("embeds") if policy.embeds else say("cards")),
        (say("Pictures"), say(PREVIEWS[policy.preview])),
        (say("Notified"), say("{who}, {how}", who=notified, how=sound)),
        (say("Pinned"), say("yes") if policy.pin else say("no")),
        (say("Language"), LANGUAGES[policy.locale]),
    ]


def _some(*lists: tuple[str, Sequence[str]], say: Catalogue) -> list[tuple[str, str]]:
    """Those of the lists that have something in them."""
    return [(name, listed(values, say)) for name, values in lists if values]


def listed(names: Sequence[str], say: Catalogue) -> str:
    """The first names and the number of the others; none are all."""
    if not names:
        return say("all of them")
    first = say(", ").join(escape(clipped(name, LONGEST)) for name in names[:NAMES])
    return first + (say(" and {n} more", n=len(names) - NAMES) if len(names) > NAMES else "")


def hours(hour: dt.time | None, zone: str, say: Catalogue) -> str:
    """When digests come, in words."""
    return say("as soon as they are published") if hour is None else f"{hour:%H:%M} ({escape(zone)})"


def days(weekdays: Sequence[Weekday], say: Catalogue) -> str:
    """The days on which something comes, in words."""
    return say(", ").join(map(say.weekday, weekdays)) if weekdays else say("every day")


def span(quiet: tuple[dt.time, dt.time] | None, say: Catalogue) -> str:
    """The quiet hours, in words."""
    return say("none") if quiet is None else f"{quiet[0]:%H:%M}-{quiet[1]:%H:%M}"


def _ways(scene: Scene) -> list[Component]:
    say, step = scene.say, scene.step
    preview = button(say("Preview"), str(step("preview")))
    other = button(say("Another channel"), str(step("choose")))
    if scene.declared:
        suspended = scene.target is not None and scene.target.suspended
        again = [button(say("Try again"), str(step("resume")), style=PRIMARY)] if suspended else []
        return [row(preview, *again, other)]
    if blocked(scene.lacks):
        settle = button(say("Look again"), str(step("show", "main")), style=PRIMARY)
    else:
        label = say("Save") if scene.draft.receives else say("Start")
        settle = button(label, str(step("save")), style=SUCCESS)
    stop = [button(say("End it"), str(step("stop")), style=DANGER)] if scene.draft.receives else []
    return [
        row(
            button(say("Publications"), str(step("show", "publications.0"))),
            button(say("Sections"), str(step("show", "sections.0"))),
            button(say("Words"), str(step("show", "words"))),
            button(say("Hour"), str(step("show", "hours"))),
            button(say("Look"), str(step("show", "looks"))),
        ),
        row(preview, settle, *stop, other),
    ]

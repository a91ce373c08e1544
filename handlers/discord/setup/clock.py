"""The screen of when digests come: the hour, its time zone, the days, the quiet hours."""

import datetime as dt
from collections.abc import Sequence

from bot import zones
from bot.errors import UsageError
from bot.sentence import Sentence
from bot.weekdays import WEEKDAYS, whole
from handlers.discord.components import OPTIONS, Component, button, container, option, row, select, text
from handlers.discord.markup import escape, heading, subtext
from handlers.discord.reply import Message
from handlers.discord.setup.fields import field, form, several
from handlers.discord.setup.overview import WARNING_SIGN, days, hours, span
from handlers.discord.setup.scene import Scene

HOUR, ZONE, QUIET = "hour", "zone", "quiet"
"""The fields of the form."""
NONE = "none"
"""The value of: no hour of its own, or the desk's time zone."""


def screen(scene: Scene, note: str = "") -> Message:
    """Selects of full hours, common time zones and days, and the form for all others."""
    say, policy, desk = scene.say, scene.draft.policy, scene.station.desk
    zone, now = policy.timezone or desk.zone.key, desk.clock()
    title = say("When shall digests come?")
    current = "\n".join(
        (
            hours(policy.publish_at, zone, say),
            say("{name}: {value}", name=say("Days"), value=days(policy.weekdays, say)),
            say("{name}: {value}", name=say("Quiet hours"), value=span(policy.quiet_hours, say)),
            *([f"{WARNING_SIGN}{escape(note)}"] if note else []),
        )
    )
    hint = say("A digest that is published later than that comes as soon as it is there.")
    full = [dt.time(number) for number in range(24)]
    at_hours = [
        option(say("As soon as they are published"), NONE, chosen=policy.publish_at is None),
        *(option(f"{at:%H:%M}", f"{at:%H:%M}", chosen=at == policy.publish_at) for at in full),
    ]
    common = [name for name in zones.COMMON if name != policy.timezone]
    if policy.timezone:
        common = [policy.timezone, *common]
    in_zones = [
        option(
            say("Ribao's own: {zone}", zone=desk.zone.key),
            NONE,
            zones.offset(desk.zone.key, now),
            chosen=policy.timezone is None,
        ),
        *(
            option(name, name, zones.offset(name, now), chosen=name == policy.timezone)
            for name in common[: OPTIONS - 1]
        ),
    ]
    in_week = [option(say.weekday(day), day, chosen=day in policy.weekdays) for day in WEEKDAYS]
    return Message(
        (
            container(
                text(f"{heading(title)}\n{current}\n{subtext(hint)}"),
                row(select(str(scene.step("hour")), at_hours, say("Hour"))),
                row(select(str(scene.step("zone")), in_zones, say("Time zone"))),
                row(several(scene.step("days"), in_week, say("Choose any number; none means all"))),
                row(
                    button(
                        say("Correct what was typed…") if note else say("Type hour and zone…"),
                        str(scene.step("type", "hours")),
                    ),
                    button(say("Done"), str(scene.step("show", "main"))),
                ),
            ),
        )
    )


def hours_form(scene: Scene) -> Component:
    """The form in which any hours and any time zone of the IANA can be typed, or what was typed be mended."""
    say, policy, typed = scene.say, scene.draft.policy, dict(scene.draft.typed)
    at = f"{policy.publish_at:%H:%M}" if policy.publish_at else ""
    quiet = span(policy.quiet_hours, say) if policy.quiet_hours else ""
    return form(
        scene.step("typed", "hours"),
        say("Hour and time zone"),
        field(
            HOUR,
            say("Hour"),
            say("Such as 08:30. Empty: as soon as they are published."),
            typed.get(HOUR, at),
        ),
        field(
            ZONE,
            say("Time zone"),
            say("Such as Asia/Shanghai, or the name of its city. Empty: Ribao's own."),
            typed.get(ZONE, policy.timezone or ""),
        ),
        field(QUIET, say("Quiet hours"), say("Such as 22:00-07:00. Empty: none."), typed.get(QUIET, quiet)),
    )


async def hour_chosen(scene: Scene, typed: str) -> Scene:
    """The scene with that hour. Raises UsageError, StoreError."""
    if not typed.strip() or typed == NONE:
        return await scene.changed(publish_at=None)
    at = zones.hour(typed)
    if at is None:
        raise UsageError(Sentence("I can't read “{text}” as an hour; write one such as 08:30.", text=typed))
    return await scene.changed(publish_at=at)


async def zone_chosen(scene: Scene, typed: str) -> Scene:
    """The scene with that time zone. Raises UsageError, StoreError."""
    if not typed.strip() or typed == NONE:
        return await scene.changed(timezone=None)
    name = await zones.zone(typed)
    if name is None:
        raise UsageError(
            Sentence("No time zone is called “{text}”; write one such as Asia/Shanghai.", text=typed)
        )
    return await scene.changed(timezone=name)


async def days_chosen(scene: Scene, days: Sequence[str]) -> Scene:
    """The scene with these days of the week. Raises StoreError."""
    return await scene.changed(weekdays=whole([day for day in WEEKDAYS if day in days]))


async def quiet_chosen(scene: Scene, typed: str) -> Scene:
    """The scene with these quiet hours. Raises UsageError, StoreError."""
    if not typed.strip():
        return await scene.changed(quiet_hours=None)
    quiet = zones.span(typed)
    if quiet is None:
        raise UsageError(
            Sentence("I can't read “{text}” as two hours; write them such as 22:00-07:00.", text=typed)
        )
    return await scene.changed(quiet_hours=quiet)


async def filled_in(scene: Scene, fields: dict[str, str]) -> Message:
    """The screen with what was typed; what could not be read is told, and waits in the form to be mended."""
    wrong = []
    for name, chosen in ((HOUR, hour_chosen), (ZONE, zone_chosen), (QUIET, quiet_chosen)):
        try:
            scene = await chosen(scene, fields.get(name, ""))
        except UsageError as error:
            wrong.append((name, scene.say.sentence(error.args[0])))
    if not wrong:
        return screen(scene)
    typed = tuple((name, fields[name]) for name, _ in wrong)
    scene = await scene.with_draft(scene.draft.model_copy(update={"typed": typed}))
    return screen(scene, " ".join(sentence for _, sentence in wrong))

"""The screen of the hour at which digests come, and of its time zone."""

import datetime as dt

from bot import zones
from bot.errors import UsageError
from bot.sentence import Sentence
from handlers.discord.components import OPTIONS, Component, button, container, option, row, select, text
from handlers.discord.markup import heading, subtext
from handlers.discord.reply import Message
from handlers.discord.setup.fields import field, form
from handlers.discord.setup.overview import hours
from handlers.discord.setup.scene import Scene

HOUR, ZONE = "hour", "zone"
"""The fields of the form."""
NONE = "none"
"""The value of: no hour of its own, or the desk's time zone."""


def screen(scene: Scene) -> Message:
    """Selects of full hours and of common time zones, and the form for all others."""
    say, policy, desk = scene.say, scene.draft.policy, scene.station.desk
    zone, now = policy.timezone or desk.zone.key, desk.clock()
    title = say("When shall digests come?")
    current = hours(policy.publish_at, zone, say)
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
    return Message(
        (
            container(
                text(f"{heading(title)}\n{current}\n{subtext(hint)}"),
                row(select(str(scene.step("hour")), at_hours, say("Hour"))),
                row(select(str(scene.step("zone")), in_zones, say("Time zone"))),
                row(
                    button(say("Type hour and zone…"), str(scene.step("type", "hours"))),
                    button(say("Done"), str(scene.step("show", "main"))),
                ),
            ),
        )
    )


def hours_form(scene: Scene) -> Component:
    """The form in which any hour and any time zone of the IANA can be typed."""
    say, policy = scene.say, scene.draft.policy
    at = f"{policy.publish_at:%H:%M}" if policy.publish_at else ""
    return form(
        scene.step("typed", "hours"),
        say("Hour and time zone"),
        field(HOUR, say("Hour"), say("Such as 08:30. Empty: as soon as they are published."), at),
        field(
            ZONE,
            say("Time zone"),
            say("Such as Asia/Shanghai, or the name of its city. Empty: Ribao's own."),
            policy.timezone or "",
        ),
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

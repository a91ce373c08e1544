"""The topics of the clock: the hour, its time zone, the days, the quiet hours."""

import datetime as dt
from collections.abc import Sequence

from bot import zones
from bot.commands import names
from bot.commands.blocks import button
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.topic import COMMAND, EVERY, OFF, WIDTH, Offer, Rows, Topic
from bot.locales import Catalogue, message
from bot.models import Policy
from bot.weekdays import WEEKDAYS, weekdays, whole

HOURS = ((6, 7, 8, 9), (12, 18, 20, 22))
QUIET = ((21, 8), (22, 7), (23, 7), (0, 8))
USUAL = dt.time(8, 0)
"""The hour from which the next and the previous one are counted where there is none yet."""

_WITH = OFF | {
    names.key(word)
    for word in (
        "auto",
        "default",
        "publication",
        "with the publication",
        "asap",
        "默认",
        "随刊物",
        "一发布就送达",
    )
}
_OWN = OFF | {names.key(word) for word in ("own", "default", "auto", "默认")}


class Hour(Topic):
    """The chat's own hour."""

    __slots__ = ()

    def told(self, here: Here) -> str:
        """The hour and where it is meant."""
        at, say = here.policy.publish_at, here.say
        return say("as soon as they are published") if at is None else f"{at:%H:%M} ({zone_of(here)})"

    async def read(self, here: Here, typed: str) -> Change:
        """The hour that is meant. Raises Unmet."""
        at = None if names.key(typed) in _WITH else zones.hour(typed)
        if at is None and names.key(typed) not in _WITH:
            sentence = here.say("I can't read “{text}” as an hour; write one such as 08:30.", text=typed)
            raise self.unmet(here, sentence)
        return lambda policy: policy.model_copy(update={"publish_at": at})

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """Common hours, those beside the one that holds, and the publication's own."""
        del number
        at, say = here.policy.publish_at, here.say
        common = (tuple(self._at(dt.time(hour), at) for hour in hours) for hours in HOURS)
        beside = (f"◀ {_moved(at, -1)}", _moved(at, -1)), (f"{_moved(at, 1)} ▶", _moved(at, 1))
        own = self.button(say("With the publication"), "auto", chosen=at is None)
        zone = button(say("Time zone"), COMMAND, "zone")
        return (*common, tuple(self.button(label, value) for label, value in beside), (own,)), (zone,)

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """Every full hour, and the publication's own."""
        del now
        return [(say("With the publication"), "auto"), *((f"{h:02}:00", f"{h:02}:00") for h in range(24))]

    def _at(self, hour: dt.time, at: dt.time | None) -> Button:
        return self.button(f"{hour:%H:%M}", f"{hour:%H:%M}", chosen=hour == at)


class Zone(Topic):
    """The time zone in which hours, days and quiet hours are meant."""

    __slots__ = ()

    def told(self, here: Here) -> str:
        """Its name, and how far it is from UTC."""
        return f"{zone_of(here)} · {_offset(here, zone_of(here))}"

    async def read(self, here: Here, typed: str) -> Change:
        """The zone that is meant. Raises Unmet."""
        own = names.key(typed) in _OWN
        zone = None if own else await zones.zone(typed)
        if zone is None and not own:
            sentence = here.say(
                "No time zone is called “{text}”; write one such as Asia/Shanghai.", text=typed
            )
            raise self.unmet(here, sentence)
        return lambda policy: policy.model_copy(update={"timezone": zone})

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A page of common zones by their cities."""
        shown, number, turning = self.leafed(zones.COMMON, number)
        made = [
            self.button(
                f"{here.say.city(zone)} {_offset(here, zone)}",
                zone,
                chosen=zone == here.policy.timezone,
                page=number,
            )
            for zone in shown
        ]
        desks = here.say("Ribao's own: {zone}", zone=here.desk.zone.key)
        own = self.button(desks, "own", page=number) if here.policy.timezone else None
        table = tuple(tuple(made[at : at + WIDTH]) for at in range(0, len(made), WIDTH))
        return table, (*turning, *([own] if own else []))

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """The common ones."""
        return [(f"{say.city(zone)} · {zones.offset(zone, now)}", zone) for zone in zones.COMMON]


class Days(Topic):
    """The days of the week on which something comes; none chosen are all."""

    __slots__ = ()

    def told(self, here: Here) -> str:
        """The days in short."""
        days = here.policy.weekdays
        return here.say(", ").join(map(here.say.weekday, days)) if days else here.say("every day")

    async def read(self, here: Here, typed: str) -> Change:
        """The days that are meant, or are to be added or taken away. Raises Unmet."""
        every = names.key(typed) in EVERY | OFF
        sign, rest = (typed[:1], typed[1:]) if typed[:1] in {"+", "-"} else ("", typed)
        days = () if every else weekdays(rest)
        if days is None or (sign and not days):
            sentence = here.say("I can't read “{text}” as days; write them such as mon-fri.", text=typed)
            raise self.unmet(here, sentence)

        def changed(policy: Policy) -> Policy:
            before = policy.weekdays
            if sign == "+":
                now = whole((*before, *days))
            elif sign == "-":
                now = whole([day for day in before or WEEKDAYS if day not in days])
            else:
                now = whole(days)
            return policy.model_copy(update={"weekdays": now})

        return changed

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A button for each day, and for common choices."""
        del number
        say, chosen = here.say, here.policy.weekdays
        made = [
            self.button(say.weekday(day), f"{'-' if day in chosen else '+'}{day}", chosen=day in chosen)
            for day in WEEKDAYS
        ]
        spans = [(say("every day"), "all", ()), (say("Monday to Friday"), "mon-fri", WEEKDAYS[:5])]
        presets = tuple(self.button(label, value, chosen=chosen == days) for label, value, days in spans)
        return (tuple(made[:4]), tuple(made[4:]), presets), ()

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """Common choices."""
        del now
        spans = [(say("every day"), "all"), (say("Monday to Friday"), "mon-fri")]
        return [*spans, *((say.weekday(day), day) for day in WEEKDAYS)]


class Quiet(Topic):
    """The hours in which nothing new is posted."""

    __slots__ = ()

    def told(self, here: Here) -> str:
        """From when to when."""
        quiet = here.policy.quiet_hours
        return here.say("off") if quiet is None else _span(*quiet)

    async def read(self, here: Here, typed: str) -> Change:
        """The hours that are meant. Raises Unmet."""
        off = names.key(typed) in OFF
        quiet = None if off else zones.span(typed)
        if quiet is None and not off:
            sentence = here.say(
                "I can't read “{text}” as two hours; write them such as 22:00-07:00.", text=typed
            )
            raise self.unmet(here, sentence)
        return lambda policy: policy.model_copy(update={"quiet_hours": quiet})

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """Common nights, and none."""
        del number
        quiet = here.policy.quiet_hours
        spans = [(dt.time(first), dt.time(last)) for first, last in QUIET]
        made = [self.button(_span(*span), _span(*span), chosen=span == quiet) for span in spans]
        none = self.button(here.say("off"), "off", chosen=quiet is None)
        return (tuple(made[:2]), tuple(made[2:]), (none,)), ()

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """Common nights, and none."""
        del now
        spans = [_span(dt.time(first), dt.time(last)) for first, last in QUIET]
        return [(say("off"), "off"), *((span, span) for span in spans)]


def zone_of(here: Here) -> str:
    """The name of the zone in which the chat's hours are meant."""
    return here.policy.timezone or here.desk.zone.key


def _offset(here: Here, zone: str) -> str:
    return zones.offset(zone, here.desk.clock())


def _moved(at: dt.time | None, hours: int) -> str:
    shown = at or USUAL
    return f"{(shown.hour + hours) % 24:02}:{shown.minute:02}"


def _span(first: dt.time, last: dt.time) -> str:
    return f"{first:%H:%M}-{last:%H:%M}"


HOUR = Hour(
    name="hour",
    label=message("Hour"),
    words=("时间", "时刻", "几点", "推送时间", "time", "at"),
    hint=message("A digest that is published later than that comes as soon as it is there."),
    examples=(message("/settings hour 07:30"),),
)
ZONE = Zone(
    name="zone",
    label=message("Time zone"),
    words=("时区", "timezone", "time zone", "tz"),
    hint=message("Hours, days and quiet hours are meant in it."),
    examples=(message("/settings zone Europe/Berlin"), message("/settings zone 柏林")),
)
DAYS = Days(
    name="days",
    label=message("Days"),
    words=("星期", "日子", "weekdays", "weekday", "day", "哪几天", "推送日"),
    hint=message("Dailies of other days do not come; weeklies and monthlies wait for the next of these."),
    examples=(message("/settings days mon-fri"), message("/settings days all")),
)
QUIET_HOURS = Quiet(
    name="quiet",
    label=message("Quiet hours"),
    words=("quiet hours", "免打扰", "勿扰", "静默", "静默时段", "安静时段"),
    hint=message("What would be posted in them waits for their end."),
    examples=(message("/settings quiet 22:00-07:00"), message("/settings quiet off")),
)

"""The targets of the year and how they want their digests, by a seed."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from tests.year.hours import Clock, Series
from tests.year.papers import SECTIONS, WORDS, Entry, Paper

TELEGRAM = ("channel", "@channel", "supergroup", "channel", "topic", "group", "private")
DISCORD = (
    "text", "forum", "announcement", "dm", "thread", "text", "picky forum", "thread of an announcement",
)  # fmt: skip
CLOCKS = (
    Clock(),
    Clock(),
    Clock(quiet=(dt.time(22), dt.time(7))),
    Clock(dt.time(8), "Europe/Berlin"),
    Clock(dt.time(2, 30), "Europe/Berlin", ("mon", "wed", "sun")),
    Clock(dt.time(7), "America/New_York", quiet=(dt.time(23), dt.time(9))),
    Clock(dt.time(1, 30), "America/New_York"),
    Clock(dt.time(9), "Asia/Shanghai", ("mon", "tue", "wed", "thu", "fri")),
    Clock(dt.time(2, 15), "Australia/Lord_Howe"),
    Clock(None, "Europe/Berlin", ("sat", "sun"), (dt.time(12), dt.time(18))),
)
"""Few moments a day, on each of which many receive."""


ANYTIME = Clock()


@dataclass(frozen=True, slots=True)
class Wish:
    """How a target wants its digests, in the words of the settings."""

    clock: Clock = ANYTIME
    publications: tuple[str, ...] = ()
    digests: bool = True
    sections: tuple[str, ...] = ()
    without_sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    without_keywords: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    layout: str = "full"
    preview: str = "cover"
    locale: str = "zh-CN"
    silent: bool = False
    pin: bool = False
    embeds: bool = False
    calls: bool = False

    def keys(self) -> dict[str, Any]:
        """The keys of the settings, but for the role, whose number the server gives."""
        found: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "publications",
                "sections",
                "without_sections",
                "keywords",
                "without_keywords",
                "watch",
            )
            if getattr(self, name)
        }
        found |= {name: True for name in ("silent", "pin", "embeds") if getattr(self, name)}
        found |= {"layout": self.layout, "preview": self.preview, "locale": self.locale}
        if not self.digests:
            found["digests"] = False
        clock = self.clock
        if clock != ANYTIME:
            found["timezone"] = clock.zone
        if clock.publish_at is not None:
            found["publish_at"] = f"{clock.publish_at:%H:%M}"
        if clock.weekdays:
            found["weekdays"] = clock.weekdays
        if clock.quiet is not None:
            found["quiet_hours"] = f"{clock.quiet[0]:%H:%M}-{clock.quiet[1]:%H:%M}"
        return found


@dataclass(frozen=True, slots=True)
class Spot:
    """A target: on which platform, in what kind of chat, declared in the settings or subscribed."""

    number: int
    platform: str
    kind: str
    wish: Wish
    declared: bool


def spots(seed: int, count: int, series: tuple[Series, ...]) -> list[Spot]:
    """So many targets, half of them on each platform; each kind of chat has all kinds of wishes."""
    chance = random.Random(f"wishes {seed}")  # noqa: S311
    found = []
    for number in range(count):
        platform = "discord" if number % 2 else "telegram"
        kinds = DISCORD if number % 2 else TELEGRAM
        wish = _wish(chance, platform, series)
        found.append(Spot(number, platform, kinds[number // 2 % len(kinds)], wish, chance.random() < 0.6))
    return found


def _wish(chance: random.Random, platform: str, series: tuple[Series, ...]) -> Wish:
    filters = chance.choice(
        (
            *({},) * 3,
            {"sections": SECTIONS[:1]},
            {"without_sections": (SECTIONS[1],)},
            {"keywords": ("英伟达", "open source")},
            {"without_keywords": (chance.choice(tuple(WORDS)),)},
            {"sections": SECTIONS[:2], "without_keywords": ("茶园",)},
        )
    )
    watched: dict[str, Any] = chance.choice(
        (
            *({},) * 3,
            {"watch": ("英伟达",)},
            {"watch": ("茶园", "AIR")},
            {"watch": ("量子计算",), "digests": False},
        )
    )
    discord = platform == "discord"
    return Wish(
        clock=chance.choice(CLOCKS),
        publications=chance.choice(((), (), (series[0].slug,), tuple(one.slug for one in series))),
        layout=chance.choice(("full", "full", "headlines", "summary+thread")),
        preview=chance.choice(("cover", "first", "none")),
        locale=chance.choice(("zh-CN", "zh-TW", "en")),
        silent=chance.random() < 0.2,
        pin=chance.random() < 0.15,
        embeds=discord and chance.random() < 0.2,
        calls=discord and chance.random() < 0.1,
        **filters,
        **watched,
    )


def own(wish: Wish, paper: Paper) -> Paper:
    """What the wish leaves of the paper."""
    if not wish.digests:
        return ()
    return tuple(
        entry
        for entry in paper
        if (not wish.sections or entry.section in wish.sections)
        and entry.section not in wish.without_sections
        and (not wish.keywords or set(entry.words) & set(wish.keywords))
        and not set(entry.words) & set(wish.without_keywords)
    )


def alerts(wish: Wish, paper: Paper) -> list[Entry]:
    """What of the paper mentions a word that is watched for."""
    return [entry for entry in paper if set(entry.words) & set(wish.watch)]

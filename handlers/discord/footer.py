"""What can be pressed below a post: the same for ever, for all that it needs stands in it."""

import datetime as dt
from collections.abc import Iterator

from bot.commands.presses import Press, packed_if_fits
from bot.layout.emoji import emoji
from bot.locales import Catalogue
from bot.models import StoredDigest
from handlers.discord.components import CUSTOM_ID, OPTIONS, Component, button, option, row, select

SELECT = "s"
_PERIODS = {"daily": 1, "weekly": 7}  # days


def footer(left: StoredDigest, say: Catalogue, *, whole: StoredDigest) -> list[Component]:
    """The sections that the policy left, to be opened, and the ways to other editions.

    Nothing is said here of the neighbours: a post would have to be edited when there is a new one.
    """
    rows = []
    options = list(_sections(left, say, whole))
    if len(options) > 1:
        invitation = say("Open a section…")
        if len(options) > OPTIONS:
            invitation = say("{hint} ({n} of {all})", hint=invitation, n=OPTIONS, all=len(options))
        rows.append(row(select(SELECT, options[:OPTIONS], invitation)))
    if ways := list(_ways(whole, say)):
        rows.append(row(*ways))
    return rows


def _sections(left: StoredDigest, say: Catalogue, whole: StoredDigest) -> Iterator[Component]:
    """Options that open the section at its place in the whole digest."""
    places = {item.id: place for place, section in enumerate(whole.sections, 1) for item in section.items}
    for section in left.sections:
        place = places[section.items[0].id]
        value = _packed(Press("digest", f"{left.date} {left.publication}", f"1.s{place}"))
        if section.name.strip() and value:
            count = say.counted("{n} item", "{n} items", len(section.items))
            yield option(f"{emoji(section.name)} {section.name}", value, count)


def _ways(digest: StoredDigest, say: Catalogue) -> Iterator[Component]:
    ways = (
        (f"◀ {say('Previous edition')}", f"{_before(digest)} {digest.publication}"),
        (f"{say('The newest edition')} ▶", f"latest {digest.publication}"),
        (say("All editions"), ""),
    )
    for label, argument in ways:
        if value := _packed(Press("digest", argument)):
            yield button(label, value)


def _before(digest: StoredDigest) -> str:
    """When the edition before this one should have been; the answer leads on where there was none."""
    days = _PERIODS.get(digest.kind, digest.date.day)
    before = digest.date - dt.timedelta(days) if (digest.date - dt.date.min).days > days else digest.date
    return str(before) if digest.kind in _PERIODS else f"{before:%Y-%m}"


def _packed(press: Press) -> str | None:
    return packed_if_fits(press, longest=CUSTOM_ID)

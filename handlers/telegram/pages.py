"""A whole digest in a reader's chat: a page at a time, its sections as buttons.

A page key is `NUMBER`, or `NUMBER.sPLACE` within the section at that place (from 1) of the digest.
"""

import re
from dataclasses import dataclass

from telegram import LinkPreviewOptions

from bot.commands.models import Button
from bot.locales import catalogue
from bot.models import Locale, Policy, StoredDigest
from handlers.telegram.cards import clipped, fits
from handlers.telegram.markup import bold, escape
from handlers.telegram.render import render

LABEL = 24
SECTIONS = 24
"""Sections that get a button."""

_KEY = re.compile(r"([1-9][0-9]{0,3})(?:\.s([1-9][0-9]{0,3}))?")


@dataclass(frozen=True, slots=True)
class Page:
    """One message of a digest: `number` of `pages`, of the whole or of the section at `place`."""

    digest: StoredDigest
    place: int | None
    number: int
    pages: int
    html: str
    preview: LinkPreviewOptions


def page(digest: StoredDigest, locale: Locale, key: str | None) -> Page:
    """The page that `key` names; the nearest one where a correction left fewer pages or sections."""
    found = _KEY.fullmatch(key or "")
    number, place = (int(found[1]), int(found[2] or 0)) if found else (1, 0)
    shown = digest
    if 1 <= place <= len(digest.sections):
        section = digest.sections[place - 1]
        shown = digest.model_copy(update={"sections": (section,), "items": len(section.items)})
    else:
        place = 0
    parts = render(shown, Policy(locale=locale))
    number = min(number, len(parts))
    if not parts:
        title = " · ".join(filter(None, (digest.title.strip(), str(digest.date))))
        return Page(digest, None, 1, 1, bold(escape(clipped(title, 200))), _preview(None))
    content = parts[number - 1].content
    return Page(digest, place or None, number, len(parts), content["text"], _preview(content.get("preview")))


def under(before: str, shown: Page) -> str:
    """The page with what was said before the digest over its first page, if there is room."""
    if not before or shown.number > 1:
        return shown.html
    whole = f"{before}\n\n{shown.html}"
    return whole if fits(whole) else shown.html


def keyboard(shown: Page, locale: Locale) -> list[list[Button]]:
    """Back and on, and the sections."""
    say = catalogue(locale)
    place, turning = shown.place, []
    if shown.number > 1:
        turning.append(_button(shown, say("◀ Back"), shown.number - 1, place))
    if shown.pages > 1:
        turning.append(_button(shown, f"{shown.number}/{shown.pages}", shown.number, place))
    if shown.number < shown.pages:
        turning.append(_button(shown, say("More ▶"), shown.number + 1, place))
    if place is not None:
        turning.insert(0, _button(shown, say("⏮ Whole digest"), 1, None))
    sections = [
        _button(
            shown, f"{'· ' if at == place else ''}{clipped(section.name, LABEL)} {len(section.items)}", 1, at
        )
        for at, section in enumerate(shown.digest.sections, 1)
        if section.name.strip()
    ]
    if len(shown.digest.sections) < 2:
        sections = []
    return [turning, *(sections[i : i + 2] for i in range(0, min(len(sections), SECTIONS), 2))]


def _button(shown: Page, label: str, number: int, place: int | None) -> Button:
    return Button(
        label=label,
        command="digest",
        argument=f"{shown.digest.date} {shown.digest.publication}",
        page=f"{number}.s{place}" if place else f"{number}",
    )


def _preview(preview: dict[str, object] | None) -> LinkPreviewOptions:
    if preview is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        is_disabled=False,
        url=str(preview["url"]),
        prefer_large_media=bool(preview.get("large")),
        prefer_small_media=None,
        show_above_text=bool(preview.get("above")),
    )

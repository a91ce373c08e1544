"""What Ribao says to people, in their language.

The catalogues are gettext `.po` files, read as they stand: nothing has to be compiled before a clone or
a wheel can speak. A message is its English sentence; values stand in it as `{name}`. `bot.locales.catalogues`
brings the files up to date with the source.
"""

import datetime as dt
import gettext
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import get_args

from bot.models import Locale, Weekday
from bot.sentence import Sentence

LOCALES: tuple[Locale, ...] = ("zh-CN", "zh-TW", "en")
LANGUAGES: Mapping[Locale, str] = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}
"""Each by its own name, as who looks for it reads it."""


def message(text: str) -> str:
    """Mark `text` as a message for the catalogues where it can't be looked up yet."""
    return text


def spoken(tag: str, default: Locale) -> Locale | None:
    """Our locale for a language tag such as zh-Hant-HK; None if we have none. `default` settles a bare zh."""
    name, *subtags = tag.strip().replace("_", "-").casefold().split("-")
    if name == "zh":
        if {"tw", "hk", "mo", "hant"} & set(subtags):
            return "zh-TW"
        return "zh-CN" if subtags or default == "en" else default
    return "en" if name == "en" else None


# Patterns of Unicode's date fields: each language orders them in its own way.
FULL = message("EEEE, d MMMM y")
SHORT = message("d MMM")
SHORT_WITH_YEAR = message("d MMM y")
MONTH = message("MMMM y")


class Catalogue:
    """The messages of one locale; call it with a message and the values that stand in it."""

    def __init__(self, locale: Locale, messages: gettext.NullTranslations) -> None:
        self.locale = locale
        self._messages = messages

    def __call__(self, text: str, /, **values: object) -> str:
        """The message in this language; an unknown one comes back as it is."""
        found = self._messages.gettext(text) if text else ""
        return found.format_map(values) if values else found

    def reason(self, text: str) -> str:
        """A reason as the ledger keeps it, in English; what it quotes in brackets stays as it is."""
        sentence, bracket, quoted = text.partition(" (")
        return self(sentence) + bracket + quoted

    def sentence(self, text: str) -> str:
        """The sentence with its values; a text that is no `Sentence` is a value itself and stays as it is."""
        if not isinstance(text, Sentence):
            return text
        values = text.values.items()
        told = {name: self.sentence(value) if isinstance(value, str) else value for name, value in values}
        return self(text.message, **told)

    def counted(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The message in the plural form for `n`, which stands in it as `{n}`."""
        return self._messages.ngettext(one, many, n).format_map({"n": n, **values})

    def date(self, day: dt.date) -> str:
        """The date in full, with its weekday."""
        return self._date(day, self(FULL))

    def day(self, day: dt.date, today: dt.date) -> str:
        """The date in short, for lists and buttons; the year is left out where it is today's."""
        return self._date(day, self(SHORT if day.year == today.year else SHORT_WITH_YEAR))

    def in_short(self, day: dt.date) -> str:
        """The date without its weekday."""
        return self._date(day, self(SHORT_WITH_YEAR))

    def month(self, day: dt.date) -> str:
        """The month of the date, with its year."""
        return self._date(day, self(MONTH))

    def weekday(self, day: Weekday) -> str:
        """The day of the week in short."""
        monday = dt.date(2024, 1, 1)
        return self._date(monday + dt.timedelta(days=get_args(Weekday).index(day)), "ccc")

    def city(self, zone: str) -> str:
        """The city by which a time zone of the IANA is called, in this language as far as it has a name."""
        from babel.dates import get_timezone_location  # noqa: PLC0415

        return get_timezone_location(zone, locale=self.locale.replace("-", "_"), return_city=True)

    def _date(self, day: dt.date, pattern: str) -> str:
        # Only those who show a date pay for Babel's.
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(day, pattern, locale=self.locale.replace("-", "_"))


@cache
def catalogue(locale: Locale) -> Catalogue:
    """The catalogue of `locale`, read when it is first asked for (some 60 ms)."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (files(__name__) / f"{locale}.po").open("rb") as source:
        messages = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Catalogue(locale, gettext.GNUTranslations(compiled))

"""The look: Jinja2 templates and the few words they have for dates, marks and links."""

import datetime as dt
import functools
import re
import zlib
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.models import Locale, Span

TINTS = 8  # colours for sections in site.css
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@functools.cache
def environment() -> Environment:
    """The templates; everything is escaped, and a name that is not given is an error."""
    paper = Environment(
        loader=PackageLoader("handlers.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    paper.filters |= {
        "short_day": short_day,
        "month": month,
        "moment": moment,
        "teasers": teasers,
        "paragraphs": paragraphs,
        "marked": marked,
        "href": href,
        "host": host,
        "tint": tint,
        "tongue": tongue,
        "segment": segment,
    }
    return paper


def short_day(date: dt.date, locale: Locale) -> str:
    """A date within its month: 24日 周六."""
    pattern = "EEE d" if locale == "en" else "d日 EEE"
    return format_date(date, pattern, locale=locale.replace("-", "_"))


def month(date: dt.date, locale: Locale) -> str:
    """A month with its year: 2025年5月."""
    pattern = "MMMM y" if locale == "en" else "y年M月"
    return format_date(date, pattern, locale=locale.replace("-", "_"))


def moment(time: dt.datetime, zone: dt.tzinfo, locale: Locale) -> str:
    """A time of day with its date, in the site's time zone."""
    return format_datetime(time, "short", tzinfo=zone, locale=locale.replace("-", "_"))


def teasers(title: str, publication: str) -> list[str]:
    """The headlines that a daily's title strings together; the name of the publication stands above it."""
    rest = re.sub(rf"^{re.escape(publication)}\s*[：:]\s*", "", title)
    return [teaser for part in re.split(r"[;；]\s*", rest) if (teaser := part.strip())] or [title]


def paragraphs(body: str) -> list[str]:
    """The paragraphs of plain text."""
    return [paragraph for part in re.split(r"\n\s*\n", body) if (paragraph := part.strip())]


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """The text escaped, with its spans in <mark>."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [escape(text[end:start]), Markup("<mark>"), escape(text[start:stop]), Markup("</mark>")]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])


def href(url: str | None) -> str | None:
    """The address if a reader may be sent there (http or https with a host), else None."""
    if url is None or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def host(url: str) -> str:
    """The name of the site behind an address, as a reader knows it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def tint(section: str) -> int:
    """A section's colour: the same on every page and in every process."""
    return zlib.crc32(section.encode()) % TINTS


def tongue(text: str, locale: Locale) -> str:
    """The language of a text for `lang`: Chinese as the site writes it, or English."""
    if not CHINESE.search(text):
        return "en"
    return "zh-CN" if locale == "en" else locale


def segment(text: str) -> str:
    """The text as one segment of an address."""
    return quote(text, safe="")

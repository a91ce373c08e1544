"""From a template to a response, in the reader's language."""

from typing import Any

from aiohttp import web

from bot.locales import catalogue, spoken
from bot.models import Locale
from handlers.web import static
from handlers.web.answer import answer
from handlers.web.paper import environment
from handlers.web.site import SITE


def page(request: web.Request, template: str, *, status: int = 200, **names: Any) -> web.Response:  # noqa: ANN401
    """Draw a page."""
    text = environment().get_template(template).render(**surroundings(request), **names)
    return answer(request, text.encode(), "text/html", status=status)


def surroundings(request: web.Request) -> dict[str, Any]:
    """The names that every template may use."""
    site = request.app[SITE]
    locale = locale_of(request)
    say = catalogue(locale)
    return {
        "say": say,
        "counted": say.counted,  # by its own name, as the catalogues' extraction reads no attributes
        "locale": locale,
        "site": site,
        "path": request.path,
        "static": static.address,
    }


def locale_of(request: web.Request) -> Locale:
    """The language of our own words on this page."""
    return language(request.headers.get("Accept-Language", ""), request.app[SITE].locale)


def language(accepted: str, default: Locale) -> Locale:
    """The best of our three for an Accept-Language header; the site's own where none of them is asked for."""
    wishes: list[tuple[float, Locale]] = []
    for wish in accepted[:500].split(","):
        tag, _, quality = wish.strip().lower().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0 and (locale := default if tag == "*" else spoken(tag, default)):
            wishes.append((weight, locale))
    return max(wishes, key=lambda wish: wish[0], default=(0, default))[1]

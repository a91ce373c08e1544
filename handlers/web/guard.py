"""What surrounds every page: the headers that keep it harmless, and a page for each way to fail."""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import StoreError
from bot.locales import message
from handlers.web.answer import Sorry
from handlers.web.page import page

log = structlog.get_logger("ribao.web")

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a browser hides the Origin of our own forms as well.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "ribao",
}

SENTENCES = {
    404: message("There is no such page."),
    405: message("This page can only be read."),
    413: message("That is too long. A few words are enough."),
}
ODD = message("This can't be answered.")
AWAY = message("The archive can't be read just now. Please try again in a moment.")
BROKEN = message("Something went wrong here. It was written down; please try again.")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001  (a signal)
    """Give the headers to each response, whatever made it."""
    response.headers.update(HEADERS)


@web.middleware
async def kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every failure with a page in the same look; a defect of ours is logged."""
    try:
        return await handler(request)
    except Sorry as sorry:
        return failure(request, sorry.status, sorry.sentence)
    except web.HTTPException as error:
        response = failure(request, error.status, SENTENCES.get(error.status, ODD))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except StoreError as error:
        log.warning("the archive can't be read", path=request.path, error=str(error))
        response = failure(request, 503, AWAY)
        response.headers["Retry-After"] = "10"
        return response
    except Exception:
        log.exception("a page failed", path=request.path)
        return failure(request, 500, BROKEN)


def failure(request: web.Request, status: int, sentence: str) -> web.Response:
    """The page that says what went wrong."""
    return page(request, "error.html", status=status, code=status, sentence=sentence)

"""The few files that never change while Ribao runs: style, script, icon."""

import functools
import hashlib
from importlib.resources import files

from aiohttp import web

from bot.locales import message
from handlers.web.answer import Sorry, answer

KINDS = {"site.css": "text/css", "site.js": "text/javascript", "icon.svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


@functools.cache
def content(name: str) -> bytes:
    """The file's bytes."""
    return files("handlers.web").joinpath("static", name).read_bytes()


@functools.cache
def version(name: str) -> str:
    """Part of the address, so that a changed file is a new one to every cache."""
    return hashlib.sha256(content(name)).hexdigest()[:12]


def address(name: str) -> str:
    """Where the file is found, for ever the same content."""
    return f"/static/{name}?v={version(name)}"


async def static(request: web.Request) -> web.Response:
    """Serve one of the files; nothing else of the disk can be named."""
    name = request.match_info["name"]
    if name not in KINDS:
        raise Sorry(404, message("There is no such page."))
    cache = FOR_EVER if request.query.get("v") == version(name) else "no-cache"
    return answer(request, content(name), KINDS[name], cache=cache)

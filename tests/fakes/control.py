"""Control by HTTP: POST /control/<verb> with a JSON object, for tests that run the bot as a process."""

import inspect
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web


class Impossible(Exception):
    """What a test asks of a person, and no client of the platform would let through."""


def routes(verbs: object, told: Callable[[Any], Any]) -> list[web.RouteDef]:
    """The addresses under /control: a method of `verbs` each; `told` makes JSON of what it returns."""

    async def listed(request: web.Request) -> web.Response:
        known = inspect.getmembers(verbs, inspect.ismethod)
        return _said(value={name: inspect.getdoc(verb) for name, verb in known if not name.startswith("_")})

    async def done(request: web.Request) -> web.Response:
        name = request.match_info["verb"]
        verb = None if name.startswith("_") else getattr(verbs, name, None)
        if not inspect.ismethod(verb):
            return _said(error=f"there is no verb {name}")
        try:
            arguments = json.loads(await request.text() or "{}")
            value = verb(**arguments)
            if inspect.isawaitable(value):
                value = await value
        except (LookupError, TypeError, ValueError, Impossible, AssertionError) as error:
            return _said(error=f"{type(error).__name__}: {error}")
        return _said(value=told(value))

    return [web.get("/control/", listed), web.post("/control/{verb}", done)]


def _said(**answer: Any) -> web.Response:  # noqa: ANN401
    return web.json_response(answer, status=400 if "error" in answer else 200)

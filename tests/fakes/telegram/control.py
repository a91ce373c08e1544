"""Control by HTTP."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


def routes(server: "TelegramServer") -> list[web.RouteDef]:
    """The addresses under /control."""
    return []

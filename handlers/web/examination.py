"""How it stands with the address of the web page: free, ours already, or somebody else's."""

import asyncio
import errno
import socket
from collections.abc import Sequence

import aiohttp

from bot.findings import Finding
from bot.models import Target
from handlers.web.create import unusable
from handlers.web.guard import HEADERS
from handlers.web.site import PLATFORM

PATIENCE = 5.0  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (not bound: asked)


async def examine(listen: str, targets: Sequence[Target]) -> list[Finding]:
    """See bot.ports.Platform; the targets have nothing of their own."""
    well = [Finding(level="ok", subject=target.label, told="shows what is published") for target in targets]
    return [await _address(listen), *well]


async def _address(listen: str) -> Finding:
    host, _, port = listen.rpartition(":")
    try:
        await asyncio.to_thread(_bind, host.strip("[]"), int(port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE and (answer := await _ours(host.strip("[]"), int(port))):
            return answer
        return Finding(level="error", subject=PLATFORM, told=str(unusable(listen, error)))
    return Finding(level="ok", subject=PLATFORM, told=f"{listen} is free for the page")


def _bind(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(address)
        line.listen()


async def _ours(host: str, port: int) -> Finding | None:
    """What a Ribao that serves there says of itself; None for another program."""
    seen = ANYWHERE.get(host, host)
    url = f"http://[{seen}]:{port}/healthz" if ":" in seen else f"http://{seen}:{port}/healthz"
    limit = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(url) as answer:
            if answer.headers.get("Server") != HEADERS["Server"]:
                return None
            said = (await answer.text()).strip()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
    if answer.status == 200:
        return Finding(level="ok", subject=PLATFORM, told=f"a Ribao serves it at {host}:{port}")
    remedy = "look into its log"
    return Finding(
        level="error", subject=PLATFORM, told=f"a Ribao serves it, but says: {said}", remedy=remedy
    )

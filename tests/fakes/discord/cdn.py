"""Files that were sent, and where they can be fetched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Cdn:
    """The files, by their numbers; `address` is the server's own."""

    address: Callable[[], str]
    number: Callable[[], int]
    files: dict[int, tuple[str, bytes, str]] = field(default_factory=dict)

    def attachment(self, name: str, content: bytes, mime: str = "application/octet-stream") -> dict[str, Any]:
        """Keep a file; the `attachment` object that names it."""
        number = self.number()
        self.files[number] = (name, content, mime)
        url = f"{self.address()}/attachments/{number}/{name}"
        return {
            "id": str(number),
            "filename": name,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "content_type": mime,
        }

    async def serve(self, request: web.Request) -> web.Response:
        """Serve /attachments/<number>/<name>."""
        kept = self.files.get(int(request.match_info["number"]))
        if kept is None or kept[0] != request.match_info["name"]:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=kept[1], content_type=kept[2])

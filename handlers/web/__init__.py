"""The web platform: what was published to it, as pages for people, and the archive to look things up in."""

from handlers.web.create import WebPlatform, create

__all__ = ["WebPlatform", "create"]

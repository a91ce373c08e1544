"""What the operator has answered, and what it makes of the example of the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cli.wizard.writing import filled
from bot.introduction import Place
from bot.models import Kind, Locale

WEB = "127.0.0.1:8080"


@dataclass(slots=True)
class Answers:
    """`tokens`: those that were typed, by platform; None for one that the environment has."""

    locale: Locale = "zh-CN"
    name: str = ""
    kind: Kind = "daily"
    publish_at: str = "08:30"
    timezone: str = "Asia/Shanghai"
    tokens: dict[str, str | None] = field(default_factory=dict)
    admins: dict[str, str] = field(default_factory=dict)
    """The operators' names, by `platform:number`."""
    places: list[tuple[str, Place]] = field(default_factory=list)
    """Who receives, with their platforms."""
    listen: str | None = WEB

    @property
    def slug(self) -> str:
        """The publication's name in addresses."""
        words = re.findall(r"[a-z0-9]+", self.name.casefold())
        whole = self.name.isascii() and bool(words)
        return "-".join(words if whole else [*words, self.kind])[:64].strip("-")

    def text(self, example: str) -> str:
        """The settings file: the example with these answers in their places."""
        tables: dict[str, Mapping[str, object]] = {
            "": {"timezone": self.timezone, "locale": self.locale, "admins": list(self.admins)},
            "database": {},
            "publications": {
                "slug": self.slug,
                "name": self.name,
                "kind": self.kind,
                "publish_at": self.publish_at,
            },
        }
        if self.listen is not None:
            tables["platforms.web"] = {"listen": self.listen, "title": self.name}
        for platform, token in self.tokens.items():
            tables[f"platforms.{platform}"] = {} if token is None else {"token": token}
        return filled(example, tables, self.places)

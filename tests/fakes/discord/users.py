"""Users, the bot among them."""

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, slots=True)
class User:
    """An account. `dms`: takes direct messages of the bot. `installed`: has the bot as a user install."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms: bool = True
    installed: bool = False

    def json(self) -> dict[str, Any]:
        """A `user` object."""
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }

"""What an examination finds: each a line with a level, and the remedy where one is needed."""

from typing import Literal

from bot.models import Frozen

Level = Literal["ok", "warning", "error"]


class Finding(Frozen):
    """One thing that was looked at. `subject` names it, `told` says how it is, `remedy` what to do."""

    level: Level
    subject: str
    told: str
    remedy: str = ""

"""What a pressed button asks for, in the few bytes that a platform keeps for it.

Nothing is kept in memory: a button means the same after a restart and in every process. What fits stands
in it as `cCOMMAND|PAGE ARGUMENT`; what does not is jotted down in the store, and its key stands here: `c=KEY`
"""

import json
import re
from dataclasses import dataclass

from bot.commands.models import Button
from bot.ports import Archive

PREFIX = "c"

_JOTTED = re.compile("c=([A-Za-z0-9_-]{1,16})")
_PACKED = re.compile(r"c([a-z][a-z0-9_]*)(?:\|([!-~]+))?(?: (.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Press:
    """What a button asks for, without its label."""

    command: str
    argument: str = ""
    page: str | None = None


def press(button: Button) -> Press:
    """What pressing `button` asks for."""
    return Press(button.command, button.argument, button.page)


async def pack(wanted: Press, store: Archive, *, longest: int) -> str:
    """At most `longest` bytes that `unpack` reads, in any process. Raises StoreError."""
    packed = packed_if_fits(wanted, longest=longest)
    if packed is not None:
        return packed
    # ASCII, for a database takes neither NUL nor half a surrogate pair.
    key = await store.jot(json.dumps([wanted.command, wanted.argument, wanted.page], separators=(",", ":")))
    return f"{PREFIX}={key}"


async def unpack(data: str, store: Archive) -> Press | None:
    """What packed data asks for; None for what is not ours, or no longer known. Raises StoreError."""
    if jotted := _JOTTED.fullmatch(data):
        return _read(await store.jotted(jotted[1]))
    if packed := _PACKED.fullmatch(data):
        return Press(packed[1], packed[3] or "", packed[2])
    return None


def packed_if_fits(wanted: Press, *, longest: int) -> str | None:
    """The press in plain, None where it has no room or would come back as another (pure)."""
    page = "" if wanted.page is None else f"|{wanted.page}"
    argument = f" {wanted.argument}" if wanted.argument else ""
    data = f"{PREFIX}{wanted.command}{page}{argument}"
    # Only what can be seen is left to the care of clients and servers on its way.
    if not data.isprintable() or wanted.argument.strip() != wanted.argument or len(data.encode()) > longest:
        return None
    found = _PACKED.fullmatch(data)
    return data if found and Press(found[1], found[3] or "", found[2]) == wanted else None


def _read(text: str | None) -> Press | None:
    """A jotted press; other texts are jotted as well, and a foreign key may name one of them."""
    try:
        command, argument, page = json.loads(text or "")
    except (ValueError, TypeError):
        return None
    if not (isinstance(command, str) and isinstance(argument, str) and isinstance(page, str | None)):
        return None
    return Press(command, argument, page)

"""The example of the settings with some of its keys set: all others stay, explained, as comments (pure)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from bot.introduction import Place

HEADER = re.compile(r"(?P<off># )?(?P<header>\[\[?(?P<table>[\w.]+)\]\]?)(?P<note>\s.*)?")
KEY = re.compile(r"(?P<off># )?(?P<key>[a-z_]+) = (?P<value>.+?)(?P<note>\s{2,}#.*)?")
OFF = "# "
COLUMN = 36
"""Where the example's notes begin."""


def filled(
    example: str, tables: Mapping[str, Mapping[str, object]], places: Iterable[tuple[str, Place]]
) -> str:
    """The example with the tables' keys set; a table that is not among them is commented out.

    `places` become tables of targets behind it. What it gives is TOML, whatever the values hold.
    """
    lines, table, wanted = [], "", tables.get("", {})
    for line in example.splitlines():
        if header := HEADER.fullmatch(line):
            table = header["table"]
            wanted = tables.get(table, {})
            off = "" if table in tables else OFF
            lines.append(_noted(f"{off}{header['header']}", header["note"]))
        elif key := KEY.fullmatch(line):
            given = key["key"] in wanted
            value = toml(wanted[key["key"]]) if given else key["value"]
            off = "" if given else OFF if table not in tables and table else key["off"] or ""
            lines.append(_noted(f"{off}{key['key']} = {value}", key["note"]))
        else:
            lines.append(line)
    for platform, place in places:
        lines += ["", *_target(platform, place)]
    return "\n".join(lines) + "\n"


def toml(value: object) -> str:
    """A text, or a list of texts, as TOML writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(each) for each in value)}]"
    text = str(value).encode("utf-8", "replace").decode()  # what a terminal could not decode
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _noted(setting: str, note: str | None) -> str:
    """The setting with its note, which begins where the others do."""
    return setting if not note else f"{setting:<{COLUMN - 2}}  {note.strip()}"


def _target(platform: str, place: Place) -> Sequence[str]:
    address, _, thread = place.address.partition("/")
    title = " ".join("".join(each if each.isprintable() else " " for each in place.title).split())
    lines = ["[[targets]]", f"# {title}", f"platform = {toml(platform)}", f"address = {toml(address)}"]
    return [*lines, f"thread = {int(thread)}"] if thread else lines

"""Other names of the same thing: a search for one finds them all.

The table is bot/aliases.txt; an operator's own file adds to it. A line is a group of names with `=`
between them; what follows a `#` at the start of a line is a remark.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from bot.errors import SettingsError
from bot.text.characters import CAMEL, fold
from bot.text.runs import Run, read_phrases

Runs = tuple[Run, ...]


class Aliases(NamedTuple):
    """Names by their runs; each leads to the other names of its group, as they were written."""

    groups: dict[Runs, dict[Runs, str]]

    def other_names(self, name: Runs) -> list[Runs]:
        """The other names of a name; none if it is not in the table."""
        return [other for other in self.groups.get(name, ()) if other != name]

    def names(self) -> Iterable[tuple[Runs, str]]:
        """Every name with its writing."""
        return ((name, group[name]) for name, group in self.groups.items())


def load_aliases(extra: Path | None = None) -> Aliases:
    """The shipped table, and what an operator's file adds to it.

    A group that shares a name with an earlier one is joined with it. Raises SettingsError for a file or
    a line that can't be used.
    """
    if extra is None:
        return _shipped()
    try:
        text = extra.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"the aliases file {extra} can't be read ({error}); it is to be a UTF-8 text"
        ) from error
    groups = dict(_shipped().groups)
    _add(groups, text, str(extra))
    return Aliases(groups)


@cache
def _shipped() -> Aliases:
    groups: dict[Runs, dict[Runs, str]] = {}
    _add(groups, files("bot").joinpath("aliases.txt").read_text("utf-8"), "aliases.txt")
    return Aliases(groups)


def _add(groups: dict[Runs, dict[Runs, str]], text: str, place: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        group: dict[Runs, str] = {}
        for name in line.split("="):
            phrases = read_phrases(fold(name).replace(CAMEL, ""))
            if len(phrases) != 1:
                raise SettingsError(
                    f"{place}, line {number}: {name.strip() or 'an empty name'} can't be searched for; "
                    "write names without commas or colons, with = between them"
                )
            group.setdefault(phrases[0], name.strip())
        if len(line.split("=")) < 2:
            raise SettingsError(
                f"{place}, line {number}: {line.strip()} stands alone; write = and its other names"
            )
        for known in tuple(group):
            group = groups.get(known, {}) | group
        groups.update(dict.fromkeys(group, group))

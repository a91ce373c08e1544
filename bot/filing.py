"""Where a document that was handed in is kept: in its publication's source, as an editor would put it."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from bot import documents
from bot.documents.dates import in_file_name
from bot.errors import ParseError
from bot.sources.files import SUFFIXES, documents_in, fixed_folder, is_aside, without_pattern

NUMBERS = range(2, 100)
"""Behind the date, where a file that is something else has its name."""

Fits = Callable[[str], bool]
"""Whether a file of that name would be read as the digest that it is to hold."""


def holder(source: Path, date: dt.date, *, known: bool) -> Path | None:
    """The document of the source that is the digest of `date`. Reads them: run it in a thread.

    `known`: the archive has the digest, so that any of the documents may hold it, whatever its name.
    """
    paths = sorted(documents_in(source), reverse=True)
    named = [path for path in paths if in_file_name(path.name) == date]
    others = [path for path in paths if path not in set(named)] if known else []
    return next((path for path in (*named, *others) if _date_in(path) == date), None)


def fresh(source: Path, date: dt.date, name: str, fits: Fits) -> Iterator[Path]:
    """New files in which the source would find a digest of `date`, the best first.

    `name` is what the editor called the document.
    """
    folder, pattern = _folder_and_pattern(source)
    if folder is None:
        return
    suffix = Path(name).suffix.lower()
    suffixes = dict.fromkeys((suffix if suffix in SUFFIXES else ".md", ".md", ".txt", ".markdown"))
    names = [f"{date}{ending}" for ending in suffixes]
    if "*" in pattern:  # such as AI日报_*.md
        names.append(pattern.replace("*", str(date), 1).replace("*", ""))
    names += [f"{date}-{number}{ending}" for number in NUMBERS for ending in suffixes]
    for each in names:
        path = folder / each
        if fnmatchcase(each, pattern) and not is_aside(Path(each)) and not path.exists() and fits(each):
            yield path


def write(path: Path, text: str) -> None:
    """Put the text there, whole or not at all. Raises OSError."""
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, and with a suffix that no source asks for: nobody reads it before it is whole.
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _folder_and_pattern(source: Path) -> tuple[Path | None, str]:
    """The folder for new documents, and what their names must be like; no folder if there can be none."""
    fixed = without_pattern(source)
    if fixed == source:  # a folder, or one file, which is its own editor's
        return (source, "*") if fixed_folder(source) == source else (None, "")
    *parts, pattern = source.relative_to(fixed).parts
    folder = fixed
    for part in parts:
        if part == "**":
            continue
        if not any(sign in part for sign in "*?["):
            folder /= part
            continue
        below = sorted(
            each for each in folder.glob(part) if each.is_dir() and not is_aside(each.relative_to(fixed))
        )
        if not below:
            return None, ""
        folder = below[-1]
    return folder, "*" if pattern == "**" else pattern


def _date_in(path: Path) -> dt.date | None:
    try:
        return documents.load(path)[0].date
    except ParseError:
        return None

"""What a source is: as the settings name it, checked and put together."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

PLACEHOLDER = re.compile(r"\{date(?::([^{}]*))?\}")
REFRESH = 300
"""Seconds after which a source that tells nothing by itself is asked again."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, a file or a glob: its documents are read as they appear and change.

    `pull`: it lies in a Git working copy that is to be pulled every `refresh` seconds.
    """

    path: Path
    pull: bool = False
    refresh: int = REFRESH

    @property
    def place(self) -> Path | None:
        """Where a document that was handed in may be put; None where another is the source's master."""
        return None if self.pull else self.path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address, asked every `refresh` seconds. `{date}` or `{date:%Y/%m/%d}` stands for the day.

    `allow_private`: it may lead into our own network, and without encryption.
    """

    url: str
    refresh: int = REFRESH
    allow_private: bool = False

    @property
    def place(self) -> None:
        """No document can be put there."""

    @property
    def is_dated(self) -> bool:
        """Whether each day has an address of its own."""
        return PLACEHOLDER.search(self.url) is not None

    def on(self, date: dt.date) -> str:
        """The address of that day's document."""
        return PLACEHOLDER.sub(lambda found: format(date, found[1] or "%Y-%m-%d"), self.url)

    def __str__(self) -> str:
        return shown(self.url)


Source: TypeAlias = Folder | Address


def folders(sources: Iterable[tuple[str, Source]]) -> Iterator[tuple[str, Path]]:
    """Those that are on the disk, with their slugs."""
    return ((slug, source.path) for slug, source in sources if isinstance(source, Folder))


def is_address(source: str) -> bool:
    """Whether a source is written as an address."""
    return "://" in source


def shown(url: str) -> str:
    """The address for people and logs: without what may be a secret in it."""
    parts = urlsplit(url)
    return SplitResult(parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "").geturl()

"""Documents that have arrived, wherever they come from."""

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.sources.files import SAMPLES


class Arrival(Protocol):
    """A document that can be read.

    `where` is its path or address as people are told it, `name` what its file is called, `key` the same for
    the same document, however it is reached, `date` its day if it names none itself.
    """

    @property
    def where(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def date(self) -> dt.date | None: ...
    @property
    def is_sample(self) -> bool:
        """Whether it is one of our own."""
        ...

    def exists(self) -> bool:
        """Whether it is still there."""
        ...

    def read(self) -> bytes:
        """Its content. May read the disk: run it in a thread. Raises ParseError."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """A document on the disk."""

    path: Path
    date: dt.date | None = None

    @property
    def where(self) -> str:
        """Its path."""
        return str(self.path)

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return self.path.name

    @property
    def key(self) -> str:
        """The path behind all links."""
        return os.path.realpath(self.path)

    @property
    def is_sample(self) -> bool:
        """Whether it lies among the samples."""
        return self.path.is_relative_to(SAMPLES)

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def read(self) -> bytes:
        """What is in the file. Raises ParseError."""
        # The dialects' expressions are slow to compile: who only names a file shall not pay for them.
        from bot.documents.source import content  # noqa: PLC0415

        return content(self.path)


@dataclass(slots=True)
class Page:
    """A document behind an address. `raw` is what the address answered last, empty where it has nothing."""

    where: str
    name: str
    key: str
    date: dt.date | None = None
    raw: bytes = field(default=b"", repr=False)
    is_sample: bool = False

    def exists(self) -> bool:
        """Whether the address still had it when it was asked last."""
        return bool(self.raw)

    def read(self) -> bytes:
        """What the address answered."""
        return self.raw


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or a document of it, that can't be had at the moment."""

    where: str
    reason: str

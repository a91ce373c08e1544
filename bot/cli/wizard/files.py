"""Putting the files in place: whole or not at all, readable to the operator alone, never over another."""

import os
import re
from contextlib import suppress
from pathlib import Path

from bot.errors import RibaoError, UsageError

SAMPLES = Path(__file__).parents[2] / "samples" / "ai-daily"
MODE = 0o600


def check_free(path: Path) -> None:
    """Raise UsageError if the settings file is there already."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already; it stays as it is")


def write(path: Path, text: str) -> None:
    """Write a new file at once, beside a new inbox. Raises UsageError if it is there, RibaoError."""
    inbox, part = path.parent / "inbox", path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _put(part, path)
    except FileExistsError:
        check_free(path)
        raise RibaoError(f"{inbox} is no folder: move that file away") from None
    except OSError as error:
        raise RibaoError(f"{path} can't be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            part.unlink()


def _put(part: Path, path: Path) -> None:
    """Give the file its name; a link, unlike a rename, never replaces another. Raises OSError."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # not on every file system
        check_free(path)
        part.rename(path)


def sample(inbox: Path, date: str) -> Path | None:
    """The newest sample, dated anew, in the inbox; None where something is there already."""
    if any(inbox.glob("*.md")):
        return None
    newest = max(SAMPLES.glob("*.md"))
    path = inbox / f"{date}.md"
    path.write_text(re.sub(re.escape(newest.stem), date, newest.read_text("utf-8")), "utf-8")
    return path

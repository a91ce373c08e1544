"""Documents on the disk: which there are in a folder or a glob."""

from fnmatch import fnmatchcase
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
"""Our own digests: an archive, whatever the clock says of their dates."""

SUFFIXES = frozenset({".md", ".markdown", ".txt"})


def documents_in(path: Path) -> list[Path]:
    """The file itself, the documents of a folder (by name, at any depth), or the matches of a glob."""
    if path.is_dir():
        found = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        return sorted(file for file in found if not is_aside(file.relative_to(path)))
    fixed = without_pattern(path)
    if fixed != path:
        matches = fixed.glob(str(path.relative_to(fixed)))
        return sorted(file for file in matches if file.is_file() and not is_aside(Path(file.name)))
    return [path]


def takes(source: Path, path: Path) -> bool:
    """Whether a document at `path` would be one of the source's, once it is there."""
    fixed = without_pattern(source)
    if fixed != source:
        if is_aside(Path(path.name)) or not path.is_relative_to(fixed):
            return False
        return _fits(path.relative_to(fixed).parts, source.relative_to(fixed).parts)
    if fixed_folder(source) != source:
        return path == source
    inside = path.is_relative_to(source) and not is_aside(path.relative_to(source))
    return inside and path.suffix.lower() in SUFFIXES


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether a path fits a glob, part by part; `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[start:], pattern[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def is_aside(path: Path) -> bool:
    """Whether the path is hidden, or a folder's own README, and so no document."""
    return any(part.startswith(".") for part in path.parts) or path.stem.upper() == "README"


def without_pattern(path: Path) -> Path:
    """The path up to its first part that is a pattern. What exists as it is written is none."""
    for index, part in enumerate(path.parts):
        if any(sign in part for sign in "*?[") and not Path(*path.parts[: index + 1]).exists():
            return Path(*path.parts[:index])
    return path


def fixed_folder(path: Path) -> Path:
    """The folder in which a source's documents appear, at any depth: what to make and to watch."""
    fixed = without_pattern(path)
    if fixed == path and (path.is_file() or (path.suffix.lower() in SUFFIXES and not path.is_dir())):
        return path.parent
    return fixed

"""The settings file and the environment, read."""

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bot.errors import SettingsError
from config.environment import Place, named, origin, overlay
from config.settings import Settings

INNER = {"folder", "overlooked"}
"""Fields of the settings that nobody sets."""
KEYS = frozenset(Settings.model_fields) - INNER
SAMPLES = Path(__file__).parent.parent / "bot" / "samples"

BUILT_IN: dict[str, Any] = {
    "publications": [
        {"slug": "ai-daily", "name": "AI日报", "kind": "daily", "source": str(SAMPLES / "ai-daily")},
        {"slug": "ai-monthly", "name": "AI月刊", "kind": "monthly", "source": str(SAMPLES / "ai-monthly")},
    ],
    "platforms": {"web": {}},
}


def load(path: Path | None = None) -> Settings:
    """Read the settings from `path`, RIBAO_CONFIG, or neither; then the samples go to the local web page.

    Raises SettingsError with one sentence that names the file, the key and what to do; never a value
    that may be secret.
    """
    file = settings_file(path)
    if file is None:
        content, folder, where = BUILT_IN, Path.cwd(), "the environment"
        overlooked = next((path for path in [folder / "ribao.toml"] if path.is_file()), None)
    else:
        content, folder, where = read_toml(file), file.absolute().parent, str(file)
        overlooked = None
    content, origins = overlay(content, os.environ, KEYS)
    settings = settled(content, lambda place: f"{origin(place, origins) or where}: ")
    return settings.model_copy(update={"folder": folder, "overlooked": overlooked})


def settings_file(path: Path | None) -> Path | None:
    """The file that `load` reads."""
    return path or (Path(os.environ["RIBAO_CONFIG"]) if os.environ.get("RIBAO_CONFIG") else None)


def tried(content: Mapping[str, Any], *, environment: bool = False) -> Settings:
    """The settings that a file of this content would make, alone or with what the environment changes.

    Raises SettingsError with one sentence.
    """
    merged, origins = overlay(content, os.environ if environment else {}, KEYS)
    return settled(merged, lambda place: f"{found}: " if (found := origin(place, origins)) else "")


def settled(content: Mapping[str, Any], blame: Callable[[Place], str]) -> Settings:
    """The settings of this content. Raises SettingsError; `blame` gives the words before its sentence."""
    try:
        settings = Settings(**content)
    except ValidationError as error:
        place, sentence = first_sentence(error)
        raise SettingsError(blame(place) + sentence) from None
    for place, sentence in settings.contradictions():
        raise SettingsError(f"{blame(place)}{named(place)}: {sentence}")
    return settings


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises SettingsError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such settings file; `ribao init` writes one") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"{path}: the settings can't be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    for name in sorted(INNER & set(content)):
        raise SettingsError(f"{path}: {name} is not a setting; relative paths start at the file's folder")
    return content


def first_sentence(error: ValidationError) -> tuple[Place, str]:
    """What is wrong first, by key and in words; the value stays unsaid, it may be a token."""
    problem = error.errors(include_url=False, include_input=False)[0]
    place = problem["loc"]
    key = named(place)
    if problem["type"] == "extra_forbidden":
        name, known = str(problem["loc"][-1]), known_keys()
        if name in known:
            return place, f"{key} is not a setting; {name} belongs in another table"
        near = difflib.get_close_matches(name, sorted(known), n=1)
        return place, f"{key} is not a setting" + (f"; did you mean {near[0]}?" if near else "")
    if problem["type"] == "missing":
        return place, f"{key} is missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return place, f"{key}: {message[:1].lower()}{message[1:]}"


def known_keys() -> set[str]:
    """The names of all settings, without their tables."""
    keys: set[str] = set()
    waiting: list[Any] = [Settings]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= set(kind.model_fields) - INNER
            waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += get_args(kind)
    return keys

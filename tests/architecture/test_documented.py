"""Every command and setting is documented, and every documented one exists."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from bot.cli.program import cli
from config import example
from config.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    """All commands by name, those of a group behind the group's name; the group by itself is one as well."""
    found = {command.name or getattr(command.callback, "__name__", ""): command.callback
             for command in cli.registered_commands}  # fmt: skip
    for group in cli.registered_groups:
        inner = group.typer_instance
        assert inner is not None
        assert inner.registered_callback is not None
        name = str(inner.info.name)
        found[name] = inner.registered_callback.callback
        found |= {f"{name} {command.name}": command.callback for command in inner.registered_commands}
    return found


def keys(kind: Any, prefix: str = "") -> set[str]:  # noqa: ANN401  (an annotation may be anything)
    """The dotted names of all settings; `[]` marks a list of tables."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {
            key
            for name, field in kind.model_fields.items()
            if not field.exclude
            for key in keys(field.annotation, f"{prefix}.{name}" if prefix else name)
        }
    tables = [inner for inner in get_args(kind) if isinstance(inner, type) and issubclass(inner, BaseModel)]
    if tables:
        many = getattr(kind, "__origin__", None) is tuple
        return keys(tables[0], prefix + ("[]" if many else ""))
    return {prefix}


def documented_commands() -> dict[str, str]:
    """The commands of the table, each with what it may be given."""
    rows = re.findall(r"^\| `ribao ([a-z-]+(?: [a-z-]+)*)(.*?)` \|", OPERATING, flags=re.MULTILINE)
    return dict(rows)


def documented_keys() -> set[str]:
    """The keys in the settings table; `.x` goes on from the key before it."""
    found: set[str] = set()
    chapter = OPERATING[OPERATING.index("\n## Settings") + 1 :]
    table = re.split(r"\n###? ", chapter, maxsplit=1)[0]
    for row in re.findall(r"^\| (`.*?`) \|", table, flags=re.MULTILINE):
        names = re.findall(r"`([^`]+)`", row)
        start = names[0].rpartition(".")[0]
        found |= {start + name if name.startswith(".") else name for name in names}
    return found


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert documented_keys() == keys(Settings)


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert set(documented_commands()) == set(commands())


def test_every_option_of_a_command_is_documented() -> None:
    rows = documented_commands()
    for name, callback in commands().items():
        for parameter, annotation in callback.__annotations__.items():
            if parameter == "as_json":
                assert "--json" in rows[name], name
            elif any("Option" in type(extra).__name__ for extra in getattr(annotation, "__metadata__", ())):
                assert f"--{parameter.replace('_', '-')}" in rows[name], f"{name} --{parameter}"


def test_the_example_shows_every_setting_and_can_be_read() -> None:
    shown = {line.split("#")[0].strip() for line in example().splitlines()}
    assert Settings(**tomllib.loads(example())).publications
    everything = re.sub(r"^# ?(?=[a-z_]+ = |\[)", "", example(), flags=re.MULTILINE)
    content = tomllib.loads(everything)
    assert flatten(content) == {key.replace("[]", "") for key in keys(Settings)}
    assert "[platforms.web]" in shown


def flatten(value: Any, prefix: str = "") -> set[str]:  # noqa: ANN401  (TOML)
    """The dotted names in a TOML value."""
    if isinstance(value, dict):
        return {
            key
            for name, inner in value.items()
            for key in flatten(inner, f"{prefix}.{name}" if prefix else name)
        }
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return flatten(value[0], prefix)
    return {prefix}

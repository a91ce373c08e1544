"""The settings: a TOML file and the environment. The only room that reads either."""

from pathlib import Path

from config.examination import examine
from config.reading import load, tried
from config.settings import Settings

__all__ = ["Settings", "examine", "example", "load", "tried"]


def example() -> str:
    """The text of example.toml: every setting, explained."""
    return (Path(__file__).parent / "example.toml").read_text(encoding="utf-8")

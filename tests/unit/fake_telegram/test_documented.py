"""docs/testing.md names all that the fake Bot API server can do."""

import inspect
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.fakes.telegram.faults import KINDS
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.verbs import DEEDS, SWITCHES, Verbs

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
VERBS = [name for name, _ in inspect.getmembers(Verbs, inspect.isfunction) if not name.startswith("_")]
BREACHES = {
    kind
    for path in (ROOT / "tests" / "fakes" / "telegram").rglob("*.py")
    for kind in re.findall(r"breach\(\s*\"([^\"]+)\"", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("word", [*VERBS, *DEEDS, *KINDS, *SWITCHES, *sorted(BREACHES)])
def test_words_of_the_control_are_documented(word: str) -> None:
    assert re.search(rf"`{re.escape(word)}\b", PAGE), f"docs/testing.md does not tell of {word}"


def test_methods_are_documented() -> None:
    assert len(BREACHES) == 6
    told = PAGE.partition("\nMethods: ")[2].partition(". Any other")[0]
    assert set(re.split(r",\s+", told)) == {method.name for method in METHODS.values()}


def test_options_are_documented() -> None:
    source = (ROOT / "tests" / "fakes" / "telegram" / "__main__.py").read_text(encoding="utf-8")
    for option in re.findall(r'"(--[a-z-]+)"', source):
        assert option in PAGE


async def test_the_example_runs() -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    names: dict[str, Callable[[], Awaitable[None]]] = {}
    exec(compile(example, "docs/testing.md", "exec"), names)  # noqa: S102  # our own page
    await names["test_news_reaches_the_channel"]()

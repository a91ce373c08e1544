"""docs/testing.md names all that the fake Discord can do."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.fakes.discord import DiscordServer, Rules
from tests.fakes.discord.faults import KINDS
from tests.fakes.discord.verbs import DEEDS, Verbs

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8").partition("## The fake Discord")[2]
VERBS = [name for name, _ in inspect.getmembers(Verbs, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("word", sorted({*DEEDS, *KINDS, *VERBS, *(rule.name for rule in fields(Rules))}))
def test_the_page_names_it(word: str) -> None:
    assert re.search(rf"`{re.escape(word)}\b", PAGE), f"docs/testing.md does not tell of {word}"


def test_the_page_names_every_kind_of_violation() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "tests/fakes/discord").rglob("*.py"))
    kinds = set(re.findall(r'breach\(\s*"([^"]+)"', source))
    assert len(kinds) > 3
    assert {kind for kind in kinds if f"| `{kind}` |" not in PAGE} == set()


async def test_the_first_example_works(pointed: None) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    names: dict[str, object] = {}
    exec(compile(example, "docs/testing.md", "exec"), names)  # noqa: S102  # our own page
    run = names["test_news_reaches_the_channel"]
    assert callable(run)
    await run()


def test_the_server_has_the_attributes_that_the_page_tells_of() -> None:
    server = DiscordServer()
    table = PAGE.split("| attribute |")[1].split("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    for name in [name for row in rows for name in re.findall(r"`(\w+)`", row)]:
        assert hasattr(server, name), name

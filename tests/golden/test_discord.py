"""Documents of our own writing as Discord gets them, message by message.

After a change that is meant: python -m tests.golden.test_discord, and read the difference.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.documents import load
from bot.models import Layout, Locale, Policy
from handlers.discord.components import cost
from handlers.discord.render import render
from tests.conftest import ROOT
from tests.fakes.editions import stored

FOLDER = Path(__file__).parent / "discord"
SAMPLES = ROOT / "bot" / "samples"
DOCUMENTS = Path(__file__).parent / "documents"
# Document, name of the publication, its slug.
EDITIONS = (
    (SAMPLES / "ai-daily" / "2026-11-20.md", "AI日报", "ai-daily"),
    (SAMPLES / "ai-monthly" / "2026-10.txt", "AI月刊", "ai-monthly"),
    (DOCUMENTS / "contents.md", "早报", "morning"),
    (DOCUMENTS / "subheadings.md", "周刊", "weekly"),
)
# Layout, language, whether as embeds.
LOOKS: tuple[tuple[Layout, Locale, bool], ...] = (
    ("full", "zh-CN", False),
    ("headlines", "zh-CN", False),
    ("summary+thread", "zh-CN", False),
    ("full", "zh-TW", False),
    ("full", "en", False),
    ("full", "zh-CN", True),
    ("headlines", "en", True),
    ("summary+thread", "zh-TW", True),
)


class Case(NamedTuple):
    """A document as one target wants it."""

    path: Path
    name: str
    slug: str
    layout: Layout
    locale: Locale
    embeds: bool


CASES = [Case(*edition, *look) for edition in EDITIONS for look in LOOKS]


WATCH = FOLDER / "watch.md"
"""Alerts beside a list of headlines, and alone, as cards and as embeds."""
WATCHED = ("深度求索", "大模型", "英伟达")
ROLE = "200300400500600700"


def golden(case: Case) -> Path:
    """The file that keeps the messages of a document."""
    look = f"{case.layout}.{case.locale}{'.embeds' if case.embeds else ''}"
    return FOLDER / f"{case.path.stem}.{look}.md"


def messages(case: Case) -> str:
    """All messages of a document."""
    policy = Policy(layout=case.layout, locale=case.locale, embeds=case.embeds, pin=True, role=ROLE)
    return written(case.path, case.name, case.slug, policy)


def alerts() -> str:
    """The messages of the first document for who watches for words."""
    policies = (
        Policy(layout="headlines", watch=WATCHED, pin=True, role=ROLE),
        Policy(digests=False, watch=WATCHED[:1], locale="en", role=ROLE),
        Policy(digests=False, watch=WATCHED, embeds=True),
    )
    return "\n".join(written(*EDITIONS[0], policy) for policy in policies)


def written(path: Path, name: str, slug: str, policy: Policy) -> str:
    """All messages, each below a line that tells what is sent with it."""
    digest = stored(load(path)[0], publication=slug, name=name)
    shown: list[str] = []
    for number, part in enumerate(render(digest, policy), 1):
        components, own = part.content.get("components", ()), part.content.get("embeds", ())
        rest = {key: value for key, value in part.content.items() if key not in ("components", "embeds")}
        taken = ", ".join(f"{value} {key}" for key, value in cost(components)._asdict().items() if value)
        shown += [f"<!-- {number}: {line(rest)} {taken} -->", *drawn(components), *map(described, own), ""]
    return "\n".join(shown)


def drawn(components: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The texts as they are, what else there is as JSON, line by line."""
    for component in components:
        if "content" in component:
            yield component["content"]
        elif component["type"] == 17:
            yield f"<!-- card, {component['accent_color']:06x} -->"
            yield from drawn(component["components"])
            yield "<!-- end of the card -->"
        else:
            yield from (line(one) for one in component.get("components", (component,)))


def described(embed: dict[str, Any]) -> str:
    """An embed: what it has beside its text, and the text."""
    rest = {key: value for key, value in embed.items() if key != "description"}
    return f"<!-- embed: {line(rest)} -->\n{embed.get('description', '')}"


def line(value: object) -> str:
    """A value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("case", CASES, ids=[golden(case).stem for case in CASES])
def test_messages_are_as_before(case: Case) -> None:
    assert messages(case) == golden(case).read_text("utf-8")


def test_alerts_are_as_before() -> None:
    assert alerts() == WATCH.read_text("utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        golden(case).write_text(messages(case), "utf-8")
    WATCH.write_text(alerts(), "utf-8")

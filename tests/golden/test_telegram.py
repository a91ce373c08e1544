"""Documents of our own writing as Telegram gets them, message by message.

After a change that is meant: python -m tests.golden.test_telegram, and read the difference.
"""

from pathlib import Path

import pytest

from bot.documents import load
from bot.models import Layout, Locale, Policy
from handlers.telegram.markup import cost
from handlers.telegram.render import render
from tests.conftest import ROOT
from tests.fakes.editions import stored

FOLDER = Path(__file__).parent / "telegram"
SAMPLES = ROOT / "bot" / "samples"
DOCUMENTS = Path(__file__).parent / "documents"
# Document, name of the publication, its slug.
EDITIONS = (
    (SAMPLES / "ai-daily" / "2026-11-20.md", "AI日报", "ai-daily"),
    (SAMPLES / "ai-monthly" / "2026-10.txt", "AI月刊", "ai-monthly"),
    (DOCUMENTS / "2026-09-05-daily.md", "AI日报", "ai-daily"),
    (DOCUMENTS / "journal.txt", "渔业月刊", "fishery"),
    (DOCUMENTS / "contents.md", "早报", "morning"),
    (DOCUMENTS / "subheadings.md", "周刊", "weekly"),
)
LOOKS: tuple[tuple[Layout, Locale], ...] = (
    ("full", "zh-CN"),
    ("headlines", "zh-CN"),
    ("summary+thread", "zh-CN"),
    ("full", "zh-TW"),
    ("full", "en"),
)
CASES = [(*edition, *look) for edition in EDITIONS for look in LOOKS]


WATCH = FOLDER / "watch.html"
"""Alerts beside a list of headlines, and alone."""
WATCHED = ("深度求索", "大模型", "英伟达")


def golden(path: Path, layout: Layout, locale: Locale) -> Path:
    """The file that keeps the messages of a document."""
    return FOLDER / f"{path.stem}.{layout}.{locale}.html"


def messages(path: Path, name: str, slug: str, layout: Layout, locale: Locale) -> str:
    """All messages of a document."""
    return written(path, name, slug, Policy(layout=layout, locale=locale, pin=True))


def alerts() -> str:
    """The messages of the first document for who watches for words."""
    policies = (
        Policy(layout="headlines", watch=WATCHED, pin=True, silent=True),
        Policy(digests=False, watch=WATCHED[:1], locale="en"),
    )
    return "\n".join(written(*EDITIONS[0], policy) for policy in policies)


def written(path: Path, name: str, slug: str, policy: Policy) -> str:
    """All messages, each below a line that tells what is sent with it."""
    digest = stored(load(path)[0], publication=slug, name=name)
    shown = []
    for number, part in enumerate(render(digest, policy), 1):
        text = part.content["text"]
        rest = ", ".join(f"{key} {value}" for key, value in part.content.items() if key != "text")
        taken = ", ".join(f"{value} {key}" for key, value in cost(text)._asdict().items())
        shown.append(f"<!-- {number}: {rest}; {taken} -->\n{text}\n")
    return "\n".join(shown)


@pytest.mark.parametrize(
    ("path", "name", "slug", "layout", "locale"),
    CASES,
    ids=[golden(case[0], *case[3:]).stem for case in CASES],
)
def test_messages_are_as_before(path: Path, name: str, slug: str, layout: Layout, locale: Locale) -> None:
    assert messages(path, name, slug, layout, locale) == golden(path, layout, locale).read_text("utf-8")


def test_alerts_are_as_before() -> None:
    assert alerts() == WATCH.read_text("utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        golden(case[0], *case[3:]).write_text(messages(*case), "utf-8")
    WATCH.write_text(alerts(), "utf-8")

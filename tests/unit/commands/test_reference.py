"""docs/commands.md is made from the table, and is what the table makes today."""

import os
import subprocess
import sys
from pathlib import Path

from bot.commands.reference import reference
from bot.commands.table import COMMANDS
from bot.locales import LOCALES

ROOT = Path(__file__).parents[3]


def test_the_page_is_fresh() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert page == reference() + "\n", "run python -m bot.commands.reference > docs/commands.md"


def test_the_page_tells_all() -> None:
    page = reference()
    for command in COMMANDS.values():
        for locale in LOCALES:
            assert f"### {command.usage(locale)}" in page
            for line in command.lines(locale):
                assert line in page


def test_importing_the_commands_reads_no_catalogue() -> None:
    script = "import sys, bot.commands; print(sorted(m for m in sys.modules if m.startswith('babel')))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"

"""A reading command pays for nothing that it does not need."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.program import environment, ribao

HEAVY = {
    "telegram",
    "discord",
    "aiohttp",
    "alembic",
    "jinja2",
    "watchfiles",
    "psycopg",
    "markdown_it",
    "rich",
}


def test_today_imports_nothing_heavy(tmp_path: Path) -> None:
    samples = Path(__file__).parents[2] / "bot" / "samples" / "ai-daily"
    ribao("import", samples, cwd=tmp_path)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "today", "--json"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "sqlalchemy" in imported
    assert not imported & HEAVY

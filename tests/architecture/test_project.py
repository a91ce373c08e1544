"""What the project promises of its own files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("bot", "handlers", "storage", "config") for path in (ROOT / room).rglob("*.py")]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_files_pin_everything_and_name_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(pins) > 20
    assert all(re.match(r"^[\w.-]+(\[[\w,-]+\])?==[\w.]+( ;.*)?$", line) for line in pins)
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_forbidden_words_name_nothing() -> None:
    forbidden = re.compile(r"\b(?:def|class)\s+\w*(manager|helper|util)\w*|\bdef process\(", re.IGNORECASE)
    found = [
        f"{path.name}: {match.group()}" for path in SOURCES for match in forbidden.finditer(path.read_text())
    ]
    assert not found
    assert not [path for path in SOURCES if re.search("manager|helper|util", path.stem)]


def test_most_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert sum(length > 250 for length in lengths.values()) <= len(lengths) // 10
    assert max(lengths.values()) <= 400, max(lengths, key=lambda path: lengths[path])


def test_broad_excepts_stand_only_in_the_three_loops() -> None:
    places = [path.name for path in SOURCES if re.search(r"except Exception\b", path.read_text())]
    assert set(places) <= {"outbox.py", "app.py", "guard.py", "dispatch.py"}, (
        "the outbox, the app, the dispatches"
    )


def test_the_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout

"""What the command line changes is recorded, and `ribao audit` shows it."""

from pathlib import Path

import pytest

from tests.unit.cli.test_commands import folder, ribao, ribao_json

__all__ = ["folder"]


def test_what_changes_something_is_recorded_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "editor")
    assert ribao("audit") == "Nobody has changed anything yet.\n"
    ribao("import", "inbox", "two")
    ribao("import", "inbox")
    ribao("publish", "2026-11-02", "--publication", "second", "--target", "web:site")
    ribao("publish", "2026-11-02", "--publication", "second", "--target", "web:site")
    ribao("repost", "2026-11-02", "--publication", "second")
    ribao("backup", str(folder / "copy.db"))
    shown = ribao_json("audit")
    assert [(one["command"], one["result"]) for one in shown] == [
        ("backup", "backed up"),
        ("repost", "posted anew (2026-11-02 second, +1 ~0 -0)"),
        ("publish", "published (2026-11-02 second, web:site, +1 ~0 -0)"),
        ("import", "imported (2 created)"),
    ]
    assert {one["actor"] for one in shown} == {"cli:editor"}
    assert [line.split("  ")[2] for line in ribao("audit", "--limit", "2").splitlines()] == [
        f"backup {folder / 'copy.db'}",
        "repost 2026-11-02",
    ]

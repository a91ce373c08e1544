"""`ribao doctor` as a whole: what is wrong is told with its remedy, and the exit status says so."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import Ribao
from bot.cli.program import cli
from bot.examination import ledger, platforms
from bot.models import PAUSED, Policy
from bot.records import Pause
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import DAILY, sqlite_store

SETTINGS = """
[database]
url = "sqlite:///ribao.db"
[[publications]]
slug = "ai-daily"
name = "AI日报"
source = "inbox/*.md"
[platforms.web]
listen = "127.0.0.1:0"
admin_token = "a-very-secret-token"
"""


@pytest.fixture
def doctor(tmp_path: Path) -> Callable[..., Result]:
    """The command in a folder with settings that others can read."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "ribao.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "ribao.toml").chmod(0o644)

    def run(*arguments: str) -> Result:
        config = str(tmp_path / "ribao.toml")
        return CliRunner().invoke(cli, ["--config", config, "doctor", *arguments], obj=Ribao)

    return run


def found(done: Result) -> dict[str, dict[str, Any]]:
    """The last finding of each subject."""
    return {each["subject"]: each for each in json.loads(done.stdout)}


def test_each_finding_has_its_remedy(doctor: Callable[..., Result], tmp_path: Path) -> None:
    done = doctor("--json")
    assert done.exit_code == 0, done.output
    findings = found(done)
    assert findings["settings"]["level"] == "warning"
    assert findings["settings"]["remedy"] == f"chmod 600 {tmp_path / 'ribao.toml'}"
    assert "sound" in findings["database"]["told"]
    assert "very-secret" not in done.output
    (tmp_path / "ribao.toml").chmod(0o600)
    assert found(doctor("--json"))["settings"]["level"] == "ok"
    assert "0 warnings, 0 errors" in doctor().stdout


def test_a_port_of_another_program_and_a_damaged_database_are_errors(
    doctor: Callable[..., Result], tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = (tmp_path / "ribao.toml").read_text("utf-8")
        (tmp_path / "ribao.toml").write_text(settings.replace(":0", f":{port}"), "utf-8")
        done = doctor("--json")
    assert done.exit_code == 1
    assert "another program has this port" in found(done)["web"]["told"]
    (tmp_path / "ribao.db").write_bytes(b"this is no database at all, but it is long enough" * 100)
    done = doctor()
    assert done.exit_code == 1
    assert "ERROR   database:" in done.stdout


async def test_of_many_targets_the_troubled_are_looked_at_first(tmp_path: Path) -> None:
    async with sqlite_store(tmp_path) as store:
        await store.declare_publications([DAILY])
        targets = [await store.declare_target("fake", str(number), Policy()) for number in range(60)]
        await store.suspend_target(targets[-1].id, PAUSED)
        platform = FakePlatform(FakeServer())
        platform.server.faults.append("target lost")
        clock = Clock()
        desk = desk_of(store, platform, clock=clock)
        told = await platforms.examine(desk, platform, every=False)
        assert told[1].subject == targets[-1].label
        assert told[1].level == "error"
        assert "only 50 of its 60 targets were looked at" in told[-1].told
        assert len(await platforms.examine(desk, platform, every=True)) == 61
        await store.pause(Pause(since=clock(), actor="fake:1"))
        said = {each.subject: each for each in await ledger.examine(desk)}
        assert said["worker"].remedy.startswith("/resume")
        assert f"/resume {targets[-1].name}" in said[targets[-1].label].remedy

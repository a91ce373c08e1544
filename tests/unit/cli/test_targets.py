"""`ribao targets`, in this process: shown, exported, imported, refused."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import Ribao
from bot.cli.program import cli
from bot.errors import RibaoError, UsageError
from bot.models import PAUSED, Policy
from storage import open_store
from tests.fakes.platform import Clock

SETTINGS = """
[database]
url = "sqlite:///{name}.db"
[[publications]]
slug = "ai-daily"
name = "AI日报"
[[targets]]
platform = "telegram"
address = "@declared"
layout = "headlines"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of two archives; in the first, chats have subscribed."""
    for name in [name for name in os.environ if name.startswith("RIBAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        (tmp_path / f"{name}.toml").write_text(SETTINGS.format(name=name), encoding="utf-8")
    asyncio.run(subscribed(tmp_path / "old.db"))
    return tmp_path


async def subscribed(path: Path) -> None:
    store = await open_store(f"sqlite:///{path}", now=Clock()())
    try:
        group = await store.declare_target("telegram", "-100", Policy(watch=("英伟达",), publications=("x",)))
        await store.suspend_target(group.id, PAUSED)
        await store.title_targets({group.id: "群"})
        await store.declare_target("discord", "7", Policy())
    finally:
        await store.close()


def ribao(name: str, *arguments: str) -> str:
    """All that the command prints. Raises its RibaoError."""
    done = CliRunner().invoke(cli, ["--config", f"{name}.toml", *arguments], obj=Ribao)
    if isinstance(done.exception, RibaoError):
        raise done.exception
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def shown(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ribao(name, "targets", "--json"))
    return found


def test_targets_are_shown_with_where_they_were_settled(folder: Path) -> None:
    told = ribao("old", "targets")
    assert "群 (telegram:-100)\n  subscribed; publications x, watch 英伟达\n  suspended: paused" in told
    assert "telegram:@declared\n  declared; layout headlines\n" in told
    assert "discord:7\n  subscribed; everything\n" in told
    assert [each["declared"] for each in shown("old")] == [False, False, True]
    assert "id" not in shown("old")[0]


def test_they_move_to_another_archive_as_they_are(folder: Path) -> None:
    assert "3 targets" in ribao("old", "targets", "export", "all.json")
    told = ribao("new", "targets", "import", "all.json", "--dry-run")
    assert "Would be 2 added, 0 changed, 0 as they were before." in told
    assert len(shown("new")) == 1, "nothing was done"
    told = ribao("new", "targets", "import", "all.json")
    assert "2 added" in told
    assert "telegram:@declared: declared in settings, and so left to them" in told
    assert "no publication here is called x" in told
    assert shown("new") == shown("old")
    assert ribao("new", "targets", "export") == (folder / "all.json").read_text("utf-8")
    again = json.loads(ribao("new", "targets", "import", "all.json", "--json"))
    assert again["unchanged"] == ["discord:7", "telegram:-100"]
    assert again["added"] == again["changed"] == []


TARGET = '{"platform": "telegram", "address": "-1", "policy": {}}'


def of(*targets: str) -> str:
    return f'{{"targets": [{", ".join(targets)}]}}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{\n[", "all.json, line 2: this is not JSON"),
        ("[]", "all.json: the file: "),
        ('{"targets": [{"platform": "telegram"}]}', "all.json: targets.0.address: field required"),
        (
            of(TARGET.replace("{}", '{"colour": 1}')),
            "all.json: targets.0.policy.colour: extra inputs are not permitted",
        ),
        (of(TARGET, TARGET), "all.json: targets.1: telegram:-1 is there twice"),
        (of(TARGET.replace("-1", " ")), "targets.0: a target needs a platform and an"),
        ('{"version": 2, "targets": []}', "all.json was written by a later Ribao (version 2)"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_nothing_is_done(folder: Path, text: str, sentence: str) -> None:
    (folder / "all.json").write_text(text, encoding="utf-8")
    before = shown("new")
    with pytest.raises((RibaoError, UsageError)) as caught:
        ribao("new", "targets", "import", "all.json")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert shown("new") == before
    with pytest.raises(RibaoError, match=r"nowhere\.json can't be read: No such file"):
        ribao("new", "targets", "import", "nowhere.json")

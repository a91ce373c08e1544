"""The command line in this process: what is asked, refused and told."""

import asyncio
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import Ribao
from bot.cli.delivery import unchanged
from bot.cli.program import cli, hoisted
from bot.cli.service import check_role
from bot.delivery.models import Part, Posted, Receipt
from bot.errors import RibaoError, UsageError
from bot.models import Target
from bot.sources.files import SAMPLES
from storage import open_store
from tests.fakes.platform import FakePlatform, FakeServer

NOW = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
SETTINGS = """
[database]
url = "sqlite:///ribao.db"
[[publications]]
slug = "ai-daily"
name = "AI日报"
source = "inbox"
[[publications]]
slug = "second"
name = "第二份"
source = "two"
[platforms.web]
"""
TARGETS = """
[[targets]]
platform = "telegram"
address = "@chan"
publish_at = "09:00"
timezone = "Asia/Tokyo"
[[targets]]
platform = "web"
address = "site"
publications = ["second"]
"""


def document(title: str, date: str = "2026-11-02") -> str:
    return (
        f"---\ndate: {date}\ntitle: AI日报：{title}\n---\n\n# {date} 资讯日报\n\n## 新闻资讯\n\n"
        f"### {title}\n\n一件事。[>阅读原文](https://example.com/a)\n"
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings folder, whose name looks like a pattern, with a document in each source."""
    for name in [name for name in os.environ if name.startswith("RIBAO_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "[news]"
    for source, title in (("inbox", "甲的新闻"), ("two", "乙的新闻")):
        (folder / source).mkdir(parents=True)
        (folder / source / "2026-11-02.md").write_text(document(title), encoding="utf-8")
    (folder / "ribao.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def ribao(*arguments: str, status: int = 0) -> str:
    """All that the command prints. Raises its RibaoError."""
    done = CliRunner().invoke(cli, ["--config", "ribao.toml", *arguments], obj=Ribao)
    if isinstance(done.exception, RibaoError):
        raise done.exception
    assert done.exit_code == status, (done.output, done.exception)
    return done.output


def ribao_json(*arguments: str, status: int = 0) -> Any:  # noqa: ANN401  (JSON)
    return json.loads(ribao(*arguments, "--json", status=status))


def test_a_sources_file_is_known_by_every_spelling(folder: Path) -> None:
    (folder / "link.md").symlink_to(folder / "two" / "2026-11-02.md")
    spellings = [
        "two/2026-11-02.md",
        "inbox/../two/2026-11-02.md",
        "link.md",
        str(folder / "two/2026-11-02.md"),
    ]
    assert [parsed["publication"] for parsed in ribao_json("parse", *spellings)] == ["second"] * 4
    assert [result["publication"] for result in ribao_json("import", *spellings)] == ["second"] * 4
    assert ribao_json("parse", "inbox/2026-11-02.md")[0]["publication"] == "ai-daily"


def test_doctor_tells_of_settings_that_nobody_named(folder: Path) -> None:
    done = CliRunner().invoke(cli, ["doctor"], obj=Ribao)
    assert "ribao.toml in this folder is not read: --config ribao.toml does it." in done.output
    assert "is not read" not in ribao("doctor")
    (folder / "ribao.toml").unlink()
    assert "is not read" not in CliRunner().invoke(cli, ["doctor"], obj=Ribao).output


def test_two_files_of_one_date_in_one_import(folder: Path) -> None:
    (folder / "inbox" / "b.md").write_text(document("丙的新闻"), encoding="utf-8")
    first, second = ribao_json("import", "inbox", status=1)
    assert (first["status"], second["status"]) == ("created", "failed")
    assert second["reason"].endswith("inbox/2026-11-02.md already is the digest of this date; merge the two")


@pytest.mark.parametrize("date", ["0001-01-01", "1899-12-31", "2100-01-01", "9999-12-31"])
def test_an_imports_date_is_one_that_a_document_could_name(folder: Path, date: str) -> None:
    with pytest.raises(UsageError, match="between 1900 and 2099"):
        ribao("import", "inbox", "--date", date)


def test_which_digest_is_published_is_asked_where_it_is_not_clear(folder: Path) -> None:
    ribao("import", "inbox", "two")
    with pytest.raises(
        UsageError, match="several publications have a digest of 2026-11-02; add --publication"
    ):
        ribao("publish", "2026-11-02")
    assert ribao_json("publish", "2026-11-02", "--publication", "second")["publication"] == "second"
    told = ribao("publish", "2026-11-02", "--publication", "second")
    assert "second 2026-11-02: is planned to web:site but not there yet" in told
    with pytest.raises(UsageError, match="there are: ai-daily, second"):
        ribao("publish", "2026-11-02", "--publication", "third")
    with pytest.raises(UsageError, match="no target is called"):
        ribao("publish", "2026-11-02", "--publication", "second", "--target", "web:elsewhere")


def test_who_can_not_receive_is_told_with_the_reason(folder: Path) -> None:
    (folder / "ribao.toml").write_text(SETTINGS + TARGETS, encoding="utf-8")
    ribao("import", "inbox", "two")
    with pytest.raises(RibaoError) as caught:
        ribao("publish", "2026-11-02", "--publication", "ai-daily")
    assert str(caught.value) == "telegram:@chan: platform telegram is off; web:site: it takes only second"
    with pytest.raises(RibaoError, match=r"^telegram:@chan: platform telegram is off$"):
        ribao("repost", "2026-11-02", "--publication", "second", "--target", "telegram:@chan")
    told = ribao("publish", "2026-11-02", "--publication", "second")
    assert "telegram:@chan: platform telegram is off" in told
    assert "1 to send" in told


def test_where_it_stands_is_told_as_the_ledger_has_it(folder: Path) -> None:
    ribao("import", "inbox")
    ribao("publish", "2026-11-02")

    async def deliver() -> None:
        store = await open_store(f"sqlite:///{folder}/ribao.db", now=NOW)
        (claim,) = await store.claim({"web": 9}, now=NOW, lease=dt.timedelta(minutes=1))
        assert await store.settle([(claim, Posted(receipt=Receipt(message_id="1")))], now=NOW) == [True]
        await store.close()

    asyncio.run(deliver())
    told = ribao("publish", "2026-11-02")
    assert told == "ai-daily 2026-11-02: stands in web:site; `ribao repost` posts it again\n"
    assert "1 to send" in ribao("repost", "2026-11-02")


def test_many_targets_are_told_in_short(folder: Path) -> None:
    many = "".join(f'[[targets]]\nplatform = "telegram"\naddress = "@c{n}"\n' for n in range(12))
    (folder / "ribao.toml").write_text(SETTINGS.replace("[platforms.web]", "") + many, encoding="utf-8")
    ribao("import", "inbox")
    with pytest.raises(RibaoError, match=r"@c9: platform telegram is off; and 2 more$"):
        ribao("publish", "2026-11-02")


async def test_why_nothing_changed_is_told_for_many_and_for_a_policy_that_leaves_nothing() -> None:
    targets = [Target(id=number, platform="web", address=f"p{number}") for number in range(11)]
    store = Ledgerless()
    assert (await unchanged(store, 1, targets)).startswith("nothing to change in 11 targets")  # type: ignore[arg-type]
    assert await unchanged(store, 1, targets[:1]) == "its policy leaves nothing for web:p0"  # type: ignore[arg-type]


class Ledgerless:
    """A store that has planned nothing."""

    async def planned_targets(self, _: int) -> list[int]:
        return []

    async def standing(self, *_: int) -> list[Part]:
        return []


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("gestern", "'gestern' is not a date"),
        ("2026-11-15", "no items"),
        ("2026-01-01", "no digest of 2026-01-01"),
    ],
)
def test_what_can_not_be_published(folder: Path, date: str, sentence: str) -> None:
    empty = (SAMPLES / "ai-daily" / "2026-11-15.md").read_text(encoding="utf-8")
    (folder / "inbox" / "2026-11-15.md").write_text(empty, encoding="utf-8")
    ribao("import", "inbox")
    with pytest.raises(RibaoError, match=sentence):
        ribao("publish", date)


def test_what_the_settings_no_longer_declare_can_still_be_read(folder: Path) -> None:
    ribao("import", "inbox", "two")
    kept = SETTINGS[: SETTINGS.index('[[publications]]\nslug = "second"')] + "[platforms.web]\n"
    (folder / "ribao.toml").write_text(kept, encoding="utf-8")
    assert ribao_json("digest", "2026-11-02", "--publication", "second")["publication"] == "second"
    assert ribao_json("search", "新闻", "--publication", "second")["total"] == 1
    assert len(ribao_json("section", "1", "--publication", "second")["items"]) == 1
    assert "the archive also has second (第二份)" in ribao("doctor")
    with pytest.raises(UsageError, match="there are: ai-daily"):
        ribao("import", "two", "--publication", "second")
    with pytest.raises(UsageError, match="there are: ai-daily, second"):
        ribao("search", "新闻", "--publication", "third")


def test_doctor_tells_of_the_sources_and_that_nobody_receives(folder: Path) -> None:
    (folder / "inbox" / "2026-11-02.md").unlink()
    (folder / "two" / "2026-11-02.md").unlink()
    told = ribao("doctor")
    assert f"ok      ai-daily: 0 documents yet in {folder}/inbox" in told
    (folder / "two").rmdir()
    (folder / "ribao.toml").write_text(SETTINGS.replace("[platforms.web]", "") + TARGETS, encoding="utf-8")
    told = ribao("doctor", status=1)
    assert f"warning second: the folder {folder}/two is not there" in told
    assert "ERROR   settings: no platform is on" in told


def test_other_names_of_the_operators_own(folder: Path) -> None:
    (folder / "ribao.toml").write_text('aliases = "words.txt"\n' + SETTINGS, encoding="utf-8")
    (folder / "words.txt").write_text("甲的新闻 = quux\n", encoding="utf-8")
    ribao("import", "inbox")
    assert ribao_json("search", "quux")["total"] == 1


@pytest.mark.parametrize(
    ("role", "archives", "sentence"),
    [
        ("web", [], "role web has nothing to serve: add"),
        ("web", [False], "role web has nothing to serve: add"),
        ("gateway", [True], "role gateway has nothing to serve"),
        ("web", [True], None),
        ("gateway", [False], None),
        ("all", [], None),
        ("worker", [], None),
    ],
)
def test_a_role_with_nothing_to_serve(role: Any, archives: list[bool], sentence: str | None) -> None:  # noqa: ANN401
    platforms = []
    for keeps in archives:
        platform = FakePlatform(FakeServer())
        platform.keeps_archive = keeps
        platforms.append(platform)
    if sentence is None:
        check_role(role, platforms)
    else:
        with pytest.raises(RibaoError, match=sentence):
            check_role(role, platforms)


def test_options_behind_the_command_come_first() -> None:
    assert hoisted(["today", "--config", "a", "--json", "--debug"]) == [
        "--config",
        "a",
        "--debug",
        "today",
        "--json",
    ]
    assert hoisted(["search", "--config=a", "--", "--debug"]) == ["--config=a", "search", "--", "--debug"]
    assert hoisted(["today", "--config"]) == ["--config", "today"]

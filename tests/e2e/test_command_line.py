"""The command-line contract, by the real program."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.program import SETTINGS, environment, ribao, ribao_json

DAILY = """---
date: 2026-11-02
title: AI日报：甲团队开源检索库; 乙公司发布手册
---

> 每天一份。

# 2026-11-02 资讯日报

## 新闻资讯

### 甲团队开源检索库

这个库用二元切分，英伟达显卡上也能跑。[>阅读原文](https://example.com/a)

### 乙公司发布手册

手册讲具身智能的入门。[>阅读原文](https://example.com/b)

## 算法论文

### 丙方法省下一半显存

作者在 GPT - 4o 上做了比较。[>阅读原文](https://example.com/c)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings and one document."""
    (tmp_path / "ribao.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "2026-11-02.md").write_text(DAILY, encoding="utf-8")
    return tmp_path


def at(folder: Path) -> tuple[str, Path]:
    return "--config", folder / "ribao.toml"


def test_parse_prints_the_contracts_shape(folder: Path) -> None:
    (parsed,) = ribao_json("parse", "2026-11-02.md", *at(folder), cwd=folder)
    assert list(parsed) == [
        "publication", "kind", "date", "title", "intro", "byline", "sections", "warnings",
    ]  # fmt: skip
    assert (parsed["publication"], parsed["kind"], parsed["date"]) == ("ai-daily", "daily", "2026-11-02")
    assert parsed["intro"] == "每天一份。"
    first = parsed["sections"][0]["items"][0]
    assert first == {
        "title": "甲团队开源检索库",
        "subtitle": None,
        "body": "这个库用二元切分，英伟达显卡上也能跑。",
        "url": "https://example.com/a",
        "links": [{"label": first["links"][0]["label"], "url": "https://example.com/a"}],
        "images": [],
        "date": None,
    }
    assert not (folder / "ribao.db").exists(), "parse stores nothing"


def test_the_seeds_are_read_and_found(tmp_path: Path, shared: Path) -> None:
    seeds = [shared / "seeds" / name for name in ("002_980eb50f93c453b8.txt", "000_8936b4c7d7baa244.txt")]
    daily, monthly = ribao_json("parse", *seeds, cwd=tmp_path)
    assert [len(section["items"]) for section in daily["sections"]] == [15, 7, 3, 6, 6]
    assert len({item["url"] for section in daily["sections"] for item in section["items"]}) == 37
    assert [len(section["items"]) for section in monthly["sections"]] == [11, 11, 3, 7]
    assert [result["status"] for result in ribao_json("import", *seeds, cwd=tmp_path)] == ["created"] * 2
    for word in ("英伟达", "腾讯", "GPT4o", "具身智能", "華為"):
        found = ribao_json("search", word, cwd=tmp_path)
        assert found["total"] > 0, word
        assert found["total_is_exact"]
        assert len(found["hits"]) == min(found["total"], 10)
    kinds = {
        hit["publication"] for hit in ribao_json("search", "英伟达", "--limit", "50", cwd=tmp_path)["hits"]
    }
    assert kinds == {"ai-daily", "ai-monthly"}


def test_import_tells_what_became_of_each_file(folder: Path) -> None:
    (folder / "bad.md").write_bytes(b"\x00\x01\x02")
    (folder / "empty.md").write_text("", encoding="utf-8")
    files = ["bad.md", "2026-11-02.md", "empty.md", "missing.md"]
    results = ribao_json("import", *files, *at(folder), cwd=folder, status=1)
    assert [result["status"] for result in results] == ["failed", "created", "failed", "failed"]
    assert all(result["reason"] for result in results if result["status"] == "failed")
    assert ribao_json("import", "2026-11-02.md", *at(folder), cwd=folder)[0]["status"] == "unchanged"
    corrected = DAILY.replace("一半显存", "三成显存").replace(
        "### 乙公司", "### 丁项目\n\n新来的。\n\n### 乙公司"
    )
    (folder / "2026-11-02.md").write_text(corrected, encoding="utf-8")
    (revised,) = ribao_json("import", "2026-11-02.md", *at(folder), cwd=folder)
    assert (revised["status"], revised["added"], revised["removed"], revised["changed"]) == (
        "revised",
        1,
        0,
        1,
    )


def test_an_undated_document_needs_a_date(folder: Path) -> None:
    notes = "# 周记\n\n- [甲](https://example.com/1)：一件事。\n- [乙](https://example.com/2)：又一件。\n"
    (folder / "notes.md").write_text(notes, encoding="utf-8")
    (result,) = ribao_json("import", "notes.md", *at(folder), cwd=folder, status=1)
    assert "names no date" in result["reason"]
    (result,) = ribao_json("import", "notes.md", "--date", "2026-11-03", *at(folder), cwd=folder)
    assert (result["status"], result["date"]) == ("created", "2026-11-03")


def test_reading_commands(folder: Path) -> None:
    ribao("import", "2026-11-02.md", *at(folder), cwd=folder)
    newest = ribao_json("today", *at(folder), cwd=folder)
    assert newest["date"] == "2026-11-02"
    assert ribao_json("digest", "2026-11-02", *at(folder), cwd=folder) == newest
    section = ribao_json("section", "算法", *at(folder), cwd=folder)
    assert section["section"] == "算法论文"
    assert [item["title"] for item in section["items"]] == ["丙方法省下一半显存"]
    for command in (("today",), ("digest", "2026-11-02"), ("section", "1"), ("search", "显卡")):
        assert "甲团队开源检索库" in ribao(*command, *at(folder), cwd=folder).stdout
    found = ribao_json(
        "search", "gpt4o", "--section", "算法论文", "--sort", "newest", *at(folder), cwd=folder
    )
    assert list(found) == ["total", "total_is_exact", "hits", "suggestion"]
    assert list(found["hits"][0]) == ["id", "date", "publication", "section", "title", "snippet", "url"]
    assert ribao_json("search", "gpt4o", "--until", "2026-11-01", *at(folder), cwd=folder)["total"] == 0


def test_choices_are_named_where_there_are_no_buttons(folder: Path) -> None:
    ribao("import", "2026-11-02.md", *at(folder), cwd=folder)
    done = ribao("section", "不存在", *at(folder), cwd=folder, status=1)
    assert "没有叫“不存在”的栏目" in done.stderr
    assert "新闻资讯 · 算法论文" in done.stderr


def test_publish_repost_status(folder: Path) -> None:
    ribao("import", "2026-11-02.md", *at(folder), cwd=folder)
    planned = ribao_json("publish", "2026-11-02", *at(folder), cwd=folder)
    assert planned == {
        "publication": "ai-daily", "date": "2026-11-02", "generation": 1,
        "sends": 1, "edits": 0, "deletions": 0,
    }  # fmt: skip
    again = ribao_json("publish", "2026-11-02", *at(folder), cwd=folder)
    assert (again["sends"], again["generation"]) == (0, 1)
    reposted = ribao_json("repost", "2026-11-02", "--target", "web:site", *at(folder), cwd=folder)
    assert (reposted["sends"], reposted["generation"]) == (1, 2)
    (line,) = ribao_json("status", *at(folder), cwd=folder)
    assert (line["target"], line["deliveries"]["pending"]) == ("web:site", 1)
    assert "web:site: 1 cancelled, 1 pending" in ribao("status", *at(folder), cwd=folder).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["today"], 1, "ribao: "),
        (["digest", "gestern"], 1, "2025"),
        (["publish", "2026-01-01"], 1, "the archive has no digest of 2026-01-01"),
        (["publish", "gestern"], 2, "'gestern' is not a date"),
        (["today", "--publication", "x"], 2, "there are: ai-daily"),
        (["search", "a", "--since", "yesterday"], 2, "2025-05-24"),
        (["import", "nowhere/*.md"], 2, "there is no document"),
        (["parse", "missing.md"], 1, "missing.md"),
        (["backup", "no/such/folder/x.db"], 1, "no/such/folder"),
        (["today", "--config", "missing.toml"], 1, "missing.toml: there is no such settings file"),
        (["--no-such-option"], 2, "No such option"),
    ],
)
def test_errors_are_one_sentence(folder: Path, arguments: list[str], status: int, sentence: str) -> None:
    config: tuple[str | Path, ...] = () if "--config" in arguments else at(folder)
    done = ribao(*arguments, *config, cwd=folder, status=status)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    if arguments[0] != "--no-such-option":
        assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout


def test_a_damaged_archive_is_one_sentence(folder: Path) -> None:
    (folder / "ribao.db").write_bytes(b"this is no database" * 1000)
    done = ribao("today", *at(folder), cwd=folder, status=1)
    assert len(done.stderr.strip().splitlines()) == 1
    assert "ribao.db" in done.stderr


def test_a_token_is_never_printed(folder: Path) -> None:
    secret = "123456:very-secret"  # noqa: S105
    with (folder / "ribao.toml").open("a", encoding="utf-8") as file:
        file.write(f'[platforms.telegram]\ntoken = "{secret}"\nmode = "carrier pigeon"\n')
    done = ribao("doctor", *at(folder), cwd=folder, status=1)
    assert "platforms.telegram.mode" in done.stderr
    assert secret not in done.stdout + done.stderr
    database = f"postgresql://ribao:{secret}@127.0.0.1:1/ribao"
    (folder / "ribao.toml").write_text(SETTINGS, encoding="utf-8")
    done = ribao("doctor", *at(folder), cwd=folder, status=1, RIBAO_DATABASE__URL=database)
    assert secret not in done.stdout + done.stderr
    done = ribao("today", *at(folder), cwd=folder, status=1, RIBAO_DATABASE__URL=database)
    assert secret not in done.stdout + done.stderr


def test_init_doctor_backup(tmp_path: Path) -> None:
    ribao("init", "news", cwd=tmp_path)
    again = ribao("init", "news", cwd=tmp_path, status=2)
    assert "is there already" in again.stderr
    config = ("--config", "news/ribao.toml")
    (tmp_path / "news" / "inbox" / "2026-11-02.md").write_text(DAILY, encoding="utf-8")
    told = ribao("doctor", *config, cwd=tmp_path).stdout
    assert "1 document," in told
    assert "ERROR" not in told
    ribao("import", "news/inbox", *config, cwd=tmp_path)
    assert (tmp_path / "news" / "data" / "ribao.db").exists(), "relative paths start at the settings file"
    ribao("backup", "copy.db", *config, cwd=tmp_path)
    copy = ribao(
        "today", "--json", *config, cwd=tmp_path, RIBAO_DATABASE__URL=f"sqlite:///{tmp_path}/copy.db"
    )
    assert json.loads(copy.stdout)["date"] == "2026-11-02"


def test_everything_moves_to_another_database(folder: Path) -> None:
    ribao("import", "2026-11-02.md", *at(folder), cwd=folder)
    moved = ribao("migrate-store", "sqlite:///moved.db", *at(folder), cwd=folder)
    assert "digests: 1" in moved.stdout.splitlines()
    assert f'set url = "sqlite:///{folder}/moved.db" under [database]' in moved.stdout.splitlines()[-1]
    there = f"sqlite:///{folder}/moved.db"
    today = ribao("today", "--json", *at(folder), cwd=folder, RIBAO_DATABASE__URL=there)
    assert json.loads(today.stdout)["date"] == "2026-11-02"
    again = ribao("migrate-store", "sqlite:///moved.db", *at(folder), cwd=folder, status=2)
    assert "moved.db is not empty" in again.stderr


DEFECT = """
import sys
import bot.__main__
def broken(self):
    raise ZeroDivisionError("a secret")
bot.__main__.Ribao.now = broken
sys.argv = ["ribao", *sys.argv[1:]]
bot.__main__.main()
"""


def test_a_defect_is_one_line_and_a_traceback_only_with_debug(folder: Path) -> None:
    def broken(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", DEFECT, *arguments],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    quiet = broken("today", "--config", "ribao.toml")
    assert quiet.returncode == 1
    assert quiet.stderr == (
        "ribao: a defect of Ribao (ZeroDivisionError); --debug shows where, please report it\n"
    )
    loud = broken("today", "--config", "ribao.toml", "--debug")
    assert loud.returncode == 1
    assert "Traceback" in loud.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_can_not_be_written_is_one_line(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "parse", "2026-11-02.md"],
            cwd=folder, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "ribao: the system refused: No space left on device\n"


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_ctrl_c_in_the_first_moments_leaves_no_traceback(folder: Path, after: float) -> None:
    # The program says that it has begun: before that, the interpreter itself is the one that is stopped.
    # Who runs the tests may have switched the signal off.
    begun = (
        "import signal, sys, bot.__main__; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "sys.argv = ['ribao', 'run']; print('begun', flush=True); "
    )
    with subprocess.Popen(
        [sys.executable, "-c", begun + "bot.__main__.main()"],
        cwd=folder,
        env=environment(RIBAO_CONFIG=str(folder / "ribao.toml")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.02 + after)
        process.send_signal(signal.SIGINT)
        try:
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode in {0, 130}
    assert "Traceback" not in told

"""`ribao run`: samples, the watched source, corrections, other processes, and the end."""

import datetime as dt
import random
import re
import signal
import socket
import time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.program import SETTINGS, Running, eventually, ribao, ribao_json

TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def daily(*titles: str, date: dt.date = TODAY) -> str:
    items = "".join(
        f"### {title}\n\n这是{title}的摘要。[>阅读原文](https://example.com/{number})\n\n"
        for number, title in enumerate(titles)
    )
    return (
        f"---\ndate: {date}\ntitle: AI日报：{titles[0]}\n---\n\n# {date} 资讯日报\n\n## 新闻资讯\n\n{items}"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings; the inbox is made by the program."""
    (tmp_path / "ribao.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def running(folder: Path, *more: str) -> Running:
    return Running(folder, "--config", "ribao.toml", *more)


def test_without_settings_the_samples_are_shown(tmp_path: Path) -> None:
    with Running(tmp_path, RIBAO_PLATFORMS__WEB__LISTEN="127.0.0.1:0").ready() as run:
        newest = max((Path(__file__).parents[2] / "bot/samples/ai-daily").glob("*.md")).stem
        eventually(lambda: run.shows("/", newest), within=30, what="the newest sample on the front page")
        assert run.get(f"/d/ai-daily/{newest}")[0] == 200
        eventually(lambda: run.shows("/editions", "AI月刊"), within=30, what="the monthly in the list")
        assert "documents read" in run.log().lower()
        found = ribao_json("search", "具身智能", cwd=tmp_path)
        assert found["total"] > 0
        status, took = run.stop()
        assert status == 0
        assert took < 5


def test_a_document_appears_and_its_correction_replaces_it(folder: Path) -> None:
    with running(folder).ready() as run:
        inbox = folder / "inbox"
        eventually(inbox.is_dir, within=10, what="the inbox is made")
        assert run.get(f"/d/ai-daily/{TODAY}")[0] == 404
        (inbox / f"{TODAY}.md").write_text(daily("第一条", "第二条"), encoding="utf-8")
        eventually(lambda: run.shows(f"/d/ai-daily/{TODAY}", "第二条"), within=10, what="the digest")
        (inbox / f"{TODAY}.md").write_text(daily("第一条", "第二条（更正）", "第三条"), encoding="utf-8")
        eventually(lambda: run.shows("/", "第二条（更正）"), within=10, what="the correction in place")
        assert ribao_json("status", "--config", "ribao.toml", cwd=folder)[0]["deliveries"] == {"posted": 1}
        (inbox / "bad.md").write_bytes(b"\x00\x00")
        eventually(lambda: "bad.md: failed" in run.log(), within=10, what="the bad file is told")
        assert run.stop(signal.SIGTERM)[1] < 5


def test_the_command_line_takes_effect_within_two_seconds(folder: Path) -> None:
    old = dt.date(2026, 1, 5)
    (folder / "old.md").write_text(daily("旧闻一则", date=old), encoding="utf-8")
    (folder / "later.md").write_text(daily("明日的事", date=TODAY + dt.timedelta(days=1)), encoding="utf-8")
    config = ("--config", "ribao.toml")
    with running(folder).ready() as run:
        ribao("import", "old.md", "later.md", *config, cwd=folder)
        took = eventually(lambda: run.shows(f"/d/ai-daily/{old}", "旧闻一则"), within=10, what="the archive")
        assert took < 5
        later = f"/d/ai-daily/{TODAY + dt.timedelta(days=1)}"
        assert run.get(later)[0] == 404, "a draft is for nobody"
        assert "明日的事" not in run.get("/search?q=明日")[1]
        ribao("publish", str(TODAY + dt.timedelta(days=1)), *config, cwd=folder)
        assert eventually(lambda: run.shows(later, "明日的事"), within=10, what="the published draft") < 2
        ribao("repost", str(old), *config, cwd=folder)
        eventually(
            lambda: ribao_json("status", *config, cwd=folder)[0]["deliveries"] == {"posted": 3},
            within=10,
            what="the repost settles",
        )
        ribao("backup", "copy.db", *config, cwd=folder)
        (folder / "old.md").write_text(daily("旧闻一则，更正", date=old), encoding="utf-8")
        ribao("import", "old.md", *config, cwd=folder)
        assert eventually(lambda: run.shows(f"/d/ai-daily/{old}", "更正"), within=10, what="corrected") < 2


def test_killed_at_random_it_loses_nothing(folder: Path) -> None:
    chance = random.Random(20261120)  # noqa: S311
    inbox = folder / "inbox"
    inbox.mkdir()
    days = [TODAY - dt.timedelta(days=number) for number in range(12)]
    for day in days:
        (inbox / f"{day}.md").write_text(
            daily(*(f"{day} 第 {n} 条" for n in range(20)), date=day), encoding="utf-8"
        )
    for _ in range(6):
        with running(folder) as run:
            time.sleep(chance.uniform(0.3, 2.2))
            run.process.kill()
            run.process.wait()
    with running(folder).ready() as run:
        for day in days:
            last = f"{day} 第 19 条"
            eventually(partial(run.shows, f"/d/ai-daily/{day}", last), within=90, what=last)
        assert len(re.findall("第 7 条", run.get(f"/d/ai-daily/{days[0]}")[1])) >= 1
        (line,) = ribao_json("status", "--config", "ribao.toml", cwd=folder)
        assert line["deliveries"] == {"posted": 12}


def test_a_port_in_use_is_one_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = ribao(
            "run",
            "--config",
            "ribao.toml",
            cwd=folder,
            status=1,
            RIBAO_PLATFORMS__WEB__LISTEN=f"127.0.0.1:{port}",
        )
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_the_roles_together_are_the_whole(folder: Path) -> None:
    with running(folder, "--role", "worker") as worker, running(folder, "--role", "web").ready() as web:
        eventually((folder / "inbox").is_dir, within=20, what="the worker makes the inbox")
        (folder / "inbox" / f"{TODAY}.md").write_text(daily("分工"), encoding="utf-8")
        eventually(
            lambda: web.shows(f"/d/ai-daily/{TODAY}", "分工"), within=15, what="delivered by the worker"
        )
        assert worker.stop()[0] == 0
        assert web.stop()[0] == 0

"""What `ribao run` tells of the documents that it reads."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.cli.logs import Form, Reports, set_up
from bot.cli.redaction import HIDDEN, Redaction
from bot.ingest import Ingested
from bot.models import ParseWarning, SaveStatus

WARNING = ParseWarning(line=3, message="a link was dropped")


@pytest.fixture
def restored() -> Iterator[None]:
    """The process's logging as it was."""
    root = logging.getLogger()
    config, handlers, level = structlog.get_config(), root.handlers[:], root.level
    yield
    structlog.configure(**config)
    root.handlers[:] = handlers
    root.setLevel(level)


def ingested(name: str, status: SaveStatus = SaveStatus.CREATED, *warnings: ParseWarning) -> Ingested:
    return Ingested(where=name, status=status, warnings=warnings)


def test_the_first_batch_is_one_line_the_later_ones_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    reports = Reports()
    reports.begin(3)
    reports.ingested(ingested("a.md", SaveStatus.CREATED, WARNING, WARNING))
    reports.ingested(Ingested(where="b.md", status="failed", reason="why"))
    reports.ingested(ingested("c.md", SaveStatus.CREATED))
    assert capsys.readouterr().err.splitlines() == [
        "b.md: failed: why",
        "Documents read: 2 created, 1 failed, with 2 warnings; `ribao parse FILE` shows them.",
    ]
    reports.begin(2)
    reports.ingested(ingested("a.md", SaveStatus.UNCHANGED, WARNING))
    reports.ingested(ingested("d.md", SaveStatus.CREATED, WARNING))
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("d.md: created")
    assert second == "  line 3: a link was dropped"


def test_an_empty_first_batch_does_not_swallow_the_first_document(capsys: pytest.CaptureFixture[str]) -> None:
    reports = Reports()
    reports.begin(0)
    assert not capsys.readouterr().err
    reports.begin(1)
    reports.ingested(ingested("a.md"))
    assert capsys.readouterr().err.startswith("a.md: created")


def test_without_a_warning_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    reports = Reports()
    reports.begin(1)
    reports.ingested(ingested("a.md"))
    assert capsys.readouterr().err == "Documents read: 1 created.\n"


@pytest.mark.usefixtures("restored")
def test_a_defect_is_logged_without_what_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    def fails(text: str) -> None:
        raise KeyError(len(text))

    set_up(debug=False)
    try:
        fails("private words".upper())
    except KeyError:
        structlog.get_logger("test").exception("a defect")
    log = capsys.readouterr().err
    assert "KeyError: 13" in log
    assert "PRIVATE WORDS" not in log


TELEGRAM = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
DISCORD = "MTA5ODc2NTQzMjEwOTg3NjU0.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_stands_in_a_log_whoever_wrote_it(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(debug=False, form=form, secrets=["open sesame"])
    structlog.get_logger("ribao").warning("refused", url=f"https://api.telegram.org/bot{TELEGRAM}/getMe")
    logging.getLogger("aiohttp").error("token %s, postgresql://ribao:pass@host/x", DISCORD)
    try:
        dict[str, str]()["open sesame"]
    except KeyError:
        structlog.get_logger("ribao").exception("a defect")
    told = capsys.readouterr().err
    assert told.count(HIDDEN) == 5  # the last one's source line shows it as well
    assert not any(secret in told for secret in (TELEGRAM, DISCORD, "sesame", "ribao:pass"))
    if form == "json":
        events = [json.loads(line) for line in told.splitlines()]
        assert [event["level"] for event in events] == ["warning", "error", "error"]
        assert all(event["message"] and event["timestamp"] for event in events)


@pytest.mark.usefixtures("restored")
def test_a_log_of_json_has_nothing_else_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(debug=False, form="json")
    Reports("json").say("Ribao is at 日报.example")
    assert json.loads(capsys.readouterr().err)["message"] == "Ribao is at 日报.example"


def test_a_secret_is_hidden_however_it_is_spelt() -> None:
    redaction = Redaction(['with"quote\\and', "p%40ss/word", "日报密码"])
    for text in (
        'with"quote\\and',
        json.dumps('with"quote\\and'),
        "with%22quote%5Cand",
        "p%40ss/word",
        "p@ss/word",
        "p%40ss%2Fword",
        json.dumps("日报密码"),
    ):
        assert redaction(f"so {text} it is").strip('"').replace('"', "") == f"so {HIDDEN} it is"

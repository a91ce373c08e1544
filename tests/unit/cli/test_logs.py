"""What `ribao run` tells of the documents that it reads."""

from pathlib import Path

import pytest
import structlog

from bot.cli.logs import Reports, set_up
from bot.ingest import Ingested
from bot.models import ParseWarning, SaveStatus

WARNING = ParseWarning(line=3, message="a link was dropped")


def ingested(name: str, status: SaveStatus = SaveStatus.CREATED, *warnings: ParseWarning) -> Ingested:
    return Ingested(path=Path(name), status=status, warnings=warnings)


def test_the_first_batch_is_one_line_the_later_ones_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    reports = Reports()
    reports.begin(3)
    reports.ingested(ingested("a.md", SaveStatus.CREATED, WARNING, WARNING))
    reports.ingested(Ingested(path=Path("b.md"), status="failed", reason="why"))
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


def test_a_defect_is_logged_without_what_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    def fails(text: str) -> None:
        raise KeyError(len(text))

    before = structlog.get_config()
    set_up(debug=False)
    try:
        fails("private words".upper())
    except KeyError:
        structlog.get_logger("test").exception("a defect")
    finally:
        structlog.configure(**before)
    log = capsys.readouterr().err
    assert "KeyError: 13" in log
    assert "PRIVATE WORDS" not in log

"""Fixtures that every kind of test may use, and the rule that CI skips nothing."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is a benchmark's business, and the machines are noisy.
settings.register_profile("ribao", deadline=None, print_blob=True)
settings.load_profile("ribao")

ROOT = Path(__file__).parents[1]
IN_CI = os.environ.get("CI", "").lower() == "true"


def absent(what: str) -> None:
    """Skip a test for want of `what`, loudly; in CI that is a failure."""
    if IN_CI:
        pytest.fail(f"CI must have {what}", pytrace=False)
    pytest.skip(f"SKIPPED FOR WANT OF {what}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout (RIBAO_SHARED, or ../shared)."""
    path = Path(os.environ.get("RIBAO_SHARED", ROOT.parent / "shared")).resolve()
    if not (path / "seeds").is_dir():
        absent(f"the real documents in {path.name}/")
    return path


class Instant:
    """Prints each failure as it comes: a run that is stopped before its end has told what was wrong."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """After the dot."""
        if report.failed:
            self._terminal.write_sep("_", f"{report.nodeid} ({report.when})")
            report.toterminal(self._terminal._tw)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Watch the run where it is printed."""
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    if terminal is not None:
        session.config.pluginmanager.register(Instant(terminal))

"""What `ribao run` tells while it works: on stderr, a line an event."""

import logging
import sys

import structlog
import typer

from bot.cli.progress import Progress
from bot.ingest import Ingested
from bot.models import SaveStatus


def set_up(*, debug: bool) -> None:
    """Send the log to stderr: from INFO on, with --debug everything."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


class Reports:
    """Tells the operator what was read: the first batch in one line, later documents one by one."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._left = 0
        self._first = True
        self._counts: dict[str, int] = {}

    def say(self, sentence: str) -> None:
        """Print a sentence."""
        typer.echo(sentence, err=True)

    def begin(self, documents: int) -> None:
        """So many documents are about to be read."""
        self._left = documents
        self._counts = {}
        if documents:
            self._progress = Progress(documents)

    def ingested(self, result: Ingested) -> None:
        """Such was the end of one of them."""
        self._left -= 1
        self._counts[str(result.status)] = self._counts.get(str(result.status), 0) + 1
        if self._progress is not None:
            self._progress.advance()
        if result.status == "failed" or not (self._first or result.status is SaveStatus.UNCHANGED):
            self.say(str(result))
        if not self._left:
            self._end()

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
        if self._first:
            counts = ", ".join(f"{count} {status}" for status, count in self._counts.items())
            self.say(f"Documents read: {counts}.")
            self._first = False

"""What `ribao run` tells while it works: on stderr, a line an event."""

import logging
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Literal, cast

import structlog
import typer

from bot.cli.progress import Progress
from bot.cli.redaction import Redaction
from bot.ingest import Ingested
from bot.models import SaveStatus

Form = Literal["text", "json"]

log = structlog.get_logger("ribao.run")


def set_up(*, debug: bool, form: Form = "text", secrets: Iterable[str] = ()) -> None:
    """Send the log to stderr, a line an event: from INFO on, with `debug` everything; never a secret.

    What libraries log from WARNING on goes the same way.
    """
    redaction = Redaction(secrets)

    def redacted(_: object, __: str, line: str) -> str:
        return redaction(line)

    last = cast("structlog.typing.Processor", redacted)  # it is given what the rendering made: a text

    common: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if form == "json" else "%H:%M:%S", utc=form == "json"),
    ]
    rendering: list[structlog.typing.Processor]
    if form == "json":
        rendering = [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    else:
        rendering = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                sort_keys=False,
                # The default shows the local variables too: what people wrote, and the tokens.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    structlog.configure(
        processors=[*common, *rendering, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    foreign = logging.StreamHandler(sys.stderr)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering, last],
        )
    )
    logging.basicConfig(handlers=[foreign], level=logging.WARNING, force=True)


class Reports:
    """Tells the operator what was read: the first batch in one line, later documents one by one.

    In a log of JSON these are lines of it, too.
    """

    def __init__(self, form: Form = "text") -> None:
        self._form = form
        self._progress: Progress | None = None
        self._left = 0
        self._batches = 0
        self._warnings = 0
        self._counts: Counter[str] = Counter()

    def say(self, sentence: str) -> None:
        """Print a sentence."""
        if self._form == "json":
            log.info(sentence)
        else:
            typer.echo(sentence, err=True)

    def begin(self, documents: int) -> None:
        """So many documents are about to be read."""
        self._stop()
        self._left = documents
        self._batches += 1
        if documents:
            self._progress = Progress(documents)

    def ingested(self, result: Ingested) -> None:
        """Such was the end of one of them."""
        self._left -= 1
        if self._progress is not None:
            self._progress.advance()
        first = self._batches == 1
        if first:
            self._counts[str(result.status)] += 1
            self._warnings += len(result.warnings)
        if result.status == "failed" or not (first or result.status is SaveStatus.UNCHANGED):
            self.say(str(result))
        if not self._left:
            self._stop()
            if first:
                self._sum_up()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _sum_up(self) -> None:
        counts = ", ".join(f"{count} {status}" for status, count in self._counts.items())
        warnings = f"{self._warnings} warning{'s' if self._warnings > 1 else ''}"
        remark = f", with {warnings}; `ribao parse FILE` shows them" if self._warnings else ""
        self.say(f"Documents read: {counts}{remark}.")

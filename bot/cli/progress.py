"""A progress bar for long imports, on stderr and only where a person is looking."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

LONG = 20  # documents: fewer are read before anybody wonders


class Progress:
    """Counts documents; a bar appears when there are many and stderr is a terminal."""

    def __init__(self, total: int) -> None:
        self._bar: Bar | None = None
        if total >= LONG and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("reading documents", total=total)
            self._bar.start()

    def advance(self) -> None:
        """One more document is done."""
        if self._bar is not None:
            self._bar.advance(self._task)

    def stop(self) -> None:
        """Take the bar away; nothing happens the second time."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

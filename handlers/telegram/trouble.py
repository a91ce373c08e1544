"""What is wrong with the line just now: told once, and once more when it is over."""

import structlog

log = structlog.get_logger("ribao.telegram")


class Trouble:
    """At most one trouble at a time; the log hears of its beginning and its end, not of each attempt."""

    def __init__(self) -> None:
        self._reason: str | None = None

    @property
    def reason(self) -> str | None:
        """What was told and is not over yet."""
        return self._reason

    def begins(self, reason: str, error: str | None = None) -> None:
        """Tell it, unless this very trouble has been told already; `error` is a detail that may vary."""
        if reason != self._reason:
            self._reason = reason
            log.warning(reason, error=error) if error else log.warning(reason)

    def ends(self) -> None:
        """Tell that it is over, if there was one."""
        if self._reason is not None:
            log.info("Telegram is well again", after=self._reason)
            self._reason = None

"""What the Bot API answers instead of a result, in Telegram's own words.

Refusal            any answer with "ok": false
bad_request(…)     400, "Bad Request: …"
forbidden(…)       403, "Forbidden: …"
too_many(…)        429, with parameters.retry_after
conflict(…)        409, "Conflict: …"
"""

from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Refusal(Exception):
    """The request is refused: nothing was done."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object that is answered."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer if self.parameters is None else answer | {"parameters": self.parameters}


def bad_request(text: str, **parameters: int) -> Refusal:
    """The request is wrong, or can't be done."""
    return Refusal(400, f"Bad Request: {text}", parameters or None)


def forbidden(text: str) -> Refusal:
    """The bot may not."""
    return Refusal(403, f"Forbidden: {text}")


def conflict(text: str) -> Refusal:
    """Another way of receiving updates is in use."""
    return Refusal(409, f"Conflict: {text}")


def too_many(seconds: int) -> Refusal:
    """The bot is to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

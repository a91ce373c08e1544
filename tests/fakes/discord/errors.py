"""What Discord answers instead of a result, in its own words.

Refusal            any answer that is an error, with Discord's code
invalid(…)         400, 50035 Invalid Form Body, with the field that is wrong
"""

from typing import Any

MESSAGES = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20022: (429, "This message cannot be edited due to announcement rate limits"),
    30003: (400, "Maximum number of pins reached for the channel (250)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    30032: (400, "Maximum number of application commands reached (100)"),
    40033: (400, "This message has already been crossposted."),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "The maximum number of follow-up messages for this interaction has been reached"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50019: (400, "A message can only be pinned in the channel it was sent in"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (403, "You cannot reply to a message without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
}
CARELESS = frozenset({0, 50005, 50006, 50008, 50019, 50021, 50024, 50035, 50109})
"""Codes that a client only meets by sending what it never should."""


class Refusal(Exception):
    """The request is refused: nothing was done."""

    def __init__(self, code: int, message: str | None = None, **more: Any) -> None:  # noqa: ANN401
        self.status, known = MESSAGES[code]
        self.message = known if message is None else message
        super().__init__(self.message)
        self.code = code
        self.more = more

    @property
    def careless(self) -> bool:
        """Whether no client should ever have asked so."""
        return self.code in CARELESS

    def body(self) -> dict[str, Any]:
        """The JSON object that is answered."""
        return {"message": self.message, "code": self.code, **self.more}


class TooMany(Refusal):
    """429: the bot is to wait `seconds`. `scope`: user, shared or global."""

    def __init__(self, seconds: float, scope: str = "user") -> None:
        super().__init__(0, "You are being rate limited.")
        self.status = 429
        self.seconds = seconds
        self.scope = scope

    @property
    def careless(self) -> bool:
        """Counted by the limits, not here."""
        return False

    def body(self) -> dict[str, Any]:
        """The JSON object that is answered."""
        return {
            "message": self.message,
            "retry_after": round(self.seconds, 3),
            "global": self.scope == "global",
        }


class Unauthorized(Refusal):
    """401: the token is wrong."""

    def __init__(self) -> None:
        super().__init__(0, "401: Unauthorized")
        self.status = 401


def invalid(field: str, code: str, message: str) -> Refusal:
    """400, 50035: `field` is a path such as `embeds.0.title`."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for name in reversed(field.split(".")):
        errors = {name: errors}
    return Refusal(50035, errors=errors)


def too_long(field: str, most: int, length: int, least: int = 0) -> Refusal:
    """400, 50035: a text that is too long, or too short."""
    if length > most and not least:
        return invalid(field, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    return invalid(field, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def required(field: str) -> Refusal:
    """400, 50035: a field that may not be left out."""
    return invalid(field, "BASE_TYPE_REQUIRED", "This field is required")

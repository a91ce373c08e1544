"""python-telegram-bot, set up for this room: how long to wait, how much at once, what never to log."""

import json
import logging
import os
from collections.abc import Callable
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

CONNECT = 10.0  # seconds
READ = 25.0  # a busy Telegram answers late: a lost answer costs more than patience
WRITE = 20.0
POOL = 10.0
POLL_READ = 10.0  # added by the library to the time that a long poll may take


class Wire(HTTPXRequest):
    """The library's requests; an answer that is no Bot API answer is a TelegramError, and no log entry."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as it came. Raises TelegramError for what no Bot API server says."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("no JSON") from None
        if not isinstance(answer, dict) or not ("result" in answer or "description" in answer):
            raise TelegramError("no answer of a Bot API server")
        return answer


def connect(
    token: str,
    base_url: str | None,
    base_file_url: str | None,
    *,
    at_once: int,
    on_answer: Callable[[str | None], None],
) -> tuple[Bot, tuple[Wire, Wire]]:
    """A bot with `at_once` connections for requests, and others for long polls; nothing is asked yet.

    `on_answer` hears the date that each answer bears.
    """

    async def answered(response: httpx.Response) -> None:
        on_answer(response.headers.get("Date"))

    for name in ("httpx", "httpcore"):  # they log addresses, and the address holds the token
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its errors are raised and told by us; with an update that it can't read it logs what people wrote.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    os.environ.setdefault(
        "PTB_TIMEDELTA", "true"
    )  # the library's switch: else each 429 warns of the old type
    asking, polling = (
        Wire(
            size,
            read_timeout=read,
            connect_timeout=CONNECT,
            write_timeout=WRITE,
            pool_timeout=POOL,
            httpx_kwargs={"event_hooks": {"response": [answered]}},
        )
        for size, read in ((at_once, READ), (2, POLL_READ))
    )
    bot = Bot(
        token,
        base_url or "https://api.telegram.org/bot",
        base_file_url or "https://api.telegram.org/file/bot",
        request=asking,
        get_updates_request=polling,
    )
    return bot, (asking, polling)

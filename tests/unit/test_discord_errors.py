"""What an error of the library means for a delivery."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.errors import (
    Ambiguous,
    DeliveryError,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    Transient,
)
from bot.locales import LOCALES, catalogue
from handlers.discord.errors import CODES, Archived, ChannelGone, Done, Expired, Locked, NoRight, explain

KINDS: dict[int, type[discord.HTTPException]] = {403: discord.Forbidden, 404: discord.NotFound}


def refusal(status: int, code: int = 0, words: str = "Words", **headers: str) -> discord.HTTPException:
    """An error as the library makes it of an answer."""
    response: Any = SimpleNamespace(status=status, reason="Reason", headers=headers)
    kind = discord.DiscordServerError if status >= 500 else KINDS.get(status, discord.HTTPException)
    return kind(response, {"code": code, "message": words} if code else words)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, 10003, ChannelGone),
        (404, 10004, TargetLost),
        (404, 10008, PostLost),
        (404, 10015, Expired),
        (404, 10062, Expired),
        (400, 40033, Done),
        (400, 40060, Done),
        (400, 160004, Done),
        (403, 50001, TargetLost),
        (403, 50013, NoRight),
        (403, 50007, TargetLost),
        (400, 50008, TargetLost),
        (401, 50027, Expired),
        (400, 50035, Refused),
        (400, 50083, Archived),
        (403, 160005, Locked),
        (403, 40058, Refused),
        (400, 200000, Refused),
        (400, 220001, TargetLost),
        (429, 20022, RateLimited),
        (429, 30046, RateLimited),
        (429, 20028, RateLimited),
        (403, 12345, TargetLost),
        (404, 12345, Refused),
        (401, 0, PlatformDown),
        (401, 40001, PlatformDown),
        (403, 0, Transient),
        (404, 0, Transient),
        (500, 0, Ambiguous),
        (503, 0, Ambiguous),
    ],
)
def test_answers(status: int, code: int, expected: type[DeliveryError]) -> None:
    error = explain(refusal(status, code))
    assert type(error) is expected
    assert str(error)


def test_too_fast_is_waited_for_as_long_as_is_asked() -> None:
    for error, seconds in (
        (discord.RateLimited(75.0), 75),
        (refusal(429, 0, "<html>banned</html>", **{"Retry-After": "1800"}), 1800),
        (refusal(429, 0, "<html>banned</html>"), 60),
        (refusal(429, 0, "<html>banned</html>", **{"Retry-After": "soon"}), 60),
        (refusal(429, 30046), 900),
    ):
        explained = explain(error)
        assert isinstance(explained, RateLimited)
        assert explained.retry_after == seconds


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
        TimeoutError(),
        refusal(502),
    ],
    ids=repr,
)
def test_a_lost_answer_is_a_doubt_where_something_was_asked(error: Exception) -> None:
    assert type(explain(error)) is Ambiguous
    assert type(explain(error, asked=False)) is Transient


def test_a_refused_login_stops_the_platform() -> None:
    assert type(explain(discord.LoginFailure("no"))) is PlatformDown
    assert type(explain(discord.PrivilegedIntentsRequired(None))) is PlatformDown


def test_long_words_are_cut_and_kept_on_one_line() -> None:
    told = str(explain(refusal(400, 50035, "a\nb " + "x" * 5000)))
    assert len(told) < 500
    assert "\n" not in told


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_reasons_that_people_read_are_said_in_their_language(locale: Any) -> None:  # noqa: ANN401
    say = catalogue(locale)
    for kind, sentence in CODES.values():
        if kind not in {Done, Expired}:
            reason = f"{sentence} (Discord: Words)"
            assert say.reason(reason) != reason
            assert say.reason(reason).endswith("(Discord: Words)")

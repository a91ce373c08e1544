"""How it stands with the bot and with each of its targets, asked of Discord; nothing is changed there."""

from collections.abc import Sequence
from functools import partial

from bot.errors import DeliveryError, PlatformDown, RateLimited, TargetLost
from bot.findings import Finding, Level, clocks, of_each, unreachable
from bot.models import Target
from handlers.discord.address import place
from handlers.discord.permissions import Need, blocked, missing, needs
from handlers.discord.spots import Spot
from handlers.discord.station import PLATFORM, Station
from handlers.discord.survey import Survey

FEW = 20  # connections to the gateway that are left of a day's


async def examine(station: Station, targets: Sequence[Target]) -> list[Finding]:
    """See bot.ports.Platform."""
    survey = Survey(station.connection)
    try:
        return [*await _bot(station, survey), *await of_each(targets, partial(_target, survey))]
    except DeliveryError as error:
        return [unreachable(PLATFORM, error)]
    finally:
        await survey.close()


async def _bot(station: Station, survey: Survey) -> list[Finding]:
    """The account, the clock, and whether the gateway lets it in and on. Raises DeliveryError."""
    connection = station.connection
    me = await connection.me()
    found = [Finding(level="ok", subject=PLATFORM, told=f"the token is that of {me.name}")]
    if (clock := clocks("Discord", connection.served, station.desk.clock())) is not None:
        found.append(clock)
    application = await survey.call("GET", "/applications/@me")
    if application.get("interactions_endpoint_url"):
        found.append(
            Finding(
                level="error",
                subject=PLATFORM,
                told="commands go to an Interactions Endpoint URL, and none of them reaches Ribao",
                remedy="in the Developer Portal, General Information: empty that field",
            )
        )
    if application.get("bot_require_code_grant"):
        found.append(
            Finding(
                level="warning",
                subject=PLATFORM,
                told="the bot requires an OAuth2 code grant: nobody can add it by the invite link",
                remedy="in the Developer Portal, Bot: turn it off",
            )
        )
    return [*found, await _gateway(survey)]


async def _gateway(survey: Survey) -> Finding:
    gateway = await survey.call("GET", "/gateway/bot")
    limit = gateway["session_start_limit"]
    subject = f"{PLATFORM}: gateway"
    if gateway["shards"] > 1:
        told = "the bot is on so many servers that Discord asks for shards, which Ribao does not make"
        return Finding(level="error", subject=subject, told=told, remedy="let it leave some servers")
    left = f"{limit['remaining']} of {limit['total']} connections are left today"
    if limit["remaining"] < FEW:
        remedy = "see in the log why it connects so often; do not restart it until tomorrow"
        return Finding(level="warning", subject=subject, told=left, remedy=remedy)
    told = f"it asks for no privileged intent; {left}"
    return Finding(level="ok", subject=subject, told=told)


async def _target(survey: Survey, target: Target) -> list[Finding]:
    """What the target's channel is, and which permissions its policy misses there."""
    try:
        here = await survey.spot(place(target.address).posts_in)
        surveyed = await survey.guild(here.guild)
    except RateLimited as error:
        return [_of(target, "warning", f"not looked at: {error}", "run `ribao doctor` again later")]
    except PlatformDown:
        raise
    except TargetLost as error:
        return [_of(target, "error", str(error))]
    except DeliveryError as error:
        return [_of(target, "error", str(error))]
    found = []
    open_role = True
    if target.policy.role is not None:
        mentionable = surveyed.is_open(int(target.policy.role))
        open_role = mentionable is not False
        if mentionable is None:
            found.append(
                _of(target, "warning", "the role that it notifies is gone", "name another one, or none")
            )
    lacks = missing(here.allowed, needs(here.standing, target.policy, open_role=open_role))
    return [_standing(target, here, lacks), *found]


def _standing(target: Target, here: Spot, lacks: tuple[Need, ...]) -> Finding:
    if lacks:
        rights = "; ".join(f"{need.name} ({need.why})" for need in lacks)
        told = "nothing can be posted, the bot lacks" if blocked(lacks) else "digests come, but the bot lacks"
        remedy = f"give it these permissions in {here.title}"
        return _of(target, "error" if blocked(lacks) else "warning", f"{told}: {rights}", remedy)
    return _of(target, "ok", f"the bot may post in this {here.standing.kind} channel")


def _of(target: Target, level: Level, told: str, remedy: str = "") -> Finding:
    return Finding(level=level, subject=target.label, told=told, remedy=remedy)

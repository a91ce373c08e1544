"""A bot of Discord by its token: the servers that it is on, and the channels where it may post."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from bot.introduction import Acquaintance, Place, Whereabouts
from bot.locales import message
from bot.models import Policy
from handlers.discord.address import place
from handlers.discord.connection import Connection
from handlers.discord.permissions import Kind, blocked, missing, needs
from handlers.discord.spots import Spot
from handlers.discord.station import PLATFORM
from handlers.discord.survey import Survey

MOST = 25  # servers
MANY = message("The bot is on so many servers that only some are shown.")
SERVER = message("server")
KINDS: Mapping[Kind, str] = {
    "text": message("channel"),
    "announcement": message("announcement channel"),
    "thread": message("thread"),
    "forum": message("forum"),
}


class DiscordIntroduction:
    """See bot.introduction."""

    def __init__(self, token: SecretStr, *, api_url: str | None = None) -> None:
        self._connection = Connection(token, api_url=api_url)

    async def name(self) -> str:
        """Its account's name."""
        return (await self._connection.me()).name

    async def invitations(self) -> Mapping[str, str]:
        """The link that asks a person for a server to put the bot on."""
        from handlers.discord.serving import invitation  # noqa: PLC0415  # importing must be cheap

        return {SERVER: invitation(await self._connection.login())}

    async def look(self, patience: float) -> Whereabouts:  # noqa: ARG002  # all is told at once
        """The channels of its servers, and whose application it is."""
        survey = Survey(self._connection)
        try:
            guilds = await survey.guilds()
            places = [
                _place(spot) for number, _ in guilds[:MOST] for spot in (await survey.guild(number)).spots()
            ]
            application = await survey.call("GET", "/applications/@me")
        finally:
            await survey.close()
        return Whereabouts(
            places=tuple(places),
            people=_owners(application),
            obstacle=MANY if len(guilds) > MOST else "",
        )

    async def place(self, address: str) -> Place:
        """The channel or thread."""
        survey = Survey(self._connection)
        try:
            return _place(await survey.spot(place(address).posts_in))
        finally:
            await survey.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._connection.close()


def _place(spot: Spot) -> Place:
    """The place, and what a plain digest misses there."""
    lacks = missing(spot.allowed, needs(spot.standing, Policy()))
    return Place(
        address=str(spot.id),
        title=spot.title,
        kind=KINDS[spot.standing.kind],
        lacks=tuple(need.name for need in lacks),
        blocked=blocked(lacks),
    )


def _owners(application: Mapping[str, Any]) -> tuple[Acquaintance, ...]:
    """The person, or the members of the team, whose application it is."""
    team = application.get("team") or {}
    people = [member["user"] for member in team.get("members") or ()] or [application.get("owner")]
    return tuple(
        Acquaintance(actor=f"{PLATFORM}:{person['id']}", name=person.get("global_name") or person["username"])
        for person in people
        if person and not person.get("bot")
    )

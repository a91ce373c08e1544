"""What somebody wants → what the core is asked → the message that shows its answer."""

from bot.commands.flood import A_SECOND, PEACE
from bot.commands.models import Actor, Request
from bot.commands.presses import Press
from bot.commands.table import answer, find
from bot.locales import Catalogue
from bot.models import Locale
from handlers.discord import guide, people
from handlers.discord.people import Interaction
from handlers.discord.reply import Message, shown
from handlers.discord.station import PLATFORM, Station


def request(
    station: Station, interaction: Interaction, wanted: Press, *, locale: Locale, shared: bool = False
) -> Request:
    """What the core is asked; see `people.actor`. An answer that is `shared` is asked for as a reader."""
    desk = station.desk
    who = people.actor(station, interaction, find(wanted.command))
    return Request(
        id=f"{PLATFORM} {interaction.id}",
        command=wanted.command,
        argument=wanted.argument,
        page=wanted.page,
        actor=Actor(id=who.id) if shared else who,
        locale=locale,
        now=desk.clock().astimezone(desk.zone),
        chat=people.chat(interaction),
        slashes_only=True,
    )


async def drawn(station: Station, asked: Request, *, public: bool) -> Message:
    """The answer to the request as a message; `public`: all see it. Raises StoreError."""
    store = station.desk.store
    reply = guide.completed(await answer(store, asked, desk=station.desk), asked)
    today = asked.now.date()
    return await shown(reply, store=store, locale=asked.locale, today=today, asked=asked, public=public)


def wait(station: Station, interaction: Interaction, *, cost: float = 1.0) -> float | None:
    """How long whoever asked must wait, as Flood.wait says it; operators never do."""
    who = f"{PLATFORM}:{interaction.user.id}"
    if station.desk.is_operator(who):
        return None
    return station.flood.wait(who, station.desk.clock().timestamp(), cost=cost)


def patience(say: Catalogue, seconds: float) -> str:
    """The kind word to those who asked too much; 0: they were told before, perhaps of less."""
    seconds = seconds or PEACE / A_SECOND
    return say.counted(
        "That was a lot at once. In {n} second I am with you again.",
        "That was a lot at once. In {n} seconds I am with you again.",
        max(1, round(seconds)),
    )

"""/settings: a chat's admins choose what comes, when and how; each press takes effect at once."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands import acts, paging
from bot.commands.blocks import Unmet, answered, button, plain, refusal, rows
from bot.commands.chats import Change, Here, here, wants_something
from bot.commands.models import Reply, Request
from bot.commands.settings import pages
from bot.commands.settings.topic import COMMAND, Topic
from bot.commands.settings.topics import TOPICS, divided

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

TYPED = 2000
"""Characters of a line that are read."""
CLIPPED = 40


async def settings(desk: "Desk", request: Request) -> Reply:
    """The overview, the page of a topic, or the same after a change."""
    argument = line_of(request)
    topic, typed = divided(argument)
    try:
        place = await here(desk, request)
        if not (place.receives or place.declared):
            return pages.nothing(place)
        if topic is None:
            return _unknown(place, argument) if argument else pages.overview(place)
        number = paging.read(request.page).number
        if not typed:
            return await pages.page(place, topic, number)
        change = await topic.read(place.changeable(), typed)
    except Unmet as unmet:
        return unmet.reply
    return await changed(place, topic, change, number)


async def changed(place: Here, topic: Topic, change: Change, number: int = 1) -> Reply:
    """The page of the topic after the change; a chat that wants nothing any more is given up."""
    before = place.policy
    place = await place.changed(change)
    if place.request.locale == before.locale != place.policy.locale:  # the answer goes along
        place = replace(place, request=place.request.model_copy(update={"locale": place.policy.locale}))
    act = acts.act(acts.CHANGED, topic.name) if place.policy != before else None
    if not wants_something(place.policy):
        await place.ended()
        sentence = place.say("Nothing comes to this chat any more. What was posted stays.")
        reply = answered([plain(sentence)], [(button(place.say("Subscribe again"), "subscribe"),)])
    else:
        reply = await pages.page(place, topic, number)
    return reply.model_copy(update={"act": act})


def line_of(request: Request) -> str:
    """What was typed behind the command, as one line; a list may have been typed a word a line."""
    return " ".join(request.argument[:TYPED].replace("\n", ", ").split())


def _unknown(place: Here, argument: str) -> Reply:
    """What is said of a topic that there is not."""
    say = place.say
    name = argument if len(argument) <= CLIPPED else argument[:CLIPPED] + "…"
    sentence = say("There is no setting called “{name}”. There are:", name=name)
    ways = [button(say(topic.label), COMMAND, topic.name) for topic in TOPICS.values()]
    return refusal([plain(sentence)], rows(ways, 4))

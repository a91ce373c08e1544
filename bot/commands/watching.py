"""/watch: a chat is told when a word appears, beside its digests or without any."""

import re
from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.blocks import Unmet, answered, button, example, plain
from bot.commands.chats import Here, here
from bot.commands.models import Reply, Request
from bot.commands.settings import WATCH, changed, line_of, pages
from bot.models import Policy

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

_OFF = re.compile(
    r"(?:off|stop|remove|取消关注|不再关注|取消關注|不再關注|取消|移除|删除|刪除)(?:[\s:：]+(.*))?",
    re.IGNORECASE,
)


async def watch(desk: "Desk", request: Request) -> Reply:
    """Watch for words, or no longer; without any, what is watched for."""
    typed = line_of(request)
    try:
        place = await here(desk, request)
        if not typed:
            return await _listed(place)
        place.changeable()
        if off := _OFF.fullmatch(typed):
            typed = f"-{off[1]}" if off[1] else "none"
        wanted = await WATCH.read(place, typed)
    except Unmet as unmet:
        return unmet.reply
    if place.receives:
        return await changed(place, WATCH, wanted)
    if wanted(Policy()) == Policy():  # something was to end, and nothing had begun
        return await _listed(place)
    place = await place.changed(
        lambda policy: wanted(policy.model_copy(update={"digests": False, "watch": ()}))
    )
    reply = await pages.page(await place.served(), WATCH, 1)
    return reply.model_copy(update={"act": acts.act(acts.CHANGED, WATCH.name)})


async def _listed(place: Here) -> Reply:
    """The words, each with a button that ends it."""
    if place.receives or place.declared:
        return await pages.page(place, WATCH, 1)
    say = place.say
    lines = [plain(say("No word is watched for here. To be told when one appears, send it like this:"))]
    return answered([*lines, example(say(WATCH.examples[0]))], [(button(say("Subscribe"), "subscribe"),)])

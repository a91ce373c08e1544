"""What is shown: the overview of a chat's settings, the page of a topic, and the chat without any."""

from bot.commands import coming
from bot.commands.blocks import answered, button, example, heading, note, plain
from bot.commands.chats import Here
from bot.commands.models import Block, Button, Reply
from bot.commands.settings.clock import HOUR, ZONE
from bot.commands.settings.topic import COMMAND, Topic
from bot.commands.settings.topics import TOPICS

WIDE = 3
"""Buttons in a row of the overview; the time zone is behind the hour, for there are five rows."""


def overview(here: Here) -> Reply:
    """The policy in words, when the next digest comes, and the way to all that can be changed."""
    say = here.say
    lines: list[Block] = [heading(say("Settings of this chat")), *_state(here)]
    lines += [
        plain(say("{name}: {value}", name=say(topic.label), value=topic.told(here)))
        for topic in TOPICS.values()
    ]
    lines += _next(here)
    if here.declared:
        return answered(lines)
    lines += [note(say("Press what you want to change, or type it:")), example(say(HOUR.examples[0]))]
    ways = [button(say(topic.label), COMMAND, topic.name) for topic in TOPICS.values() if topic is not ZONE]
    return answered(lines, [tuple(ways[at : at + WIDE]) for at in range(0, len(ways), WIDE)])


async def page(here: Here, topic: Topic, number: int) -> Reply:
    """What holds of the topic, its buttons, and lines that could be typed. Raises StoreError."""
    say = here.say
    lines: list[Block] = [heading(say(topic.label)), plain(say("Now: {value}", value=topic.told(here)))]
    if topic.hint:
        lines.append(note(say(topic.hint)))
    lines += [*_state(here), *_next(here)]
    if here.declared:
        return answered(lines, [(_back(here),)])
    rows, more = await topic.rows(here, number)
    lines += [plain(say("Or type it:")), *(example(say(line)) for line in topic.examples)]
    return answered(lines, [*rows, (*more, _back(here))])


def nothing(here: Here) -> Reply:
    """What is said where nothing comes."""
    say = here.say
    lines = [
        plain(say("This chat receives nothing yet.")),
        note(say("To be told only when a word appears:")),
        example(say("/watch 英伟达")),
    ]
    return answered(lines, [(button(say("Subscribe"), "subscribe"),)])


def _state(here: Here) -> list[Block]:
    """What is to be known before anything is changed."""
    lines: list[Block] = [plain(here.obstacle)] if here.obstacle else []
    if here.declared:
        sentence = here.say(
            "The settings of Ribao name this chat as a target, so it can only be changed there."
        )
        lines.append(plain(sentence))
    return lines


def _next(here: Here) -> list[Block]:
    """When the next digests come."""
    if here.obstacle:
        return []
    return [plain(line) for line in coming.told(here.desk, here.say, here.policy)]


def _back(here: Here) -> Button:
    return button(here.say("All settings"), COMMAND)

"""All topics, and which one somebody means."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from bot.commands import names
from bot.commands.settings.clock import DAYS, HOUR, QUIET_HOURS, ZONE
from bot.commands.settings.lists import PUBLICATIONS, SECTIONS, WITHOUT_SECTIONS
from bot.commands.settings.looks import DIGESTS, LANGUAGE, LAYOUT, PIN, PREVIEW, SILENT
from bot.commands.settings.topic import Offer, Topic
from bot.commands.settings.words import KEYWORDS, WATCH, WITHOUT
from bot.locales import LOCALES, Catalogue, catalogue

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        PUBLICATIONS,
        SECTIONS,
        WITHOUT_SECTIONS,
        KEYWORDS,
        WITHOUT,
        WATCH,
        HOUR,
        ZONE,
        DAYS,
        QUIET_HOURS,
        LAYOUT,
        PREVIEW,
        SILENT,
        PIN,
        LANGUAGE,
        DIGESTS,
    )
}
"""In the order of the overview."""

LONGEST = 3  # words in the name of a topic


def divided(argument: str) -> tuple[Topic | None, str]:
    """The topic that the first words name, and what stands behind it."""
    words = argument.split(" ")
    for n in range(min(LONGEST, len(words)), 0, -1):
        if not any(map(str.isalnum, words[n - 1])):  # no part of a name
            continue
        if topic := _called().get(names.key(" ".join(words[:n]))):
            return TOPICS[topic], " ".join(words[n:]).strip()
    # Chinese needs no blank behind the name: 时间7点.
    glued = [word for word in _called() if not word.isascii() and argument.startswith(word)]
    if not glued:
        return None, argument
    longest = max(glued, key=len)
    return TOPICS[_called()[longest]], argument.removeprefix(longest).lstrip(" :：")


def offers(typed: str, say: Catalogue, now: dt.datetime, known: Mapping[str, Sequence[Offer]]) -> list[Offer]:
    """What the words may become while they are typed; `known` are the names that some topics choose from."""
    topic, rest = divided(typed)
    if topic is None:
        sought = names.key(typed)
        called = [(f"{say(each.label)} · {each.name}", each.name) for each in TOPICS.values()]
        return [offer for offer in called if any(sought in names.key(part) for part in offer)]
    label, sign = say(topic.label), rest[:1] if rest[:1] in {"+", "-"} else ""
    sought = names.key(rest.removeprefix(sign))
    found = [
        (say("{name}: {value}", name=label, value=f"{sign}{shown}"), f"{topic.name} {sign}{sent}")
        for shown, sent in known.get(topic.name) or topic.offers(say, now)
        if not sought or any(sought in names.key(part) for part in (shown, sent))
    ]
    typed_itself = (f"{topic.name} {rest}", f"{topic.name} {rest}") if rest else (label, topic.name)
    return [typed_itself, *found]


@cache
def _called() -> Mapping[str, str]:
    """Every name of every topic, in the form in which they are compared; own names win over labels."""
    called: dict[str, str] = {}
    for topic in TOPICS.values():
        labels = (catalogue(locale)(topic.label) for locale in LOCALES)
        called |= {names.key(word): topic.name for word in (*labels, *topic.words) if word}
    return called | {names.key(name): name for name in TOPICS}

"""Where an operator's words aim: at this chat, at all targets, or at one that is named."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bot.commands import dates, names
from bot.commands.blocks import ARGUMENT, LISTED, Unmet, button, clip, note, plain, refusal, rows
from bot.commands.digests import divide
from bot.commands.models import Reply, Request
from bot.locales import Catalogue, catalogue, message
from bot.models import Publication, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

_ADDRESS = re.compile(r"@\w+(?:/\d+)?|-\d{5,}(?:/\d+)?|\d{15,}(?:/\d+)?")
"""What can only be a chat's own address, never a date."""

NO_TARGET = message("There is no target yet: declare one in the settings, or send /subscribe in a chat.")
NOWHERE = message("This chat receives nothing. /subscribe changes that.")


class Place(Enum):
    """A word for a place."""

    HERE = "here"
    ALL = "all"


PLACES = {
    **dict.fromkeys(("here", "这里", "这儿", "本群", "本频道", "這裡", "本群組", "本頻道"), Place.HERE),
    **dict.fromkeys(("all", "everywhere", "全部", "所有", "处处", "各處"), Place.ALL),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """What was said of where, and the words beside it.

    `named` is the same as a word of a button, empty where nothing was said. `targets`: those of this chat,
    or the named one; none for all of them, and where nothing was said.
    """

    words: str
    place: Place | None = None
    targets: tuple[Target, ...] = ()

    @property
    def named(self) -> str:
        """The place, as a button's argument has it."""
        if self.place is not None:
            return self.place.value
        return self.targets[0].name if self.targets else ""


def placed(argument: str) -> tuple[str, Place | None]:
    """The words without the one that tells the place, and that place."""
    words = argument[:ARGUMENT].split()
    found = [PLACES[word.casefold()] for word in words if word.casefold() in PLACES]
    return " ".join(word for word in words if word.casefold() not in PLACES), found[-1] if found else None


async def aimed(desk: "Desk", request: Request, argument: str) -> Aim:
    """Where the words aim that also name a digest. Raises Unmet for a name of several targets."""
    words, place = placed(argument)
    if place is not None:
        here = await desk.targets_of(request.chat) if place is Place.HERE else []
        return Aim(words, place, tuple(here))
    for word in words.split():
        if (target := await called(desk, word)) is not None:
            return Aim(" ".join(other for other in words.split() if other != word), None, (target,))
    try:
        _, rest = divide(words, request.now.date()) if words else (None, "")
    except dates.NoSuchDay:
        return Aim(words)  # whoever looks for the digest says so
    publication, title = _apart(rest, await desk.store.publications())
    if not title:
        return Aim(words)
    when = words.removesuffix(rest).removeprefix(rest)
    about = f"{when} {publication}".strip()
    target = await _titled(desk, request, title, about)
    if target is None:
        if publication:
            raise Unmet(_nobody(catalogue(request.locale), title))
        return Aim(words)
    return Aim(about, None, (target,))


async def aimed_alone(desk: "Desk", request: Request, argument: str) -> Aim:
    """Where words aim that name nothing else. Raises Unmet for the name of several targets, or of none.

    Without any words it is this chat, if it receives something.
    """
    words, place = placed(argument)
    here = tuple(await desk.targets_of(request.chat))
    if place is not None:
        return Aim("", place, here if place is Place.HERE else ())
    if not words:
        return Aim("", Place.HERE, here) if here else Aim("")
    target = await called(desk, words) or await _titled(desk, request, words, "")
    if target is None:
        raise Unmet(_nobody(catalogue(request.locale), words))
    return Aim("", None, (target,))


async def called(desk: "Desk", word: str) -> Target | None:
    """The target of exactly that name, or of an address that is no other word."""
    platform, colon, address = word.partition(":")
    if not colon:
        if not _ADDRESS.fullmatch(word):
            return None
        platforms, address = list(desk.platforms), word
    else:
        platforms = [platform.lower()]
    for name in platforms if address else ():
        if found := await desk.store.targets_at(name, [address, address.lower()]):
            return found[0]
    return None


async def _titled(desk: "Desk", request: Request, words: str, about: str) -> Target | None:
    """The one target in whose name or title the words stand; None for none. Raises Unmet for several."""
    found, count = await desk.store.find_targets(words, limit=LISTED)
    if count < 2:
        return next(iter(found), None)
    say = catalogue(request.locale)
    choices = [
        button(clip(target.label, 40), request.command, f"{about} {target.name}".strip()) for target in found
    ]
    blocks = [plain(say("“{name}” may mean several targets. Which one?", name=clip(words, 60)))]
    if count > LISTED:
        blocks.append(note(say("… and {n} more", n=count - LISTED)))
    raise Unmet(refusal(blocks, rows(choices)))


def _nobody(say: Catalogue, words: str) -> Reply:
    sentence = say("There is no target called “{name}”.", name=clip(words, 60))
    return refusal([plain(sentence)], [(button(say("All targets"), "status", Place.ALL.value),)])


def _apart(rest: str, known: list[Publication]) -> tuple[str, str]:
    """The words for the publication and those for the target; a name that fits both is the publication's."""
    words = rest.split()
    if not words or _is_like(rest, known):
        return rest, ""
    for at in range(len(words) - 1, 0, -1):
        first, last = " ".join(words[:at]), " ".join(words[at:])
        if _is_one(first, known):
            return first, last
        if _is_one(last, known):
            return last, first
    return "", rest


def _is_one(words: str, known: list[Publication]) -> bool:
    return any(names.key(words) in {names.key(one.slug), names.key(one.name)} for one in known)


def _is_like(words: str, known: list[Publication]) -> bool:
    sought = names.key(words)
    return any(sought in names.key(one.slug) or sought in names.key(one.name) for one in known)

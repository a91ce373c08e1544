"""What the topics share of which a chat may choose any number: how they are typed, told and kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.commands.chats import Here
from bot.commands.settings.topic import Topic
from bot.locales import Catalogue
from bot.models import Policy

TOLD = 8
"""Names that are told before the rest is only counted."""
CALLED = 150
"""How much of a name a button sends; the beginning of a longer one is understood as well."""

_SIGNED = re.compile(r"([+＋\-－−–])\s*(.+)", re.DOTALL)
_APART = re.compile(r"\s*[,，、;；\n]\s*")


class Wish(NamedTuple):
    """What somebody typed of a list: `+` adds these, `-` takes them away, and without a sign they are all."""

    sign: str
    words: tuple[str, ...]


def wish(typed: str, known: Iterable[str] = ()) -> Wish:
    """The words, parted by commas; a name with a comma in it is one of the `known`, or fills a button."""
    signed = _SIGNED.fullmatch(typed.strip())
    sign, rest = ("+" if signed[1] in "+＋" else "-", signed[2]) if signed else ("", typed.strip())
    if rest in known or (sign and len(rest) >= CALLED):
        return Wish(sign, (rest,))
    return Wish(sign, tuple(dict.fromkeys(filter(None, _APART.split(rest)))))


def listed(say: Catalogue, labels: Sequence[str], nothing: str) -> str:
    """The first labels and the number of the others."""
    if not labels:
        return nothing
    more = len(labels) - TOLD
    return say(", ").join(labels[:TOLD]) + (say(" and {n} more", n=more) if more > 0 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Topic):
    """A key of the policy that holds several; `against` is the key of the opposite, if there is one."""

    field: str
    against: str = ""
    nothing: str
    """The message for: none."""
    most: int = 200
    """So many a policy may hold."""

    def same(self, word: str) -> str:
        """What two have alike that are one."""
        return word

    def taken(self, policy: Policy) -> tuple[str, ...]:
        """What the policy holds."""
        held: tuple[str, ...] = getattr(policy, self.field)
        return held

    def told(self, here: Here) -> str:
        """The first of them, and how many more."""
        return listed(here.say, self.taken(here.policy), here.say(self.nothing))

    def holding(self, policy: Policy, values: Iterable[str], added: Iterable[str] = ()) -> Policy:
        """The policy with these, each once; what is added is no longer among the opposite."""
        once: dict[str, str] = {}
        for value in values:
            once.setdefault(self.same(value), value)
        update: dict[str, object] = {self.field: tuple(once.values())[: self.most]}
        if self.against:
            new = {self.same(value) for value in added}
            opposite: tuple[str, ...] = getattr(policy, self.against)
            update[self.against] = tuple(value for value in opposite if self.same(value) not in new)
        return policy.model_copy(update=update)

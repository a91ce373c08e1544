"""The topics of which any number is chosen from what there is: publications, sections in and out."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.commands import names
from bot.commands.blocks import Unmet, plain, refusal, rows
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.topic import EVERY, OFF, ROWS, WIDTH, Rows, Topic
from bot.commands.subscriptions import named
from bot.locales import Catalogue, message
from bot.models import Policy

SHOWN = ROWS * WIDTH
MOST = 200
"""Names that a policy may hold."""
TOLD = 8
"""Names that are told before the rest is only counted."""
CALLED = 150
"""How much of a name a button sends; the beginning of a longer one is understood as well."""

_SIGNED = re.compile(r"([+＋\-－−–])\s*(.+)", re.DOTALL)
_APART = re.compile(r"\s*[,，、;；\n]\s*")


class Choice(NamedTuple):
    """Something to choose: what the policy keeps of it, and how people call it."""

    value: str
    label: str


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
class Listed(Topic):
    """A key of the policy that holds names; `against` is the key that holds the opposite, if there is one."""

    field: str
    against: str = ""
    nothing: str
    """The message for: none chosen."""

    @abstractmethod
    async def choices(self, here: Here) -> Sequence[Choice]:
        """What is offered, with what is chosen already. Raises StoreError."""

    async def known(self, here: Here) -> Sequence[Choice]:
        """All that can be named. Raises StoreError."""
        return await self.choices(here)

    @abstractmethod
    def meant(self, here: Here, word: str, known: Sequence[Choice]) -> str:
        """What the policy keeps of it. Raises Unmet."""

    def universe(self, here: Here) -> tuple[str, ...]:
        """What none chosen stands for, as far as that is known beforehand."""
        del here
        return ()

    def told(self, here: Here) -> str:
        """The names."""
        return listed(here.say, self.taken(here.policy), here.say(self.nothing))

    def taken(self, policy: Policy) -> tuple[str, ...]:
        """What the policy holds."""
        held: tuple[str, ...] = getattr(policy, self.field)
        return held

    async def read(self, here: Here, typed: str) -> Change:
        """The list that is meant, or what is to be added or taken away. Raises Unmet, StoreError."""
        if names.key(typed) in EVERY | OFF:
            return lambda policy: self.holding(policy, ())
        known = await self.known(here)
        sign, words = wish(typed, [name for choice in known for name in choice])
        if not words:
            raise self.unmet(here, here.say("Write the names behind it, with commas between them."))
        if sign == "-":  # what is there no more is taken away as well
            there = [Choice(value, value) for value in self.taken(here.policy)]
            values = tuple(self.meant(here, word, [*there, *known]) for word in words)
        else:
            values = tuple(self.meant(here, word, known) for word in words)
        every = self.universe(here)
        match sign:
            case "+":
                return lambda policy: self.holding(policy, (*self.taken(policy), *values), values)
            case "-":
                return lambda policy: self.holding(
                    policy, [v for v in self.taken(policy) or every if v not in values]
                )
        return lambda policy: self.holding(policy, values, values)

    def holding(self, policy: Policy, values: Iterable[str], added: Sequence[str] = ()) -> Policy:
        """The policy with these; what is added is no longer among the opposite."""
        update: dict[str, object] = {self.field: tuple(dict.fromkeys(values))[:MOST]}
        if self.against and added:
            opposite: tuple[str, ...] = getattr(policy, self.against)
            update[self.against] = tuple(one for one in opposite if one not in added)
        return policy.model_copy(update=update)

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A page of the choices, each with a mark where it is chosen."""
        choices, taken = await self.choices(here), self.taken(here.policy)
        pages = max(1, -(-len(choices) // SHOWN))
        number = min(number, pages)
        shown = choices[(number - 1) * SHOWN :][:SHOWN]
        made = [
            self.button(
                choice.label,
                f"{'-' if choice.value in taken else '+'}{choice.value[:CALLED]}",
                chosen=choice.value in taken,
                page=number,
            )
            for choice in shown
        ]
        none = [self.button(here.say(self.nothing), "all")] if taken else []
        return rows(made, WIDTH, ROWS), (*self.turning(number, pages), *none)


class Publications(Listed):
    """The publications that come; none chosen are all."""

    __slots__ = ()

    async def choices(self, here: Here) -> Sequence[Choice]:
        """All publications, and those of the policy that are no more."""
        known = [Choice(p.slug, p.name) for p in here.desk.publications]
        return [*known, *_unknown(self.taken(here.policy), known)]

    def meant(self, here: Here, word: str, known: Sequence[Choice]) -> str:
        """The slug of the publication. Raises Unmet."""
        if any(word == choice.value for choice in known):
            return word
        return named(here.desk, here.request, word, "settings", f"{self.name} +").slug

    def universe(self, here: Here) -> tuple[str, ...]:
        """All that there are."""
        return tuple(p.slug for p in here.desk.publications)

    def told(self, here: Here) -> str:
        """Their names."""
        called = {p.slug: p.name for p in here.desk.publications}
        labels = [called.get(slug, slug) for slug in self.taken(here.policy)]
        return listed(here.say, labels, here.say(self.nothing))


class Sections(Listed):
    """Sections of the archive, to be let in or left out."""

    __slots__ = ()

    async def choices(self, here: Here) -> Sequence[Choice]:
        """The sections of what comes, the most used first, after those that it does not have (any more)."""
        only = here.policy.publications[0] if len(here.policy.publications) == 1 else None
        return await self._of(here, only)

    async def known(self, here: Here) -> Sequence[Choice]:
        """The sections of the archive: a button stays good when other publications are chosen."""
        return await self._of(here, None)

    async def _of(self, here: Here, publication: str | None) -> Sequence[Choice]:
        counts = await here.desk.store.sections(publication=publication)
        known = [Choice(count.name, count.name) for count in counts if count.name.strip()]
        return [*_unknown(self.taken(here.policy), known), *known]

    def meant(self, here: Here, word: str, known: Sequence[Choice]) -> str:
        """The section as the archive calls it; where the archive is empty, as it was typed. Raises Unmet."""
        there = list(dict.fromkeys(choice.value for choice in known))
        meant = names.match(word, there)
        if len(meant) == 1 or not there:
            return meant[0] if meant else word
        say = here.say
        if meant:
            sentence = say("“{name}” may mean several sections. Which one?", name=word)
        else:
            sentence = say("There is no section called “{name}”. There are:", name=word)
        ways = [self.button(name, f"+{name[:CALLED]}") for name in meant or there]
        raise Unmet(refusal([plain(sentence)], rows(ways)))


def _unknown(taken: Sequence[str], known: Sequence[Choice]) -> list[Choice]:
    there = {choice.value for choice in known}
    return [Choice(value, value) for value in taken if value not in there]


PUBLICATIONS = Publications(
    name="publications",
    label=message("Publications"),
    words=("刊物", "publication", "订阅"),
    hint=message("Choose any number; none means all."),
    examples=(message("/settings publications all"),),
    field="publications",
    nothing=message("all of them"),
)
SECTIONS = Sections(
    name="sections",
    label=message("Sections"),
    words=("栏目", "板块", "版块", "分类", "section"),
    hint=message("Only these come; none chosen means all."),
    examples=(message("/settings sections 论文"), message("/settings sections all")),
    field="sections",
    against="without_sections",
    nothing=message("all of them"),
)
WITHOUT_SECTIONS = Sections(
    name="omit",
    label=message("Left out"),
    words=("without sections", "不看栏目", "排除栏目", "屏蔽栏目", "不看板块", "排除分类", "skip"),
    hint=message("These sections never come."),
    examples=(message("/settings omit 论文"), message("/settings omit none")),
    field="without_sections",
    against="sections",
    nothing=message("nothing"),
)

"""The topics of which any number is chosen from what there is: publications, sections in and out."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.commands import names
from bot.commands.blocks import Unmet, plain, refusal, rows
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.several import CALLED, Several, listed, wish
from bot.commands.settings.topic import EVERY, OFF, ROWS, WIDTH, Rows
from bot.commands.subscriptions import named
from bot.locales import message


class Choice(NamedTuple):
    """Something to choose: what the policy keeps of it, and how people call it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Several):
    """A key of the policy that holds some of what there is."""

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

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A page of the choices, each with a mark where it is chosen."""
        taken = self.taken(here.policy)
        shown, number, turning = self.leafed(await self.choices(here), number)
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
        return rows(made, WIDTH, ROWS), (*turning, *none)


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

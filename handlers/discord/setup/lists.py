"""The screens of publications and sections: any number of them, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commands import names
from handlers.discord.components import OPTIONS, Component, button, container, option, row, text
from handlers.discord.markup import heading, subtext
from handlers.discord.reply import Message
from handlers.discord.setup.fields import field, form, several
from handlers.discord.setup.overview import listed
from handlers.discord.setup.scene import Scene
from handlers.discord.setup.steps import mark

NAMES, WITHOUT = "names", "without"
"""The fields in which names of sections are typed: of those that come, and of those that never do."""
MOST = 200
"""Sections that a policy may name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what the policy keeps of it, how people call it, and a remark."""

    value: str
    label: str
    remark: str = ""


def publications(scene: Scene) -> list[Choice]:
    """All publications, and those of the draft that are no more."""
    known = [Choice(p.slug, p.name) for p in scene.station.desk.publications]
    return known + _unknown(scene.draft.policy.publications, known)


async def sections(scene: Scene) -> list[Choice]:
    """The sections of the archive, the most used first, after those of the draft that it does not have.

    Raises StoreError.
    """
    say, policy = scene.say, scene.draft.policy
    only = policy.publications[0] if len(policy.publications) == 1 else None
    counts = await scene.station.desk.store.sections(publication=only)
    known = [
        Choice(count.name, count.name, say.counted("{n} item", "{n} items", count.items))
        for count in counts
        if count.name
    ]
    return _unknown(policy.sections, known) + known


def screen(scene: Scene, what: str, choices: Sequence[Choice], page: int) -> Message:
    """One page of the choices, with the way to the others."""
    say, policy = scene.say, scene.draft.policy
    is_sections = what == "sections"
    taken = policy.sections if is_sections else policy.publications
    title = say("Which sections?") if is_sections else say("Which publications?")
    called = {choice.value: choice.label for choice in choices}
    hint = say("Chosen: {names}", names=listed([called.get(value, value) for value in taken], say))
    if is_sections and policy.without_sections:
        without = listed(policy.without_sections, say)
        hint += "\n" + say("{name}: {value}", name=say("Left out"), value=without)
    pages = max(1, -(-len(choices) // OPTIONS))
    page = min(max(0, page), pages - 1)
    children = [text(f"{heading(title)}\n{hint}")]
    if choices:
        invitation = say("Choose any number; none means all")
        if pages > 1:
            invitation = say("{hint} ({page}/{pages})", hint=invitation, page=page + 1, pages=pages)
        children.append(row(_select(scene, what, choices, page, invitation)))
    else:
        children.append(text(subtext(say("There are none in the archive yet."))))
    turning: list[Component] = []
    if page > 0:
        turning.append(button("◀", str(scene.step("show", f"{what}.{page - 1}"))))
    if page + 1 < pages:
        turning.append(button("▶", str(scene.step("show", f"{what}.{page + 1}"))))
    if is_sections:
        turning.append(button(say("Type names…"), str(scene.step("type", "sections"))))
    if taken:
        turning.append(button(say("Take all"), str(scene.step("all", what))))
    turning.append(button(say("Done"), str(scene.step("show", "main"))))
    return Message((container(*children, row(*turning)),))


def chosen(
    taken: Sequence[str], choices: Sequence[Choice], page: int, marks: Iterable[str]
) -> tuple[str, ...]:
    """What is chosen after these marks of the page were: the other pages stay as they were."""
    now = set(marks)
    picked = [choice.value for choice in choices if mark(choice.value) in now]
    there = {choice.value for choice in choices[page * OPTIONS :][:OPTIONS]}
    kept = [value for value in taken if value not in there or value in picked]
    return tuple(dict.fromkeys((*kept, *picked)))


def names_form(scene: Scene) -> Component:
    """The form in which names of sections are typed."""
    say = scene.say
    return form(
        scene.step("typed", "sections"),
        say("Sections"),
        field(
            NAMES,
            say("Names, one a line"),
            say("Empty: all of them. A name that is not in the archive yet is good as well."),
            "\n".join(scene.draft.policy.sections),
            long=True,
        ),
        field(
            WITHOUT,
            say("Left out"),
            say("These never come, whatever else does. One a line."),
            "\n".join(scene.draft.policy.without_sections),
            long=True,
        ),
    )


def named(typed: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The sections that somebody typed: as the archive calls them, where it is clear which are meant."""
    known = [choice.value for choice in choices]
    words = [" ".join(line.split()) for line in typed.splitlines()]
    meant = (_meant(word, known) for word in words if word)
    return tuple(dict.fromkeys(meant))[:MOST]


def _meant(word: str, known: Sequence[str]) -> str:
    sought = names.key(word)
    same = [name for name in known if names.key(name) == sought]
    return same[0] if same else word


def _select(scene: Scene, what: str, choices: Sequence[Choice], page: int, hint: str) -> Component:
    taken = getattr(scene.draft.policy, what)
    options = {
        mark(choice.value): option(
            choice.label, mark(choice.value), choice.remark, chosen=choice.value in taken
        )
        for choice in choices[page * OPTIONS :][:OPTIONS]
    }
    return several(scene.step("take", f"{what}.{page}"), options.values(), hint)


def _unknown(taken: Sequence[str], known: Sequence[Choice]) -> list[Choice]:
    there = {choice.value for choice in known}
    return [Choice(value, value) for value in taken if value not in there]

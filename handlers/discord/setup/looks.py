"""The screen of how digests look, sound and read, and of who is notified."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from bot.errors import UsageError
from bot.models import Policy
from bot.sentence import Sentence
from handlers.discord.components import Component, button, container, option, row, select, text
from handlers.discord.markup import heading, subtext
from handlers.discord.reply import Message
from handlers.discord.setup.fields import roles, several
from handlers.discord.setup.overview import LANGUAGES, LAYOUTS, PREVIEWS
from handlers.discord.setup.scene import Scene, outdated

SWITCHES = ("silent", "pin", "embeds")
"""What is either so or not, by the names of the policy."""
SINGLES = ("layout", "preview", "locale")
"""What is one of several values, by the names of the policy."""


def screen(scene: Scene) -> Message:
    """A select for each."""
    say, policy = scene.say, scene.draft.policy
    switches = {
        "silent": (say("Without a sound"), say("Members see no notification")),
        "pin": (say("Pin the newest digest"), say("And let go of the one before")),
        "embeds": (say("Embeds"), say("Discord's older look, instead of cards")),
    }
    options = [
        option(label, name, remark, chosen=bool(getattr(policy, name)))
        for name, (label, remark) in switches.items()
    ]
    title = say("How shall they look?")
    hint = say("Whoever has the role is notified of each digest. Choose none to notify nobody.")
    rows = [
        _one_of(scene, "layout", {value: say(label) for value, label in LAYOUTS.items()}, say("Layout")),
        several(scene.step("switches"), options, say("Neither silent, nor pinned, nor embeds")),
        _one_of(scene, "preview", {value: say(label) for value, label in PREVIEWS.items()}, say("Pictures")),
        _one_of(scene, "locale", dict(LANGUAGES), say("Language")),
        roles(scene.step("role"), say("Notify nobody"), policy.role if scene.role else None),
    ]
    return Message(
        (
            container(
                text(f"{heading(title)}\n{subtext(hint)}"),
                *map(row, rows),
                row(
                    button(say("Preview"), str(scene.step("preview"))),
                    button(say("Done"), str(scene.step("show", "main"))),
                ),
            ),
        )
    )


async def single_chosen(scene: Scene, name: str, values: Sequence[str]) -> Scene:
    """The scene with that layout, preview or language. Raises UsageError, StoreError."""
    if name not in SINGLES or len(values) != 1:
        raise outdated()
    try:
        return await scene.changed(**{name: values[0]})
    except ValidationError:
        raise outdated() from None


async def switches_chosen(scene: Scene, values: Sequence[str]) -> Scene:
    """The scene with just these switched on. Raises StoreError."""
    return await scene.changed(**{name: name in values for name in SWITCHES})


async def role_chosen(scene: Scene, values: Sequence[str]) -> Scene:
    """The scene with that role, or none. Raises UsageError, StoreError."""
    if not values:
        return await scene.changed(role=None)
    role = scene.guild.get_role(int(values[0])) if values[0].isdecimal() else None
    if role is None:
        raise outdated()
    if role.is_default():
        raise UsageError(Sentence("I never notify everybody. Choose a role that people can take or leave."))
    return await scene.changed(role=str(role.id))


def _one_of(scene: Scene, name: str, labels: dict[Any, str], hint: str) -> Component:
    policy: Policy = scene.draft.policy
    options = [option(label, value, chosen=value == getattr(policy, name)) for value, label in labels.items()]
    return select(str(scene.step("one", name)), options, hint)

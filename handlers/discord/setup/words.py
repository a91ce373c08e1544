"""The screen of words: those that an item must or must not have, and those that are watched for."""

import re

from bot.commands.settings.words import WATCH
from bot.locales import message
from handlers.discord.components import Component, button, container, row, text
from handlers.discord.markup import heading, subtext
from handlers.discord.reply import Message
from handlers.discord.setup.fields import field, form
from handlers.discord.setup.overview import listed
from handlers.discord.setup.scene import Scene

FIELDS = {
    "keywords": (message("Only items with"), message("any")),
    "without_keywords": (message("Without"), message("nothing")),
    "watch": (message("Watched words"), message("none")),
}
"""What words are for, by the names of the policy: how it is called, and what none are."""

_APART = re.compile("[\n,，、;；]+")


def screen(scene: Scene) -> Message:
    """The words as they are, the form to type them, and whether digests come beside what is watched for."""
    say, policy = scene.say, scene.draft.policy
    lines = [heading(say("Which words?"))]
    for name, (label, none) in FIELDS.items():
        words = getattr(policy, name)
        lines.append(
            say("{name}: {value}", name=f"**{say(label)}**", value=listed(words, say) if words else say(none))
        )
    lines.append(subtext(say("When a digest goes out, the items that mention them are told here as well.")))
    buttons = [button(say("Type words…"), str(scene.step("type", "words")))]
    if not policy.digests:
        buttons.append(button(say("Digests as well"), str(scene.step("alone", "no"))))
    elif policy.watch:
        buttons.append(button(say("Only watched words"), str(scene.step("alone", "yes"))))
    buttons.append(button(say("Done"), str(scene.step("show", "main"))))
    return Message((container(text("\n".join(lines)), row(*buttons)),))


def words_form(scene: Scene) -> Component:
    """The form in which words are typed."""
    say, policy = scene.say, scene.draft.policy
    hint = say("One a line, or with commas between them.")
    return form(
        scene.step("typed", "words"),
        say("Words"),
        *(
            field(name, say(label), hint, "\n".join(getattr(policy, name)), long=True)
            for name, (label, _) in FIELDS.items()
        ),
    )


async def words_typed(scene: Scene, fields: dict[str, str]) -> Scene:
    """The scene with these words; without any to watch for, digests come. Raises StoreError."""
    values: dict[str, object] = {name: _read(fields.get(name, "")) for name in FIELDS}
    if not values["watch"]:
        values["digests"] = True
    return await scene.changed(**values)


async def alone_chosen(scene: Scene, alone: str) -> Scene:
    """The scene in which digests come, or only what is watched for. Raises StoreError."""
    return await scene.changed(digests=not (alone == "yes" and scene.draft.policy.watch))


def _read(typed: str) -> tuple[str, ...]:
    words = (" ".join(word.split()) for word in _APART.split(typed))
    return tuple(dict.fromkeys(word for word in words if word))[: WATCH.most]

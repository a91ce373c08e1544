"""The steps of the setup, one by one: each finds all that it needs in its control and in the store."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import discord

from bot.locales import catalogue
from handlers.discord import people
from handlers.discord.answering import answered, hush, whisper
from handlers.discord.asking import patience, wait
from handlers.discord.callback import Callback
from handlers.discord.components import Component
from handlers.discord.errors import Done, Expired
from handlers.discord.people import Interaction
from handlers.discord.reply import Message
from handlers.discord.setup import clock, lists, looks, preview, settling, words
from handlers.discord.setup.choosing import choice
from handlers.discord.setup.fields import typed
from handlers.discord.setup.overview import overview
from handlers.discord.setup.scene import Scene, guild_of, of_channel, of_draft, outdated
from handlers.discord.setup.steps import PREFIX, Step, read
from handlers.discord.station import Station

__all__ = ["PREFIX", "begin", "on_press"]

_FORM = 9
"""The kind of answer that opens a form."""
COST = 0.25
"""A setup takes many presses, yet each draft takes a place in the store from somebody's buttons."""
SETTLE = frozenset({"save", "stop", "resume"})
"""What changes the target: not begun before it is sure that nobody else answers the press."""


async def begin(station: Station, interaction: Interaction) -> None:
    """/setup: in a channel that receives already its own settings, elsewhere the choice of a channel."""
    if not await _is_refused(station, interaction, cost=1.0):
        await _begin(station, interaction)


async def _begin(station: Station, interaction: Interaction) -> None:
    await answered(station, interaction, _begun(station, interaction), ephemeral=True)


async def on_press(station: Station, interaction: Interaction) -> None:
    """A control or a form of the setup. Raises UsageError, StoreError, DeliveryError."""
    if await _is_refused(station, interaction, cost=COST):
        return
    data: dict[str, Any] = dict(interaction.data or {})
    step = read(str(data.get("custom_id", "")))
    if step is not None and step.act == "begin":
        await _begin(station, interaction)
    elif step is not None and step.act == "type":
        await _open(station, interaction, _form_of(await of_draft(station, interaction, step.key), step))
    elif step is not None and step.act == "preview":
        await preview.show(station, interaction, step.key)
    else:
        work = _taken(station, interaction, step, data)
        first = step is not None and step.act in SETTLE
        await answered(station, interaction, work, ephemeral=True, update=True, first=first)


async def _is_refused(station: Station, interaction: Interaction, *, cost: float) -> bool:
    """Whether the user asks too much at once, and was told so. Raises DeliveryError."""
    seconds = wait(station, interaction, cost=cost)
    if seconds is None:
        return False
    if seconds or interaction.type is discord.InteractionType.application_command:
        say = catalogue(people.language(station, interaction))
        await whisper(station, interaction, patience(say, seconds))
    else:
        await hush(station, interaction)
    return True


async def _begun(station: Station, interaction: Interaction) -> Message:
    guild_of(station, interaction)
    chat = people.chat(interaction)
    targets = await station.desk.targets_of(chat)
    if chat is not None and any(not target.given_up for target in targets):
        return overview(await of_channel(station, interaction, int(chat.addresses[0])))
    return await choice(station, interaction)


async def _taken(
    station: Station, interaction: Interaction, step: Step | None, data: dict[str, Any]
) -> Message:
    """What the message with the control turns into."""
    if step is None:
        raise outdated()
    values = [str(value) for value in data.get("values", ())]
    if step.act == "choose":
        return await choice(station, interaction)
    if step.act == "channel":
        number = step.argument or next(iter(values), "")
        if not (number.isascii() and number.isdecimal()):
            raise outdated()
        return overview(await of_channel(station, interaction, int(number)))
    scene = await of_draft(station, interaction, step.key)
    match step.act:
        case "show":
            return await _shown(scene, step.argument)
        case "save":
            return await settling.save(scene, interaction)
        case "stop":
            return await settling.command(scene, interaction, "unsubscribe")
        case "resume":
            return await settling.command(scene, interaction, "subscribe")
        case "typed":
            return await _typed(scene, step.argument, typed(data))
    return await _chosen(scene, step, values)


async def _shown(scene: Scene, argument: str) -> Message:
    """One of the screens."""
    what, _, page = argument.partition(".")
    match what:
        case "main":
            return overview(scene)
        case "hours":
            return clock.screen(scene)
        case "looks":
            return looks.screen(scene)
        case "words":
            return words.screen(scene)
        case "publications":
            return lists.screen(scene, what, lists.publications(scene), _number(page))
        case "sections":
            return lists.screen(scene, what, await lists.sections(scene), _number(page))
    raise outdated()


async def _chosen(scene: Scene, step: Step, values: Sequence[str]) -> Message:
    """Something was chosen: the same screen, with it."""
    what, _, page = step.argument.partition(".")
    match step.act:
        case "hour":
            return clock.screen(await clock.hour_chosen(scene, next(iter(values), clock.NONE)))
        case "zone":
            return clock.screen(await clock.zone_chosen(scene, next(iter(values), clock.NONE)))
        case "days":
            return clock.screen(await clock.days_chosen(scene, values))
        case "alone":
            return words.screen(await words.alone_chosen(scene, what))
        case "one":
            return looks.screen(await looks.single_chosen(scene, what, values))
        case "switches":
            return looks.screen(await looks.switches_chosen(scene, values))
        case "role":
            return looks.screen(await looks.role_chosen(scene, values))
        case "take" if what in {"publications", "sections"}:
            choices = await _choices(scene, what)
            taken = getattr(scene.draft.policy, what)
            now = lists.chosen(taken, choices, _number(page), values)
            left = [name for name in scene.draft.policy.without_sections if name not in now]
            changed = await scene.changed(**{what: now, "without_sections": tuple(left)})
            return await _shown(changed, step.argument)
        case "all" if what in {"publications", "sections"}:
            return await _shown(await scene.changed(**{what: ()}), f"{what}.0")
    raise outdated()


async def _typed(scene: Scene, what: str, fields: dict[str, str]) -> Message:
    """A form was filled in."""
    match what:
        case "hours":
            return await clock.filled_in(scene, fields)
        case "words":
            return words.screen(await words.words_typed(scene, fields))
        case "sections":
            known = await lists.sections(scene)
            names = lists.named(fields.get(lists.NAMES, ""), known)
            left_out = [
                name for name in lists.named(fields.get(lists.WITHOUT, ""), known) if name not in names
            ]
            changed = await scene.changed(sections=names, without_sections=tuple(left_out))
            return await _shown(changed, "sections.0")
    raise outdated()


async def _choices(scene: Scene, what: str) -> list[lists.Choice]:
    return await lists.sections(scene) if what == "sections" else lists.publications(scene)


def _form_of(scene: Scene, step: Step) -> Component:
    match step.argument:
        case "hours":
            return clock.hours_form(scene)
        case "sections":
            return lists.names_form(scene)
        case "words":
            return words.words_form(scene)
    raise outdated()


async def _open(station: Station, interaction: Interaction, form: Component) -> None:
    """Open the form; this must be the first answer to a press. Raises DeliveryError."""
    # Another process may have opened it, or nobody waits any more.
    with suppress(Done, Expired):
        await Callback(station.connection, interaction).acknowledge(_FORM, form)


def _number(page: str) -> int:
    return int(page) if page.isdecimal() else 0

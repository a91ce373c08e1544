"""Making the draft true: subscribing, changing, ending, in the words of the commands that do the same."""

from bot.commands import acts
from bot.commands.blocks import heading
from bot.commands.models import Reply, Text
from bot.commands.subscriptions import receive
from bot.commands.table import answer
from bot.errors import UsageError
from bot.sentence import Sentence
from handlers.discord.components import button, row
from handlers.discord.people import Interaction
from handlers.discord.permissions import blocked
from handlers.discord.reply import Message, shown
from handlers.discord.setup.overview import overview
from handlers.discord.setup.scene import Scene, of_channel
from handlers.discord.setup.steps import Step


async def save(scene: Scene, interaction: Interaction) -> Message:
    """The channel receives from now on as the draft says. Raises UsageError, StoreError, DeliveryError.

    Not where the bot can't post, nor over what somebody else has changed since: that is shown first.
    """
    desk, draft = scene.station.desk, scene.draft
    if scene.declared or blocked(scene.lacks):
        return overview(scene)
    if draft.is_outdated(scene.target):
        merged = await scene.with_draft(draft.over(scene.target))
        note = scene.say("Somebody else has changed this meanwhile. Look it over, then save it again.")
        return overview(merged, note)
    known = {publication.slug for publication in desk.publications}
    if not known.issuperset(draft.policy.publications):
        raise UsageError(Sentence("One of the publications is no more. Choose anew which are to come."))
    request = scene.request(interaction, "subscribe")
    reply = await receive(desk, request, draft.policy)
    await desk.note(acts.recorded(request.model_copy(update={"command": "setup"}), reply))
    return await _told(scene, interaction, reply)


async def command(scene: Scene, interaction: Interaction, name: str) -> Message:
    """/subscribe or /unsubscribe, given for the channel. Raises UsageError, StoreError, DeliveryError."""
    reply = await answer(scene.station.desk.store, scene.request(interaction, name), scene.station.desk)
    return await _told(scene, interaction, reply)


async def _told(scene: Scene, interaction: Interaction, reply: Reply) -> Message:
    """What the command says, with the way back; its hints and buttons are meant for the channel itself."""
    desk = scene.station.desk
    after = await of_channel(scene.station, interaction, scene.here.id)
    if after.target is not None and after.target.title != scene.here.title:
        await desk.store.title_targets({after.target.id: scene.here.title})
    blocks = [block for block in reply.blocks if not (isinstance(block, Text) and block.kind == "note")]
    told = Reply(blocks=(heading(scene.here.title), *blocks), failed=reply.failed)
    today = desk.clock().astimezone(desk.zone).date()
    message = await shown(told, store=desk.store, locale=scene.locale, today=today)
    ways = row(
        button(scene.say("Change it"), str(after.step("show", "main"))),
        button(scene.say("Another channel"), str(Step("choose"))),
    )
    return Message((*message.components, ways))

"""What the newest digest will look like there: drawn by the platform itself, for whoever asked alone."""

from bot.delivery.models import Part
from bot.models import StoredDigest
from handlers.discord.answering import Answer, answered
from handlers.discord.callback import Callback
from handlers.discord.people import Interaction
from handlers.discord.posts import MOST, body
from handlers.discord.reply import Message
from handlers.discord.setup.scene import Scene, of_draft
from handlers.discord.station import PLATFORM, Station


async def show(station: Station, interaction: Interaction, key: str) -> None:
    """Show how the newest digest comes with the draft of that key. Raises DeliveryError."""
    parts: tuple[Part, ...] = ()

    async def introduced() -> Message:
        nonlocal parts
        scene = await of_draft(station, interaction, key)
        digest = await newest(scene)
        if digest is not None:
            parts = station.desk.platforms[PLATFORM].render(digest, scene.draft.policy)
        return Message.saying(introduction(scene, digest, len(parts)))

    await answered(station, interaction, introduced(), ephemeral=True)
    if Answer.to(station, interaction).lost:  # another process shows it, or nobody waits any more
        return
    callback = Callback(station.connection, interaction)
    for part in parts[:MOST]:
        await callback.follow(body(part))


def introduction(scene: Scene, digest: StoredDigest | None, parts: int) -> str:
    """What the messages under it are."""
    say = scene.say
    if digest is None:
        return say("Nothing of these publications was published yet, so there is nothing to show.")
    title = digest.title
    if not parts:
        return say("Of the newest digest, {title}, nothing is left by what you chose.", title=title)
    lines = [
        say.counted(
            "This is how {title} comes to {channel}: in {n} message.",
            "This is how {title} comes to {channel}: in {n} messages.",
            parts,
            title=title,
            channel=f"#{scene.here.name}",
        )
    ]
    if scene.draft.policy.layout == "summary+thread" and parts > 1:
        lines.append(say("Those behind the first stand in a thread under it."))
    if parts > MOST:
        lines.append(say("The first {n} are shown.", n=MOST))
    return "\n".join(lines)


async def newest(scene: Scene) -> StoredDigest | None:
    """The newest published digest that the draft's policy takes. Raises StoreError."""
    store, policy = scene.station.desk.store, scene.draft.policy
    if not policy.publications:
        return await store.digest()
    found = [await store.digest(publication=slug) for slug in policy.publications]
    return max(filter(None, found), key=lambda digest: digest.date, default=None)

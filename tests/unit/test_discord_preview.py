"""Previews on Discord: ephemeral messages behind the answer, that notify nobody."""

from pathlib import Path

from bot.models import Policy
from handlers.discord.content import Content
from handlers.discord.render import render
from tests.fakes.guilds import OPERATOR, club


async def test_a_preview_follows_the_answer_for_who_asked_alone(tmp_path: Path) -> None:
    async with club(tmp_path) as room:
        operator = room.server.person("Op", room.guild, id=OPERATOR, rights=["manage_guild"])
        desk = room.station.desk
        desk.platforms["discord"].render = render  # type: ignore[method-assign]
        store = desk.store
        await store.declare_target("discord", str(room.channel.id), Policy(role="5"))
        asked = await room.answered(operator.uses("preview", room.channel))
        digest = await store.digest()
        assert digest is not None
        (target,) = await store.targets_at("discord", [str(room.channel.id)])
        parts = await desk.drawn(digest, target)
        await room.server.until(lambda: len(asked.followups) == len(parts))
        assert asked.ephemeral
        assert all(message.ephemeral for message in asked.followups)
        assert [len(Content.model_validate(part.content).components) for part in parts] == [
            len(message.components) for message in asked.followups
        ]
        assert not room.channel.messages, "nothing stands in the channel"
        assert not await store.planned_targets(digest.id)
        assert not room.server.violations


async def test_of_another_platform_it_says_where_to_look(tmp_path: Path) -> None:
    async with club(tmp_path) as room:
        operator = room.server.person("Op", room.guild, id=OPERATOR, rights=["manage_guild"])
        desk = room.station.desk
        await desk.store.declare_target("telegram", "@channel", Policy())
        desk.platforms["telegram"] = desk.platforms["discord"]  # type: ignore[index]
        asked = await room.answered(operator.uses("preview", room.channel, target="telegram:@channel"))
        assert "Telegram" in asked.text
        assert not asked.followups

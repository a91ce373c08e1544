"""Commands, presses, menus and forms: what people may do, and what the bot may answer."""

from collections.abc import Callable
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fakes.discord import DiscordServer, Impossible, Interaction
from tests.fakes.discord.values import Json
from tests.unit.fake_discord.conftest import Bot

V2, EPHEMERAL = 1 << 15, 1 << 6
TODAY: dict[str, Any] = {
    "name": "today",
    "description": "Today's news",
    "name_localizations": {"zh-CN": "今日"},
    "contexts": [0, 1, 2],
    "integration_types": [0, 1],
    "options": [
        {"type": 3, "name": "section", "description": "Which", "autocomplete": True},
        {"type": 11, "name": "file", "description": "What"},
    ],
}
SETUP = {"name": "setup", "description": "Set up", "default_member_permissions": str(1 << 5), "contexts": [0]}


async def synced(bot: Bot, *commands: Json) -> None:
    assert bot.user is not None
    await bot.ask("PUT", f"/applications/{bot.user.id}/commands", json=list(commands))


def answers(bot: Bot, kind: int, data: Json = None) -> None:
    async def does(interaction: discord.Interaction) -> None:
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        await bot.ask("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", json=body)

    bot.does = does


async def finished(bot: Bot, server: DiscordServer, asked: Interaction) -> Interaction:
    await server.until(lambda: asked.acknowledged)
    assert bot.done is not None
    await bot.done
    return asked


async def test_a_command_is_answered_for_one_person(server: DiscordServer, bot: Bot) -> None:
    channel = server.channel()
    assert channel.guild is not None
    ann, ben = server.person("Ann", channel.guild, locale="zh-TW"), server.person("Ben", channel.guild)
    await synced(bot, TODAY)
    seen: list[discord.Interaction] = []

    async def does(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="More", custom_id="cmore"))
        assert isinstance(interaction.data, dict)
        await interaction.response.send_message("news", view=view, ephemeral=True)

    bot.does = does
    asked = await server.answered(ann.uses("today", channel, section="Models", file=("a.md", b"# news")))
    assert asked.ephemeral
    assert asked.text == "news"
    assert asked.seconds is not None
    assert asked.seconds < 3
    assert not channel.messages
    assert str(seen[0].locale) == "zh-TW"
    data: Json = seen[0].data
    file = next(iter(data["resolved"]["attachments"].values()))
    assert await bot.http.get_from_cdn(file["url"]) == b"# news"
    assert asked.message is not None
    answers(bot, 7, {"content": "more", "components": []})
    pressed = await server.answered(ann.presses(asked.message, "More"))
    assert pressed.updated
    assert asked.text == "more"
    with pytest.raises(Impossible, match="no button"):
        ann.presses(asked.message, "More")
    with pytest.raises(Impossible, match="nobody else"):
        ben.presses(asked.message, "More")


async def test_what_is_typed_is_offered_choices(server: DiscordServer, bot: Bot) -> None:
    await synced(bot, TODAY)
    ann = server.person("Ann", installed=True)
    answers(bot, 8, {"choices": [{"name": "Models", "value": "m"}]})
    asked = await server.answered(ann.types("today", "section", "mo"))
    assert asked.choices == [{"name": "Models", "value": "m"}]
    answers(bot, 8, {"choices": [{"name": f"{n}", "value": f"{n}"} for n in range(26)]})
    asked = ann.types("today", "section", "mo")
    await server.until(lambda: server.journal.statuses[400] == 1)
    assert not asked.acknowledged


async def test_a_deferred_answer_is_a_loading_message_until_it_is_edited(
    server: DiscordServer, bot: Bot
) -> None:
    channel = server.channel()
    assert channel.guild is not None
    ann = server.person("Ann", channel.guild)
    await synced(bot, TODAY)

    async def does(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        assert asked.message is not None
        assert not asked.answered
        card = {"flags": V2, "components": [{"type": 10, "content": "card"}]}
        hook = f"/webhooks/{interaction.application_id}/{interaction.token}"
        await bot.ask("PATCH", f"{hook}/messages/@original", json=card)
        await bot.ask("POST", hook, json={"content": "and more", "flags": EPHEMERAL})

    bot.does = does
    asked = ann.uses("today", channel)
    await finished(bot, server, asked)
    assert (asked.text, asked.ephemeral) == ("card", True)
    assert [message.text for message in asked.followups] == ["and more"]
    assert not server.violations


async def test_answers_come_once_in_time_and_with_a_fresh_token(server: DiscordServer, bot: Bot) -> None:
    ann = server.person("Ann")
    await synced(bot, TODAY)
    codes: list[int] = []

    async def does(interaction: discord.Interaction) -> None:
        here = f"/interactions/{interaction.id}/{interaction.token}/callback"
        hook = f"/webhooks/{interaction.application_id}/{interaction.token}"
        for path in (hook, here, here, hook):
            try:
                await bot.ask("POST", path, json={"type": 4, "data": {"content": "x"}} if path == here else
                              {"content": "y"})  # fmt: skip
            except discord.HTTPException as error:
                codes.append(error.code)
            if len(codes) == 2:
                server.rules.token_lasts = 0.0

    bot.does = does
    await finished(bot, server, ann.uses("today"))
    assert codes == [10015, 40060, 50027]
    server.rules.ack_within = 0.0
    bot.does = None
    late = ann.uses("today")
    with pytest.raises(discord.NotFound, match="10062"):
        await bot.ask("POST", f"/interactions/{late.id}/{late.token}/callback", json={"type": 5})


async def test_nobody_uses_what_is_not_there(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild()
    channel = server.channel("daily", guild)
    ann, boss = server.person("Ann", guild), server.person("Boss", guild, rights=["manage_guild"])
    with pytest.raises(Impossible, match="no command"):
        ann.uses("today", channel)
    await synced(bot, TODAY, SETUP)
    wrongs: list[Callable[[], Interaction]] = [
        lambda: ann.uses("today", channel, colour="red"),
        lambda: ann.uses("today", channel, section=3),
        lambda: ann.types("today", "file", "x", channel),
        lambda: ann.uses("setup", channel),
        lambda: boss.uses("setup"),
        lambda: ann.uses("today", server.elsewhere()),
        lambda: ann.uses("today", server.channel("other")),
    ]
    for wrong in wrongs:
        with pytest.raises(Impossible):
            wrong()
    boss.uses("setup", channel)
    ann.installs()
    ann.uses("today", server.elsewhere())


async def test_menus_and_forms(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild()
    channel, forum = server.channel("daily", guild), server.channel("forum", guild, kind="forum")
    boss = server.person("Boss", guild, rights=["manage_guild"])
    await synced(bot, SETUP)
    pick = {"type": 3, "custom_id": "s1", "options": [{"label": "One", "value": "1"}]}
    where = {"type": 8, "custom_id": "s2", "channel_types": [0, 5]}
    card = {
        "flags": V2 | EPHEMERAL,
        "components": [{"type": 1, "components": [pick]}, {"type": 1, "components": [where]}],
    }
    answers(bot, 4, card)
    asked = await server.answered(boss.uses("setup", channel))
    assert asked.message is not None
    with pytest.raises(Impossible, match="no option"):
        boss.chooses(asked.message, "Two")
    with pytest.raises(Impossible, match="not offered"):
        boss.chooses(asked.message, forum, select="s2")
    text = {"type": 4, "custom_id": "hour", "style": 1, "max_length": 5}
    form = {
        "custom_id": "m",
        "title": "When",
        "components": [{"type": 18, "label": "Hour", "component": text}],
    }
    answers(bot, 9, form)
    chosen = await server.answered(boss.chooses(asked.message, channel, select="s2"))
    assert chosen.data["resolved"]["channels"][str(channel.id)]["name"] == "daily"
    with pytest.raises(Impossible, match="characters"):
        boss.submits(chosen, Hour="12:30:00")
    answers(bot, 7, {"components": [{"type": 10, "content": "done"}]})
    sent = await server.answered(boss.submits(chosen, Hour="12:30"))
    assert sent.updated
    assert asked.text == "done"


async def test_the_tree_of_the_library_is_taken_and_answers(server: DiscordServer, bot: Bot) -> None:
    tree = app_commands.CommandTree(bot)

    @tree.command(name="echo", description="Say it")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def echo(interaction: discord.Interaction, words: str) -> None:
        await interaction.response.send_message(words)

    @echo.autocomplete("words")
    async def offered(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed + "!", value=typed + "!")]

    await tree.sync()
    channel = server.channel()
    assert channel.guild is not None
    ann = server.person("Ann", channel.guild)
    assert (await server.answered(ann.uses("echo", channel, words="hi"))).text == "hi"
    assert (await server.answered(ann.types("echo", "words", "a", channel))).choices == [
        {"name": "a!", "value": "a!"}
    ]
    assert channel.texts() == ["hi"]
    assert server.syncs == 1


async def test_somebody_who_installed_the_bot_where_it_is_not(server: DiscordServer, bot: Bot) -> None:
    guild = server.guild(joined=False)
    channel = server.channel("talk", guild)
    ann = server.person("Ann", guild, installed=True)
    await synced(bot, TODAY)
    answers(bot, 4, {"content": "news"})
    asked = await server.answered(ann.uses("today", channel))
    assert channel.texts() == ["news"]
    assert not asked.ephemeral
    ann.changes_role(guild.roles[guild.id], guild, ["view_channel", "use_application_commands"])
    assert (await server.answered(ann.uses("today", channel))).ephemeral


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "To Day"}, "invalid"),
        ({"name": "x" * 33}, "between 1 and 32"),
        ({"description": ""}, "between 1 and 100"),
        ({"description_localizations": {"zh-CN": "字" * 101}}, "between 1 and 100"),
        ({"name_localizations": {"zh": "今日"}}, "no locale"),
        ({"contexts": [3]}, "must be of"),
        ({"options": [TODAY["options"][0]] * 2}, "unique"),
        ({"options": [TODAY["options"][0], {**TODAY["options"][1], "required": True}]}, "Required options"),
        ({"options": [{"type": 3, "name": f"o{n}", "description": "d"} for n in range(26)]}, "25 or fewer"),
        ({"options": [{**TODAY["options"][0], "choices": [{"name": "n", "value": "v"}]}]}, "No choices"),
    ],
)
async def test_wrong_commands_are_refused(
    server: DiscordServer, rest: Bot, change: dict[str, Any], why: str
) -> None:
    with pytest.raises(discord.HTTPException, match=why):
        await synced(rest, {**TODAY, **change})
    assert not server.commands


async def test_commands_keep_their_ids_and_a_day_has_200_new_ones(server: DiscordServer, rest: Bot) -> None:
    await synced(rest, TODAY)
    before = list(server.commands[None])
    await synced(rest, TODAY, SETUP)
    assert list(server.commands[None])[:1] == before
    server.rules.command_creates = 2
    with pytest.raises(discord.RateLimited):
        await synced(rest, TODAY, SETUP, {**TODAY, "name": "third"})
    assert rest.user is not None
    listed = await rest.http.get_global_commands(rest.user.id)
    assert [command["name"] for command in listed] == ["today", "setup"]

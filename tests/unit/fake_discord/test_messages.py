"""Messages over the wire: what Discord takes, refuses and remembers."""

from typing import Any

import discord
import pytest

from tests.fakes.discord import DiscordServer
from tests.fakes.discord.values import Json
from tests.unit.fake_discord.conftest import Bot

V2 = 1 << 15


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(name: str, **more: Json) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": name, "custom_id": name} | more


async def test_what_is_posted_stands_is_edited_read_and_deleted(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel("daily")
    there = await rest.fetch_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    sent = [await there.send(f"message {number}") for number in range(4)]
    await sent[0].edit(content="first")
    assert channel.texts() == ["first", "message 1", "message 2", "message 3"]
    assert [each.content async for each in there.history(limit=2)] == ["message 3", "message 2"]
    assert [each.content async for each in there.history(after=sent[1])] == ["message 2", "message 3"]
    assert [each.content async for each in there.history(before=sent[1])] == ["first"]
    assert len([each async for each in there.history(around=sent[1], limit=3)]) == 3
    await sent[3].delete()
    with pytest.raises(discord.NotFound, match="10008"):
        await sent[3].edit(content="again")
    assert [each.text for each in channel.deleted] == ["message 3"]
    assert channel.messages[sent[0].id].history == ["message 0"]
    assert not server.violations


async def test_a_nonce_brings_the_first_message_back_for_a_while(server: DiscordServer, rest: Bot) -> None:
    server.limits.set(speed=50)
    channel = server.channel("daily")
    there: Json = await rest.fetch_channel(channel.id)
    first = await there.send("news", nonce="d1")
    again = await there.send("other words", nonce="d1")
    assert (again.id, again.content) == (first.id, "news")
    assert server.repeats == 1
    await first.delete()
    with pytest.raises(discord.NotFound, match="10008"):
        await there.send("news", nonce="d1")
    server.rules.nonce_lasts = 0.0
    await there.send("news", nonce="d1")
    assert len(channel.texts()) == 1
    with pytest.raises(discord.HTTPException, match="50035"):
        await there.send("news", nonce="x" * 26)


async def test_a_nonce_belongs_to_one_channel(server: DiscordServer, rest: Bot) -> None:
    one, other = server.channel("one"), server.channel("other")
    for channel in (one, other):
        body = {"content": "x", "nonce": "n", "enforce_nonce": True}
        await rest.ask("POST", f"/channels/{channel.id}/messages", json=body)
    assert not other.texts()
    assert server.journal.breaches("nonce elsewhere")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"content": ""}, "50006"),
        ({"content": "x" * 2001}, "2000 or fewer"),
        ({"embeds": [{"description": "x" * 4097}]}, "4096 or fewer"),
        ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, "maximum size of 6000"),
        ({"embeds": [{"title": "t"}] * 11}, "10 or fewer"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, "25 or fewer"),
        ({"flags": V2, "components": [text("x" * 2001), text("y" * 2000)]}, "displayable text size"),
        ({"flags": V2, "components": [text("x")] * 41}, "cannot exceed 40"),
        ({"flags": V2, "components": [{"type": 17, "components": [text("x")] * 40}]}, "cannot exceed 40"),
        ({"flags": V2, "content": "x", "components": [text("x")]}, "IS_COMPONENTS_V2"),
        ({"flags": V2, "embeds": [{"title": "t"}], "components": [text("x")]}, "IS_COMPONENTS_V2"),
        ({"components": [text("x")]}, "must be one of"),
        ({"flags": 1 << 6, "content": "x"}, "ephemerally"),
        ({"content": "x", "components": [row(button("a"), button("a"))]}, "duplicated"),
        ({"content": "x", "components": [row(button("a" * 101))]}, "between 1 and 100"),
        ({"content": "x", "components": [row(button("a", label="x" * 81))]}, "80 or fewer"),
        ({"content": "x", "components": [row(*[button(each) for each in "abcdef"])]}, "between 1 and 5"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "mutually exclusive"),
        ({"content": "x", "colour": 1}, "ignores this field"),
    ],
)  # fmt: skip
async def test_what_discord_refuses_is_refused_and_noted(
    server: DiscordServer, rest: Bot, body: dict[str, Any], why: str
) -> None:
    channel = server.channel("daily")
    with pytest.raises(discord.HTTPException) as refused:
        await rest.ask("POST", f"/channels/{channel.id}/messages", json=body)
    assert refused.value.status == 400
    assert why in str(refused.value)
    assert not channel.messages
    assert [violation.kind for violation in server.violations] == ["refused"]


@pytest.mark.parametrize(("options", "fits"), [(25, True), (26, False)])
async def test_a_menu_takes_25_options(server: DiscordServer, rest: Bot, options: int, fits: bool) -> None:
    channel = server.channel("daily")
    menu = {
        "type": 3,
        "custom_id": "s",
        "options": [{"label": f"{n}", "value": f"{n}"} for n in range(options)],
    }
    body = {"flags": V2, "components": [text("x"), {"type": 1, "components": [menu]}]}
    if fits:
        await rest.ask("POST", f"/channels/{channel.id}/messages", json=body)
        assert len(channel.standing()[0].selects) == 1
        return
    with pytest.raises(discord.HTTPException, match="between 1 and 25"):
        await rest.ask("POST", f"/channels/{channel.id}/messages", json=body)


async def test_the_components_flag_is_one_way(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel("daily")
    path = f"/channels/{channel.id}/messages"
    sent = await rest.ask("POST", path, json={"embeds": [{"title": "old"}]})
    card = {"flags": V2, "components": [text("new")]}
    with pytest.raises(discord.HTTPException, match="is still there"):
        await rest.ask("PATCH", f"{path}/{sent['id']}", json=card)
    await rest.ask("PATCH", f"{path}/{sent['id']}", json={**card, "content": None, "embeds": []})
    with pytest.raises(discord.HTTPException, match="is forbidden"):
        await rest.ask("PATCH", f"{path}/{sent['id']}", json={"content": "back", "components": []})
    assert channel.texts() == ["new"]


async def test_mentions_fire_unless_they_are_forbidden_and_on_edits_too(
    server: DiscordServer, rest: Bot
) -> None:
    guild = server.guild()
    role, channel = server.role(guild, "readers", mentionable=True), server.channel("daily", guild)
    path = f"/channels/{channel.id}/messages"
    words = f"@everyone <@&{role.id}> <@5> `@here`"
    sent = await rest.ask("POST", path, json={"content": words})
    message = channel.messages[int(sent["id"])]
    assert message.fired == ["@everyone", f"<@&{role.id}>", "<@5>"]
    only = {"parse": [], "roles": [str(role.id)]}
    sent = await rest.ask("POST", path, json={"content": words, "allowed_mentions": only})
    message = channel.messages[int(sent["id"])]
    assert message.fired == [f"<@&{role.id}>"]
    await rest.ask("PATCH", f"{path}/{sent['id']}", json={"content": words + "!"})
    assert message.fired_on_edit == ["@everyone", f"<@&{role.id}>", "<@5>"]


async def test_rights_are_those_of_the_channel(server: DiscordServer, rest: Bot) -> None:
    server.limits.set(speed=50)
    channel = server.channel("daily")
    path = f"/channels/{channel.id}/messages"
    sent = await rest.ask("POST", path, json={"content": "x"})
    for right, code in (("send_messages", "50013"), ("view_channel", "50001")):
        server.permit(channel, **{right: False})
        with pytest.raises(discord.Forbidden, match=code):
            await rest.ask("POST", path, json={"content": "x"})
        server.permit(channel, **{right: True})
    server.permit(channel, embed_links=False)
    with pytest.raises(discord.Forbidden, match="50013"):
        await rest.ask("POST", path, json={"embeds": [{"title": "x"}]})
    server.permit(channel, read_message_history=False)
    assert await rest.ask("GET", path) == []
    with pytest.raises(discord.Forbidden):
        await rest.ask("GET", f"{path}/{sent['id']}")
    with pytest.raises(discord.NotFound, match="10003"):
        await rest.ask("POST", "/channels/12345/messages", json={"content": "x"})
    assert channel.guild is not None
    server.world.leave(channel.guild)
    with pytest.raises(discord.Forbidden, match="50001"):
        await rest.ask("POST", path, json={"content": "x"})


async def test_old_messages_and_published_ones_are_not_edited_for_ever(
    server: DiscordServer, rest: Bot
) -> None:
    channel = server.channel("news", kind="announcement")
    path = f"/channels/{channel.id}/messages"
    sent = await rest.ask("POST", path, json={"content": "x"})
    server.rules.old_after, server.rules.old_edits = -1.0, (1, 3600.0)
    await rest.ask("PATCH", f"{path}/{sent['id']}", json={"content": "y"})
    with pytest.raises(discord.RateLimited):
        await rest.ask("PATCH", f"{path}/{sent['id']}", json={"content": "z"})
    assert server.journal.entries[-1].code == 30046
    server.rules.old_after, server.rules.published_edits = 3600.0, (0, 3600.0)
    await rest.ask("POST", f"{path}/{sent['id']}/crosspost")
    with pytest.raises(discord.RateLimited):
        await rest.ask("PATCH", f"{path}/{sent['id']}", json={"content": "z"})
    assert server.journal.entries[-1].code == 20022
    assert channel.texts() == ["y"]


async def test_nothing_is_said_to_whoever_closed_the_door(server: DiscordServer, rest: Bot) -> None:
    ann = server.person("Ann")
    user = await rest.fetch_user(ann.id)
    await user.send("hello")
    assert ann.private.texts() == ["hello"]
    ann.closes_dms()
    with pytest.raises(discord.Forbidden, match="50007"):
        await user.send("hello?")


async def test_a_wrong_token_is_refused(server: DiscordServer, pointed: None) -> None:
    bot = Bot()
    with pytest.raises(discord.LoginFailure):
        await bot.login("another")
    await bot.close()
    assert server.journal.breaches("unauthorized")

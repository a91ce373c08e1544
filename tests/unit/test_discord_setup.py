"""/setup inside simcord: every screen, what is settled in the store, and those who try to break it."""

import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import InteractionType, OverwriteType
from simcord.results import InteractionResult

from bot.models import UNSUBSCRIBED, Policy, Publication, Target
from bot.ports import Store
from handlers.discord import welcome
from handlers.discord.components import CUSTOM_ID, fits, walk
from handlers.discord.setup.steps import Step, mark, read
from tests.fakes.digests import digest
from tests.fakes.simcord_stations import World, lasting, world_of
from tests.fakes.stores import DAILY

NOW = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
MONTHLY = Publication(slug="ai-monthly", name="AI月刊", kind="monthly")


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with lasting(world_of(store, publications=(DAILY, MONTHLY))) as world:
        yield world


class HasId(Protocol):
    """A channel or thread, of the builders or of the model."""

    @property
    def id(self) -> int: ...


@dataclass
class Server:
    """A guild with a channel and somebody who may set the bot up there; `shown` is what they see."""

    world: World
    guild: Any
    channel: Any
    boss: Any
    shown: Any = None

    def has(self, label: str) -> bool:
        return any(part.get("label") == label for part in walk(self.shown.components))

    @property
    def text(self) -> str:
        return "\n".join(part["content"] for part in walk(self.shown.components) if part["type"] == 10)

    def control(self, act: str) -> dict[str, Any]:
        """The control of that act, such as `take` or `one.layout`; a select before a button."""
        found = (
            dict(part)
            for part in walk(self.shown.components)
            if part.get("custom_id", "").removeprefix("m").startswith(act)
        )
        return max(found, key=lambda part: part["type"])

    async def begins(self, who: MemberActor | None = None) -> "Server":
        """Press the button of a welcome."""
        guild = self.world.env.bot.get_guild(self.guild.id)
        assert guild is not None
        await welcome.greet(self.world.station, guild)
        hello = next(m for c in self.guild.channels.values() for m in reversed(c.history()) if m.components)
        return self._took(await (who or self.boss).click(hello, custom_id=welcome.BEGIN))

    async def opens(self, channel: ChannelHandle | None = None) -> "Server":
        """Go to the main screen of a channel."""
        await self.begins()
        if not self.has("Another channel"):
            await self.selects("channel", channel or self.channel)
        return self

    async def presses(self, label: str, who: MemberActor | None = None) -> "Server":
        return self._took(await (who or self.boss).click(self.shown, label=label))

    async def selects(self, act: str, *values: object) -> "Server":
        return self._took(
            await self.boss.select(self.shown, values, custom_id=self.control(act)["custom_id"])
        )

    async def forged(self, custom_id: str, **data: object) -> "Server":
        """Press what was never a control of this message."""
        result = await self.boss._dispatch_interaction(
            InteractionType.MESSAGE_COMPONENT,
            self.channel,
            {"custom_id": custom_id, "component_type": 2, **data},
            source_message_id=self.shown.id,
        )
        return self._took(result)

    def _took(self, result: InteractionResult) -> "Server":
        assert result.ephemeral or (result.response and result.response.ephemeral), "nobody else sees it"
        shown = result.followups[-1] if result.followups else result.response
        assert shown is not None
        assert fits(shown.components)
        ids = [part["custom_id"] for part in walk(shown.components) if "custom_id" in part]
        assert len(set(ids)) == len(ids)
        assert all(len(each) <= CUSTOM_ID for each in ids)
        self.shown = shown
        return self


def server_of(world: World, name: str = "Server") -> Server:
    env = world.env
    guild = env.create_guild(name)
    channel = guild.create_text_channel("general")
    role = guild.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    return Server(world, guild, channel, guild.add_member(env.create_user(f"{name} boss"), roles=[role]))


@pytest.fixture
def server(world: World) -> Server:
    return server_of(world)


def deny(server: Server, channel: ChannelHandle, **rights: bool) -> None:
    """Overwrite what the bot may do in the channel."""
    allow, denied = discord.PermissionOverwrite(**rights).pair()
    me = server.world.env.backend.bot_user.id
    server.world.env.backend.set_overwrite(
        channel.id,
        Overwrite(target_id=me, type=OverwriteType.MEMBER, allow=allow.value, deny=denied.value),
    )


async def target_of(store: Store, channel: HasId) -> Target:
    (target,) = await store.targets_at("discord", [str(channel.id)])
    return target


def walk_modal(modal: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  (as the simulator has it)
    """The fields of a form."""
    for part in modal["components"]:
        yield from (control for control in [part.get("component")] if control)


async def archive(store: Store, *sections: str, date: dt.date = dt.date(2026, 11, 20)) -> None:
    await store.save(
        digest("One", "Two", date=date).model_copy(
            update={
                "sections": tuple(
                    digest(f"T{number}").sections[0].model_copy(update={"name": name})
                    for number, name in enumerate(sections or ("News",))
                )
            }
        ),
        publication=DAILY.slug,
        text_hash=f"{date}{sections}",
        now=NOW,
        published=True,
    )


async def test_a_channel_is_set_up_with_all_that_a_policy_has(store: Store, server: Server) -> None:
    await archive(store, "News", "Papers")
    role = server.guild.create_role("Readers")
    await server.opens()
    await server.presses("Publications")
    await server.selects("take", mark(DAILY.slug))
    await server.presses("Done")
    await server.presses("Sections")
    await server.selects("take", mark("Papers"))
    await server.presses("Done")
    await server.presses("Hour")
    await server.selects("hour", "07:00")
    await server.selects("zone", "Europe/Berlin")
    await server.presses("Done")
    await server.presses("Look")
    await server.selects("one.layout", "headlines")
    await server.selects("one.preview", "none")
    await server.selects("one.locale", "zh-TW")
    await server.selects("switches", "silent", "pin")
    await server.selects("role", role)
    await server.presses("Done")
    assert "07:00 (Europe/Berlin)" in server.text
    assert f"<@&{role.id}>" in server.text
    assert not await store.targets(platform="discord"), "nothing is settled before it is said"
    await server.presses("Start")
    assert "This chat receives from now on: AI日报" in server.text
    assert "/unsubscribe" not in server.text, "that is meant for the channel itself"
    target = await target_of(store, server.channel)
    assert target.title == "Server › #general"
    assert target.suspended is None
    assert target.policy == Policy(
        publications=(DAILY.slug,),
        sections=("Papers",),
        layout="headlines",
        silent=True,
        pin=True,
        preview="none",
        locale="zh-TW",
        publish_at=dt.time(7),
        timezone="Europe/Berlin",
        role=str(role.id),
    )
    assert len(server.channel.history()) == 1, "only the welcome is read by others"


async def test_a_target_begins_with_its_policy_is_changed_and_ended(store: Store, server: Server) -> None:
    await store.declare_target("discord", str(server.channel.id), Policy(layout="headlines", keywords=("x",)))
    await server.begins()
    assert "Headlines only" in server.text, "/setup in a channel that receives begins with it"
    await server.presses("Look")
    await server.selects("switches", "embeds")
    await server.presses("Done")
    await server.presses("Save")
    changed = (await target_of(store, server.channel)).policy
    assert (changed.embeds, changed.layout, changed.keywords) == (True, "headlines", ("x",))
    await server.presses("Change it")
    await server.presses("End it")
    assert "No more digests come to this chat" in server.text
    assert (await target_of(store, server.channel)).suspended == UNSUBSCRIBED
    await server.presses("Change it")
    assert "Headlines only" in server.text, "it is kept for the day when it subscribes again"
    await server.presses("Start")
    assert (await target_of(store, server.channel)).suspended is None


async def test_what_is_missing_is_said_at_once_and_with_what_it_is_for(store: Store, server: Server) -> None:
    deny(server, server.channel, send_messages=False, create_public_threads=False, pin_messages=False)
    other = server.guild.create_text_channel("other")
    await server.opens()
    assert "Send Messages" in server.text
    assert "to post the digests" in server.text
    assert "Threads" not in server.text, "only what is needed"
    assert "Pin Messages" not in server.text
    assert not server.has("Start")
    deny(server, server.channel, create_public_threads=False, pin_messages=False)
    await server.presses("Look again")
    assert server.has("Start")
    await server.presses("Look")
    await server.selects("switches", "pin")
    await server.presses("Done")
    assert "Pin Messages" in server.text
    assert server.has("Start"), "digests come without a pin"
    await server.presses("Look")
    await server.selects("one.layout", "summary+thread")
    await server.presses("Done")
    assert "Create Public Threads" in server.text
    assert not server.has("Start")
    await server.presses("Another channel")
    await server.selects("channel", other)
    assert "lack" not in server.text


async def test_rights_lost_while_the_screen_stands_are_met_before_anything_is_settled(
    store: Store, server: Server
) -> None:
    await server.opens()
    deny(server, server.channel, view_channel=False)
    await server.presses("Start")
    assert "View Channel" in server.text
    assert not await store.targets(platform="discord")


@pytest.mark.parametrize("act", ["Start", "Look", "Preview"])
async def test_who_lost_manage_server_between_two_presses_is_refused(
    store: Store, server: Server, act: str
) -> None:
    await server.opens()
    before = server.shown
    server.world.env.backend.edit_role(server.guild.id, server.guild.roles["Boss"].id, {"permissions": 1024})
    await server.presses(act)
    assert server.text == "Only those who may manage this server can set me up."
    assert before.components, "the screen stays as it was"
    assert not await store.targets(platform="discord")


async def test_members_are_refused_and_operators_are_not(store: Store, server: Server) -> None:
    env = server.world.env
    member = server.guild.add_member(env.create_user("member"))
    await server.begins(member)
    assert "Only those who may manage" in server.text
    operator = env.create_user("operator")
    server.world.station.desk.admins.append(f"discord:{operator.id}")  # type: ignore[attr-defined]
    await server.begins(server.guild.add_member(operator))
    assert "Where shall digests be posted?" in server.text


async def test_a_channel_that_is_deleted_meanwhile_is_said_to_be_gone(store: Store, server: Server) -> None:
    other = server.guild.create_text_channel("other")
    await server.opens(other)
    server.world.env.backend.delete_channel(other.id)
    await server.presses("Start")
    assert "can't see that channel" in server.text
    assert not await store.targets(platform="discord")


async def test_another_servers_channels_and_drafts_are_refused(store: Store, server: Server) -> None:
    there = server_of(server.world, "Elsewhere")
    await there.opens()
    key = read(there.control("save")["custom_id"])
    assert key is not None
    await server.begins()
    await server.forged(str(Step("channel", str(there.channel.id))))
    assert "can't see that channel" in server.text
    await server.begins()
    await server.forged("mchannel", component_type=8, values=[str(there.channel.id)])
    assert "can't see that channel" in server.text
    for act in ("save", "stop", "resume", "preview", "show"):
        await server.begins()
        await server.forged(str(Step(act, "main" if act == "show" else "", key.key)))
        assert "out of date" in server.text, act
    assert not await store.targets(platform="discord")


def junk() -> Iterator[str]:
    yield from ("m", "m!", "mnone", "mshow.main", "msave", "msave=nothing", "mchannel", "mchannel.x")
    yield from (
        "mshow.nowhere=KEY",
        "mtype.other=KEY",
        "mtyped.other=KEY",
        "mone.policy=KEY",
        "mtake.x.0=KEY",
    )
    yield from ("mchannel.99999999999999999999999999", "mhour=KEY", "mall.keywords=KEY", "mone.layout=KEY")


async def test_controls_that_lead_nowhere_get_one_sentence(store: Store, server: Server) -> None:
    await server.opens()
    found = read(server.control("save")["custom_id"])
    assert found is not None
    for data in junk():
        await server.begins()
        await server.forged(data.replace("KEY", found.key), values=["full", "headlines"])
        assert "out of date" in server.text or "can't" in server.text, data
    foreign = await store.jot('["subscribe","",null]')
    await server.begins()
    await server.forged(str(Step("save", "", foreign)))
    assert "out of date" in server.text
    assert not await store.targets(platform="discord")


async def test_two_admins_at_once_do_not_harm_each_other(store: Store, server: Server) -> None:
    await store.declare_target("discord", str(server.channel.id), Policy(locale="en"))
    await server.opens()
    other = Server(server.world, server.guild, server.channel, server.boss)
    await other.opens()
    await server.presses("Look")
    await server.selects("switches", "silent")
    await server.presses("Done")
    await other.presses("Look")
    await other.selects("one.layout", "headlines")
    await other.presses("Done")
    await server.presses("Save")
    await other.presses("Save")
    assert "Somebody else has changed this meanwhile" in other.text
    policy = (await target_of(store, server.channel)).policy
    assert (policy.silent, policy.layout) == (True, "full"), "nothing is overwritten unseen"
    await other.presses("Save")
    policy = (await target_of(store, server.channel)).policy
    assert (policy.silent, policy.layout) == (True, "headlines")


async def test_what_the_settings_declare_is_theirs_to_change(store: Store) -> None:
    declared = [("discord", "4242", Policy())]
    async with world_of(store, targets=declared) as world:
        server = server_of(world)
        address = str(server.channel.id)
        world.station.desk.targets.append(("discord", address, Policy()))  # type: ignore[attr-defined]
        target = await store.declare_target("discord", address, Policy())
        await store.suspend_target(target.id, "the bot lacks a right there")
        await server.opens()
        assert "can only be changed there" in server.text
        assert not server.has("Save")
        assert not server.has("End it")
        assert server.has("Preview")
        await server.presses("Try again")
        assert "is tried again" in server.text
        assert (await target_of(store, server.channel)).suspended is None


async def test_the_preview_is_what_the_platform_draws(store: Store, server: Server) -> None:
    await archive(store, "News", "Papers")
    await server.opens()
    result = await server.boss.click(server.shown, label="Preview")
    newest = await store.digest()
    assert newest is not None
    platform = server.world.station.desk.platforms["discord"]
    parts = platform.render(newest, Policy(locale="en"))
    assert len(result.followups) == len(parts)
    for followup, part in zip(result.followups, parts, strict=True):
        assert followup.ephemeral
        texts = [each["content"] for each in walk(followup.components) if each["type"] == 10]
        assert texts == [each["content"] for each in walk(part.content["components"]) if each["type"] == 10]
    assert "#general" in str(result.response.components)
    await server.presses("Look")
    await server.selects("switches", "embeds")
    result = await server.boss.click(server.shown, label="Preview")
    assert result.followups[-1].embeds
    assert len(server.channel.history()) == 1


async def test_the_preview_says_where_nothing_is_left_or_nothing_there(store: Store, server: Server) -> None:
    await server.opens()
    await server.presses("Preview")
    assert "nothing to show" in server.text
    await archive(store, "News")
    draft = read((await server.opens()).control("save")["custom_id"])
    assert draft is not None
    await server.presses("Sections")
    shown = await server.boss.click(server.shown, label="Type names…")
    server._took(await server.boss.submit_modal(shown, {"names": "Gardening"}))
    await server.presses("Done")
    await server.presses("Preview")
    assert "nothing is left by what you chose" in server.text


async def test_no_draft_of_an_editor_is_shown_in_a_preview(store: Store, server: Server) -> None:
    await store.save(digest("Secret"), publication=DAILY.slug, text_hash="x", now=NOW)
    await server.opens()
    await server.presses("Preview")
    assert "nothing to show" in server.text


async def test_hours_and_zones_are_typed(store: Store, server: Server) -> None:
    await server.opens()
    await server.presses("Hour")
    shown = await server.boss.click(server.shown, label="Type hour and zone…")
    assert shown.modal is not None
    server._took(await server.boss.submit_modal(shown, {"hour": "８：４５", "zone": "new york"}))
    assert "08:45 (America/New\\_York)" in server.text
    typed = {"hour": "8:45pm o'clock", "zone": "Atlantis/Old", "quiet": "22:00 to 7:00"}
    shown = await server.boss.click(server.shown, label="Type hour and zone…")
    server._took(await server.boss.submit_modal(shown, typed))
    assert "“8:45pm o'clock”" in server.text
    assert "“Atlantis/Old”" in server.text
    assert "22:00-07:00" in server.text, "what could be read is taken"
    shown = await server.boss.click(server.shown, label="Correct what was typed…")
    assert shown.modal is not None
    fields = {part["custom_id"]: part.get("value", "") for part in walk_modal(shown.modal)}
    assert fields == typed | {"quiet": "22:00-07:00"}, "nothing has to be typed again"
    server._took(await server.boss.submit_modal(shown, fields | {"hour": "8:45", "zone": "new york"}))
    assert "o'clock" not in server.text
    assert server.has("Type hour and zone…")
    await server.selects("days", "sat", "mon")
    await server.presses("Done")
    await server.presses("Start")
    policy = (await target_of(store, server.channel)).policy
    assert (policy.publish_at, policy.timezone) == (dt.time(8, 45), "America/New_York")
    assert policy.weekdays == ("mon", "sat")
    assert policy.quiet_hours == (dt.time(22), dt.time(7))


async def test_words_and_what_is_left_out_are_typed_and_kept(store: Store, server: Server) -> None:
    await archive(store, "News", "Papers")
    await server.opens()
    await server.presses("Words")
    assert not server.has("Only watched words"), "there are none"
    shown = await server.boss.click(server.shown, label="Type words…")
    words = {"keywords": "AI, 大模型\nAI", "without_keywords": "招聘", "watch": "英伟达"}
    server._took(await server.boss.submit_modal(shown, words))
    await server.presses("Only watched words")
    await server.presses("Done")
    await server.presses("Sections")
    shown = await server.boss.click(server.shown, label="Type names…")
    server._took(await server.boss.submit_modal(shown, {"names": "", "without": "papers\nJobs"}))
    assert "Left out: Papers, Jobs" in server.text
    await server.presses("Done")
    for told in (
        "**Watched words**: 英伟达",
        "**Only items with**: AI, 大模型",
        "**Only watched words**: yes",
    ):
        assert told in server.text
    await server.presses("Start")
    policy = (await target_of(store, server.channel)).policy
    assert (policy.keywords, policy.without_keywords) == (("AI", "大模型"), ("招聘",))
    assert (policy.watch, policy.digests) == (("英伟达",), False)
    assert (policy.sections, policy.without_sections) == ((), ("Papers", "Jobs"))
    await server.presses("Change it")
    await server.presses("Sections")
    await server.selects("take", mark("Papers"))
    assert "Left out: Jobs" in server.text
    await server.presses("Done")
    await server.presses("Words")
    shown = await server.boss.click(server.shown, label="Type words…")
    server._took(await server.boss.submit_modal(shown, words | {"watch": ""}))
    assert not server.has("Digests as well"), "digests come where nothing is watched for"


async def test_who_presses_without_end_is_asked_to_wait_and_fills_no_store(
    store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.opens()
    kept: list[str] = []
    jot = server.world.station.desk.store.jot

    async def counted(text: str) -> str:
        kept.append(text)
        return await jot(text)

    monkeypatch.setattr(server.world.station.desk.store, "jot", counted)
    main, told = server.shown, 0
    step = Step("channel", str(server.channel.id))
    for _ in range(120):
        server.shown = main
        await server.forged(str(step))
        told += "That was a lot at once." in server.text
    assert 1 <= told < 20, "else there is silence"
    assert 0 < len(kept) < 100


async def test_everybody_is_never_notified(store: Store, server: Server) -> None:
    await server.opens()
    await server.presses("Look")
    await server.selects("role", server.guild.default_role)
    assert "never notify everybody" in server.text


async def test_sixty_publications_are_turned_page_by_page(store: Store) -> None:
    many = [Publication(slug=f"p-{n}", name=f"{n} " + "名" * 120) for n in range(60)]
    async with world_of(store, publications=many) as world:
        server = await server_of(world).opens()
        await server.presses("Publications")
        assert "(1/3)" in server.control("take")["placeholder"]
        await server.selects("take", mark("p-3"), mark("p-5"))
        await server.presses("▶")
        await server.selects("take", mark("p-30"))
        await server.presses("▶")
        await server.selects("take", mark("p-59"))
        await server.presses("◀")
        await server.presses("◀")
        await server.selects("take", mark("p-5"))
        await server.presses("Done")
        await server.presses("Start")
        assert (await target_of(store, server.channel)).policy.publications == ("p-5", "p-30", "p-59")
        await server.presses("Change it")
        await server.presses("Publications")
        await server.presses("Take all")
        await server.presses("Done")
        await server.presses("Save")
        assert (await target_of(store, server.channel)).policy.publications == ()


async def test_two_hundred_sections_are_turned_or_typed(store: Store, server: Server) -> None:
    await archive(store, *(f"Section {n} " + "长" * (n % 120) for n in range(200)))
    await server.opens()
    await server.presses("Sections")
    assert "(1/8)" in server.control("take")["placeholder"]
    for _ in range(7):
        await server.presses("▶")
    last = server.control("take")["options"]
    await server.selects("take", last[-1]["value"])
    shown = await server.boss.click(server.shown, label="Type names…")
    typed = "section 0\n\n Not yet there \nsection 0"
    server._took(await server.boss.submit_modal(shown, {"names": typed}))
    await server.presses("Done")
    await server.presses("Start")
    (first,) = (c.name for c in await store.sections() if c.name.strip() == "Section 0")
    assert (await target_of(store, server.channel)).policy.sections == (first, "Not yet there")


async def test_threads_forums_and_announcements_are_targets(store: Store, server: Server) -> None:
    backend = server.world.env.backend
    news = server.guild.create_news_channel("news")
    forum = server.guild.create_forum_channel("forum")
    thread = backend.create_thread(server.channel.id, "papers", backend.bot_user.id)
    for channel in (news, forum):
        await server.begins()
        if server.has("Another channel"):
            await server.presses("Another channel")
        await server.selects("channel", channel)
        await server.presses("Start")
        assert (await target_of(store, channel)).suspended is None
    deny(server, server.channel, send_messages_in_threads=False)
    await server.begins()
    await server.forged(str(Step("channel", str(thread.id))))
    assert "Send Messages in Threads" in server.text
    deny(server, server.channel, send_messages=False)
    await server.presses("Look again")
    await server.presses("Start")
    assert (await target_of(store, thread)).title == "Server › papers"


async def test_an_archived_thread_is_opened_again_and_a_locked_one_needs_a_right(
    store: Store, server: Server
) -> None:
    backend = server.world.env.backend
    thread = backend.create_thread(server.channel.id, "papers", backend.bot_user.id)
    backend.edit_channel(thread.id, {}, thread_metadata={"archived": True, "locked": True})
    deny(server, server.channel, manage_threads=False)
    await server.begins()
    await server.forged(str(Step("channel", str(thread.id))))
    assert "archived" in server.text
    assert "to write in a locked thread" in server.text
    assert not server.has("Start")


async def test_controls_work_after_a_restart(store: Store) -> None:
    async with world_of(store) as world:
        server = await server_of(world).opens()
        custom_id = server.control("save")["custom_id"]
    found = read(custom_id)
    assert found is not None
    text = await store.jotted(found.key)
    assert text is not None
    assert str(server.channel.id) in text


@pytest.mark.parametrize(("locale", "start"), [("zh-CN", "开始推送"), ("zh-TW", "開始推送"), ("fr", "Start")])
async def test_all_is_said_in_the_users_language(
    store: Store, server: Server, locale: str, start: str
) -> None:
    server.world.spoken = discord.Locale(locale)
    await server.begins()
    await server.selects("channel", server.channel)
    assert server.has(start)
    assert ("**: " in server.text) is not locale.startswith("zh"), "Chinese has a colon of its own"
    await server.presses(start)
    policy = (await target_of(store, server.channel)).policy
    assert policy.locale == (locale if locale != "fr" else "en"), (
        "digests come in it too, if nothing else is said"
    )


def test_the_button_of_the_welcome_is_a_step() -> None:
    assert read(welcome.BEGIN) == Step("begin")


def test_steps_come_back_as_they_were() -> None:
    for act, argument, key in itertools.product(("a", "show"), ("", "x.1", "123"), ("", "A_-z09")):
        step = Step(act, argument, key)
        assert read(str(step)) == step

"""The platforms' own ways to steer, their menus, other people's chats, and those who ask without end."""

import re
from pathlib import Path

from bot.commands.flood import Flood
from bot.models import Policy
from handlers.discord.setup import draft as drafts
from handlers.discord.setup.draft import Draft
from tests.e2e.authority.archive import HIDDEN, NOW, SECRETS, changed
from tests.e2e.authority.discord_scene import Scene as DiscordScene
from tests.e2e.authority.house import house
from tests.e2e.authority.table import OPERATES, READS, STEERS
from tests.e2e.authority.telegram_scene import Scene as TelegramScene
from tests.fakes.discord import DiscordServer
from tests.fakes.discord.interactions import Interaction
from tests.fakes.telegram import TelegramServer

HAND_IN = "Only Ribao's operators hand in digests: the accounts that its settings file names as admins."
MANAGE = "Only those who may manage this server can set me up."
ABSENT = "I am not on this server, or can't see it just now. Add me to it first."
SERVERS = "/setup is for servers. Here, /subscribe does it."
SETTERS = """
where     who            setup
private   reader         servers
private   operator       servers
text      member         managers
text      namesake       managers
text      local          managers
text      moderator      managers
text      manager        yes
text      administrator  yes
text      owner          yes
text      operator       yes
thread    member         managers
thread    manager        yes
foreign   owner          absent
foreign   operator       absent
"""
"""Of /setup, of its buttons and menus, and of its forms: whoever was given them."""
TOLD = {"servers": SERVERS, "managers": MANAGE, "absent": ABSENT}
LISTED = set(READS.split()) - {"item"}
"""What everybody finds in a menu: an item is reached by what leads there."""
MEANT = LISTED | {*STEERS.split(), "status"}
ALL = MEANT | set(OPERATES.split()) - {"resolve"}


async def test_who_sets_a_server_up(tmp_path: Path) -> None:
    async with DiscordServer(limited=False) as server:
        scene = DiscordScene(server)
        async with house(tmp_path, discord=server, places=scene.addresses) as home:
            await server.connected()
            english = Policy(locale="en")
            draft = Draft(
                guild=scene.guild.id, channel=scene.places["text"].id, base=english, receives=True,
                policy=english.model_copy(update={"silent": True}),
            )  # fmt: skip
            key = await drafts.kept(draft, home.store)
            foreign = await drafts.kept(draft.model_copy(update={"guild": 9201}), home.store)
            hidden = HIDDEN["discord"][0]
            lines = [line.split() for line in SETTERS.splitlines()[2:]]
            for place, actor, verdict in lines:
                before = home.dump()
                asked = [
                    scene.gives(place, actor, "setup", ""),
                    scene.presses(place, actor, "mbegin"),
                    scene.presses(place, actor, f"mshow.main={key}"),
                    scene.presses(place, actor, f"mpreview={key}"),
                    scene.chooses(place, actor, str(scene.places["text"].id), "mchannel", 8),
                    scene.submits(place, actor, f"mtyped.words={key}", keywords="芯片"),
                ]
                if verdict != "yes":
                    asked += [
                        scene.presses(place, actor, f"m{act}={key}") for act in ("save", "stop", "resume")
                    ]
                await scene.answered(*asked)
                for each in asked:
                    assert (each.text == TOLD.get(verdict)) is (verdict != "yes"), (place, actor, each.text)
                    assert each.ephemeral or each.updated or place == "private"
                assert changed(before, home.dump(), but=("jottings",) if verdict == "yes" else ()) == []
            # Who manages one server reaches into no other: by a number, or by a draft from there.
            before = home.dump()
            for reach in (
                scene.chooses("text", "manager", hidden, "mchannel", 8),
                scene.presses("text", "manager", f"mchannel.{hidden}"),
                scene.presses("text", "manager", f"msave={foreign}"),
            ):
                await server.answered(reach)
                assert reach.text.startswith(("I can't see that channel", "This control is out of date"))
            assert changed(before, home.dump()) == []
            saved = await server.answered(scene.presses("text", "manager", f"msave={key}"))
            assert "receives from now on" in saved.text
            (newest,) = await home.store.acts(before=None, limit=1)
            assert newest.actor == f"discord:{scene.people['text', 'manager'].id}"


async def test_who_hands_in_a_document(tmp_path: Path) -> None:
    text = "# AI日报 2026年11月21日\n\n## 新闻资讯\n\n1. 标题\n\n正文。\n"
    async with DiscordServer(limited=False) as server, TelegramServer(clock=NOW.timestamp) as other:
        scene, chats = DiscordScene(server), TelegramScene(other)
        async with house(tmp_path, discord=server, telegram=other, places=scene.addresses) as home:
            await server.connected()
            before = home.dump()
            refused: list[Interaction] = []
            for place, actor in (("private", "namesake"), ("text", "owner"), ("foreign", "owner")):
                refused += [
                    scene.gives(place, actor, "submit", ""),
                    scene.presses(place, actor, f"up.{'0' * 16}.key"),
                ]
            for asked in refused:
                await server.answered(asked)
                assert asked.text == HAND_IN
            allowed = await server.answered(scene.presses("text", "operator", f"ud.{'0' * 16}.key"))
            assert "Discarded" in allowed.text or "discarded" in allowed.text, allowed.text

            for actor in ("reader", "namesake"):
                sent = chats.people["private", actor].sends(text)
                await chats.answered(sent)
                assert [reply.text for reply in chats.replies(sent)] == [HAND_IN]
                press = await other.answered(chats.presses("private", actor, f"up.{'0' * 16}"))
                assert press.text == HAND_IN
            assert changed(before, home.dump()) == []
            sent = chats.people["private", "operator"].sends(text)
            await chats.answered(sent)
            assert chats.replies(sent)[-1].buttons


async def test_the_buttons_of_a_greeting(tmp_path: Path) -> None:
    """They name the chat they are about: only who has the say there, now, is obeyed."""
    async with TelegramServer(clock=NOW.timestamp) as server:
        scene = TelegramScene(server)
        async with house(tmp_path, telegram=server) as home:
            group = scene.chats["supergroup"].id
            before = home.dump()
            for place, actor in (("private", "reader"), ("private", "namesake"), ("supergroup", "member")):
                press = await server.answered(scene.presses(place, actor, f"ms{group}.all"))
                assert (press.text, press.alert) == ("Only the admins of that chat can say this.", True)
            elsewhere = await server.answered(scene.presses("group", "admin", f"ms{group}.all"))
            assert "out of date" in elsewhere.text
            assert changed(before, home.dump()) == []
            allowed = await server.answered(scene.presses("supergroup", "owner", f"ms{group}.all"))
            assert not allowed.text
            assert [target.address for target in await home.desk.store.targets_at("telegram", [str(group)])]


async def test_nobody_steers_a_chat_that_is_not_theirs(tmp_path: Path) -> None:
    """Whatever other chat an admin names, it is left alone, and nothing is told of it."""
    async with TelegramServer(clock=NOW.timestamp) as server:
        scene = TelegramScene(server)
        async with house(tmp_path, telegram=server, places=scene.addresses) as home:
            other, topic = scene.chats["group"].id, f"{scene.chats['forum'].id}/{scene.thread}"
            before = home.dump()["targets"]
            here = str(scene.chats["supergroup"].id)
            for name in (*STEERS.split(), "status"):
                for aim in ("telegram:@hidden", "密室", f"telegram:{other}", topic, "all"):
                    given = scene.gives("supergroup", "owner", f"{name} {aim}")
                    (reply,) = await scene.answered(given)
                    told = reply.text.replace(aim, "")
                    assert not [secret for secret in SECRETS.values() if secret in told], reply.text
                    assert not re.search(rf"{other}\b", told)
                    after = home.dump()["targets"]
                    assert [row for row in before if here not in row] == [
                        row for row in after if here not in row
                    ]
                    home.ledger.restore()


async def test_what_the_menus_show(tmp_path: Path) -> None:
    async with DiscordServer(limited=False) as server, TelegramServer(clock=NOW.timestamp) as other:
        scene, chats = DiscordScene(server), TelegramScene(other)
        async with house(tmp_path, discord=server, telegram=other):
            await server.connected()
            commands = await server.until(lambda: server.known(None), what="the commands")
            await other.until(lambda: len(other.menus) == 15, what="the menus")
            shown = {
                (scope, language): {command["command"] for command in menu}
                for (scope, language), menu in other.menus.items()
            }
            for (scope, language), menu in shown.items():
                where = scope.partition(":")[0]
                meant = {"default": LISTED, "all_group_chats": LISTED, "chat": ALL}.get(where, MEANT)
                assert menu == meant, (scope, language)
            assert {scope for scope, _ in shown if "100" in scope}, "an operator's own"
            assert not {scope for scope, _ in shown if "200" in scope}, "nobody else's"

            assert set(commands) == ALL | {"setup", "submit"}
            for name, command in commands.items():
                everybody = name in LISTED
                assert (command["default_member_permissions"] is None) is everybody, name
                assert (1 in command["integration_types"]) is everybody, "what can be brought along"
            helped = [
                ("reader", chats.gives("private", "reader", "help"), MEANT),
                ("member", chats.gives("group", "member", "help"), LISTED),
                ("admin", chats.gives("group", "admin", "help"), MEANT),
                ("namesake", chats.gives("supergroup", "namesake", "help"), LISTED),
                ("operator", chats.gives("private", "operator", "help"), ALL),
            ]
            for actor, given, meant in helped:
                (reply,) = await chats.answered(given)
                assert {name for name in ALL if f"/{name}" in reply.text.split()} == meant, actor
            for actor, meant in (
                ("member", LISTED),
                ("manager", MEANT | {"setup"}),
                ("operator", ALL | {"setup", "submit"}),
            ):
                asked = await server.answered(scene.gives("text", actor, "help", ""))
                assert {
                    name for name in (*ALL, "setup", "submit") if f"/{name}" in asked.text.split()
                } == meant, actor


async def test_who_asks_without_end_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with DiscordServer(limited=False) as server, TelegramServer(clock=NOW.timestamp) as other:
        scene, chats = DiscordScene(server), TelegramScene(other)
        async with house(tmp_path, discord=server, telegram=other, flood=Flood()) as home:
            await server.connected()
            pressed = [chats.presses("group", "member", "csections") for _ in range(100)]
            chosen = [scene.presses("text", "member", "csections") for _ in range(100)]
            await other.until(lambda: all(press.answered for press in pressed), 30, "all presses")
            await server.until(lambda: all(asked.acknowledged for asked in chosen), 30, "all presses")

            def turned() -> int:
                return sum(press.message.edits for press in pressed if press.message)

            await other.until(lambda: turned() >= 24, what="the first presses")
            assert [press.text[:13] for press in pressed if press.text] == ["That was a lo"]
            assert sum("That was a lot" in asked.text for asked in chosen) == 1
            assert sum("新闻资讯" in asked.text for asked in chosen) == 24
            # The others are answered at once; so is the same person, a little later.
            await chats.answered(chats.gives("group", "admin", "today"))
            assert turned() == 24
            answer = await server.answered(scene.gives("text", "manager", "today", ""))
            assert "头条一" in answer.text
            home.clock.forward(seconds=11)
            again = chats.gives("group", "member", "today")
            (reply,) = await chats.answered(again)
            assert "头条一" in reply.text
            # An operator is never held up.
            urgent = [chats.presses("group", "operator", "csections") for _ in range(30)]
            await other.until(lambda: all(press.message and press.message.edits for press in urgent), 30)

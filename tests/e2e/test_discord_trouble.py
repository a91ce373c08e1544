"""When things go wrong on Discord: outages, the gateway, rights, kills, a wrong token; several processes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.discord import SECRET, Newsroom
from tests.e2e.program import Running
from tests.fakes.discord import TOKEN

CROWD = 24
SLUGS = {"away": "断线刊", "rights": "权限刊", "left": "离开刊", "gone": "删除刊", "many": "众人刊"}


class Scene:
    """Who receives what; a test a publication."""

    def __init__(self, room: Newsroom) -> None:
        server = room.discord
        for slug, name in SLUGS.items():
            room.publication(slug, name)
        self.away, self.away_too = room.wants(room.place(), "away"), room.channel("away")
        self.rights, self.gone, self.plain = room.wants(room.place(), "rights"), room.place(), room.place()
        room.wants(self.gone, "gone")
        self.foreign: str = server.guild(name="Others")["id"]
        self.left = room.wants(room.place(guild=self.foreign), "left")
        self.crowd = [room.wants(room.place(), "many") for _ in range(CROWD)]
        self.forums = [room.wants(room.place("forum"), "many") for _ in range(3)]
        self.news = [
            room.wants(room.place("announcement"), "many", layout="summary+thread") for _ in range(3)
        ]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("trouble")) as room:
        yield room


@pytest.fixture(scope="module")
def scene(room: Newsroom) -> Scene:
    scene = Scene(room)
    room.start().listens()
    return scene


def dm(room: Newsroom) -> str:
    """Where the operator is told."""
    number: str = room.discord.dm(person=room.chief.id)["id"]
    return number


def answers(room: Newsroom, where: str) -> bool:
    """Whether somebody who asks there is answered."""
    return "命令" in room.discord.asks(room.reader(), "help", where)["text"]


def test_an_outage_delays_and_loses_nothing(room: Newsroom, scene: Scene) -> None:
    room.discord.down()
    room.write("away", {"新闻": ("久等一则",)})
    (post,) = room.has(scene.away_too, "久等一则")
    assert post["edits"] == 0, "Telegram goes on"
    room.until(lambda: room.run.shows(f"/d/away/{room.today}", "久等一则"), "and the page")
    assert room.line(scene.away)["deliveries"]["pending"] == 1
    room.discord.up()
    room.listens()
    assert answers(room, scene.plain)
    assert len(room.discord.has(scene.away, "久等一则", within=60)) == 1
    room.until(lambda: room.line(scene.away)["deliveries"] == {"posted": 1}, "it is settled")
    assert len(room.discord.posts(scene.away)) == 1
    room.spotless()


def test_rights_are_taken_and_given_back(room: Newsroom, scene: Scene) -> None:
    server = room.discord
    server.permit(channel=scene.rights, view_channel=False)
    # Of the losses of one hour, in whatever order these tests come, the first is told.
    assert "全部推送目标" in server.post(dm(room), "无法送达")["labels"]
    room.until(lambda: room.line(scene.rights)["suspended"] is not None, "it is suspended")
    room.write("rights", {"新闻": ("权限一则",)})
    room.until(lambda: room.run.shows(f"/d/rights/{room.today}", "权限一则"), "it is published")
    assert "may not see" in room.line(scene.rights)["suspended"]
    status = server.asks(room.chief, "status", None)
    assert "看不到这个频道" in status["text"]
    assert server.posts(scene.rights) == []
    server.permit(channel=scene.rights, view_channel=True)
    assert len(server.has(scene.rights, "权限一则")) == 1
    assert room.line(scene.rights)["suspended"] is None
    room.spotless()


def test_a_deleted_channel_is_suspended(room: Newsroom, scene: Scene) -> None:
    room.write("gone", {"新闻": ("删除一则",)})
    room.discord.has(scene.gone, "删除一则")
    room.chief.deletes_channel({"channel": scene.gone})
    # That targets are lost was told in this hour; the next message has this one.
    room.until(lambda: "no such channel" in (room.line(scene.gone)["suspended"] or ""), "it is suspended")
    room.spotless()


def test_a_server_is_left_and_entered_again(room: Newsroom, scene: Scene) -> None:
    server, owner = room.discord, room.reader(scene.foreign, rights=["manage_guild"])
    owner.removes_bot({"guild": scene.foreign})
    room.until(lambda: room.line(scene.left)["suspended"] is not None, "its channel is suspended")
    room.write("left", {"新闻": ("离开一则",)})
    room.until(lambda: room.run.shows(f"/d/left/{room.today}", "离开一则"), "it is published")
    assert server.posts(scene.left) == []
    owner.adds_bot({"guild": scene.foreign})
    assert len(server.has(scene.left, "离开一则")) == 1, "and no greeting: it knows where it belongs"
    assert room.line(scene.left)["suspended"] is None
    room.spotless()


def test_killed_in_the_middle_of_a_digest_it_doubles_and_loses_nothing(room: Newsroom, scene: Scene) -> None:
    server = room.discord

    def arrived() -> int:
        return sum(map(len, map(server.posts, scene.crowd)))

    server.fault(kind="delay", methods=["POST /channels/**"], times=None, seconds=0.5)
    room.write("many", {"新闻": ("众人一则", "众人二则"), "论文": ("众人论文",)})
    server.until(lambda: arrived() > 2, "some have it")
    room.kill()
    assert arrived() < CROWD
    server.heal()
    room.start().listens()

    def stands() -> bool:
        rooms = [
            thread["id"]
            for parent in (*scene.forums, *scene.news)
            for thread in server.below(parent, room.guild)
        ]
        expected = [(each, 1) for each in (*scene.crowd, *scene.news)]
        counts = [len(server.posts(each)) == posts for each, posts in expected]
        return all(counts) and sum(len(server.posts(each)) for each in rooms) == 3 + 3 * 2

    server.until(stands, "everybody has it, once", 90)
    everywhere = dict.fromkeys((*scene.crowd, *scene.forums), 1) | dict.fromkeys(scene.news, 3)

    def settled() -> bool:
        lines = room.lines()
        return all(lines[each]["deliveries"] == {"posted": posts} for each, posts in everywhere.items())

    room.until(settled, "it is settled", 60)
    assert stands()
    room.spotless()


def test_the_gateway_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    with Newsroom(tmp_path) as room:
        room.publication("ai-daily", "AI日报")
        place, server = room.wants(room.place(), "ai-daily"), room.discord
        plain = room.place()
        room.start().listens()

        def times(what: str) -> int:
            number: int = server.gateway(event="counts").get(what, 0)
            return number

        server.gateway(event="drop")
        server.permit(channel=place, view_channel=False)
        server.until(lambda: times("resumed") == 1, "the session is resumed")
        assert times("identified") == 1
        told = server.post(dm(room), "无法送达")
        assert "看不到这个频道" in told["text"], "what happened meanwhile is heard"
        assert answers(room, plain)
        server.gateway(event="forget")
        server.gateway(event="drop", code=4000)
        server.permit(channel=place, view_channel=True)
        server.until(lambda: times("identified") == 2, "another session: the first is invalid", 60)
        assert times("invalidated") == 1
        server.post(dm(room), "恢复了")
        assert answers(room, plain)
        assert server.totals()["syncs"] == 1
        room.spotless()


def test_it_starts_while_discord_is_down(tmp_path: Path) -> None:
    with Newsroom(tmp_path) as room:
        room.publication("ai-daily", "AI日报")
        place, chat = room.wants(room.place(), "ai-daily"), room.channel("ai-daily")
        room.write("ai-daily", {"新闻": ("早到一则",)})
        room.discord.down()
        room.start()
        room.has(chat, "早到一则")
        room.until(lambda: room.run.shows("/", "早到一则"), "the page has it")
        room.until(lambda: "Discord can't be reached" in room.run.log(), "the log says why")
        assert "命令" in room.asks(room.person(), "/help")["text"]
        room.discord.up()
        room.listens()
        assert len(room.discord.has(place, "早到一则", within=60)) == 1
        assert answers(room, place)
        room.spotless()
        assert room.stop() < 5


def test_a_wrong_token_is_one_sentence_and_the_others_go_on(tmp_path: Path) -> None:
    with Newsroom(tmp_path) as room:
        room.publication("ai-daily", "AI日报")
        place, chat = room.wants(room.place(), "ai-daily"), room.channel("ai-daily")
        room.settings = room.settings.replace(TOKEN, f"MTB.another-token.{SECRET}")
        room.write("ai-daily", {"新闻": ("照样登出一则",)})
        room.start()
        room.has(chat, "照样登出一则")
        room.until(lambda: room.run.shows("/", "照样登出一则"), "the page has it")
        room.until(lambda: "does not accept the bot's token" in room.run.log(), "the log says why")
        assert "platforms.discord.token" in room.run.log()
        assert "令牌" in room.told("Discord 无法使用")["text"]
        assert "命令" in room.asks(room.person(), "/help")["text"]
        assert len(room.run.log().splitlines()) < 12, room.run.log()
        assert room.discord.posts(place) == []
        assert room.line(place)["deliveries"] == {"pending": 1}
        refused = room.discord.violations()
        assert {each["where"] for each in refused} == {"GET /users/@me"}
        assert len(refused) < 6, "not asked again and again"
        assert room.stop() < 5


def test_a_worker_and_two_gateways_are_the_whole(tmp_path: Path) -> None:
    with Newsroom(tmp_path) as room, ExitStack() as stack:
        room.publication("ai-daily", "AI日报")
        place, chat = room.wants(room.place(), "ai-daily"), room.channel("ai-daily")
        (room.folder / "ribao.toml").write_text(room.settings, encoding="utf-8")
        config = ("--config", str(room.folder / "ribao.toml"))
        runs = []
        for name, role in (("worker", "worker"), ("one", "gateway")):
            (folder := tmp_path / name).mkdir()
            runs.append(stack.enter_context(Running(folder, *config, "--role", role)))
        room.listens()
        room.write("ai-daily", {"新闻": ("分工一则",)})
        server = room.discord
        (post,) = server.has(place, "分工一则", within=60)
        assert "分工一则" in server.asks(room.reader(), "today", place)["text"]
        (folder := tmp_path / "two").mkdir()
        runs.append(stack.enter_context(Running(folder, *config, "--role", "gateway")))
        server.until(lambda: server.gateway(event="counts")["identified"] == 2, "both listen", 60)
        reader = room.reader()
        asked = server.asks(reader, "search", place, query="分工")
        assert "分工一则" in server.presses(reader, asked["message"], "分享")["text"]
        assert len(server.posts(place)) == 2, "one of them answers"
        room.write("ai-daily", {"新闻": ("分工一则（更正）",)})
        server.until(lambda: "更正" in server.posts(place)[0]["text"], "corrected by the worker")
        assert server.posts(place)[0]["id"] == post["id"]
        done = server.asks(room.chief, "repost", place, options={"where": "here"})
        assert "重新发出" in done["text"]
        server.until(lambda: len(server.posts(place)) == 3, "reposted by the worker, once")
        room.has(chat, "更正")
        server.permit(channel=place, send_messages=False)
        server.until(lambda: bool(room.line(place)["suspended"]), "the gateways see what is lost")
        assert server.violations() == []
        for run in runs:
            assert run.stop()[0] == 0
            assert "Traceback" not in run.log()
            assert SECRET not in run.log()
        assert len(server.posts(place)) == 3

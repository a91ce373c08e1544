"""Digests on Discord and Telegram together: all kinds of places and layouts, corrected, pressed, on time."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.e2e.discord import Message, Newsroom, choice, labelled, options
from tests.e2e.telegram import ZONE, once

SECTIONS = {
    "新闻资讯": ("头条一则", "要闻二则", "快讯三则"),
    "产品应用": ("新品四则", "工具五则"),
    "算法论文": ("论文六则",),
}
MENDED = {
    "新闻资讯": ("头条一则", "要闻二则（更正）", "新增七则"),
    "产品应用": ("新品四则", "工具八则"),
    "算法论文": ("论文六则",),
}
TITLES = tuple(title for titles in SECTIONS.values() for title in titles)
V2 = 1 << 15


class Places:
    """One of each kind that receives a publication, in three layouts, as cards and as embeds."""

    def __init__(self, room: Newsroom, slug: str) -> None:
        server = room.discord
        self.role = server.role(guild=room.guild, name=f"Readers of {slug}")["id"]
        self.text = room.wants(room.place(), slug, role=self.role)
        self.news = room.wants(room.place("announcement"), slug, layout="summary+thread", locale="zh-TW")
        self.chat = room.place()
        self.thread = server.thread(channel=self.chat, name="日报")["id"]
        room.wants(self.chat, slug, thread=int(self.thread), layout="headlines", locale="en", silent=True)
        self.forum = room.wants(room.place("forum", tags=["新闻资讯", "算法论文", "闲聊"]), slug)
        self.letters = room.wants(server.dm(person=room.reader().id)["id"], slug, sections=["产品应用"])
        self.embeds = room.wants(room.place(), slug, embeds=True, pin=True)
        self.telegram = room.channel(slug)

    def has_below(self, room: Newsroom, name: str, posts: int) -> None:
        """Wait until so many stand in the channel's thread, or in the forum's post."""
        what = f"{posts} posts below the {name}"
        room.discord.until(lambda: len(self.all(room).get(f"{name} below", [])) >= posts, what)

    def all(self, room: Newsroom) -> dict[str, list[Message]]:
        """What stands everywhere, in threads and the forum's posts as well."""
        server = room.discord
        found = {
            name: server.posts(getattr(self, name))
            for name in ("text", "news", "thread", "letters", "embeds")
        }
        for name in ("news", "forum"):
            for place in server.below(getattr(self, name), room.guild):
                found[f"{name} below"] = server.posts(place["id"])
        return found | {"telegram": room.posts(self.telegram)}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("posts")) as room:
        yield room


class Scene:
    """The places of both publications, and one for what comes at its hour."""

    def __init__(self, room: Newsroom) -> None:
        self.ready = dt.datetime.now(ZONE)
        self.hour = (dt.datetime.now(ZONE) + dt.timedelta(seconds=15)).replace(microsecond=0)
        room.publication("ai-daily", "AI日报")
        room.publication("mended", "更正刊")
        room.publication("late", "晚报", publish_at=f"{self.hour:%H:%M:%S}")
        self.daily, self.mended = Places(room, "ai-daily"), Places(room, "mended")
        self.late = room.wants(room.place(), "late")


@pytest.fixture(scope="module")
def scene(room: Newsroom) -> Scene:
    scene = Scene(room)
    for slug in ("ai-daily", "mended"):
        room.write(slug, SECTIONS, body="正文很长，一句接着一句。" * 70)
    room.write("late", {"晚间": ("灯下一则",)}, scene.hour.date())
    room.start().listens()
    scene.ready = dt.datetime.now(ZONE)
    for places in (scene.daily, scene.mended):
        room.discord.has(places.text, *TITLES, posts=2)
        room.discord.has(places.news, *TITLES)
        places.has_below(room, "news", len(SECTIONS))
        places.has_below(room, "forum", 2)
        room.discord.has(places.thread, *TITLES)
        room.discord.has(places.letters, *SECTIONS["产品应用"])
        room.discord.has(places.embeds, *TITLES, posts=2)
        room.has(places.telegram, *TITLES, posts=2)
    return scene


@pytest.fixture(autouse=True)
def clean(room: Newsroom) -> Iterator[None]:
    yield
    room.spotless()


def test_a_digest_stands_in_every_place_as_it_is_wanted(room: Newsroom, scene: Scene) -> None:
    at, server, today = scene.daily, room.discord, room.today
    standing = at.all(room)
    whole = ("新闻资讯 · 3", *TITLES[:3], "产品应用 · 2", *TITLES[3:5], "算法论文 · 1", TITLES[5])

    once(standing["text"], *whole)
    first, *others = standing["text"]
    assert first["flags"] & V2
    assert f"{today.year} 年 {today.month} 月 {today.day} 日" in first["text"]
    assert first["fired"] == [f"<@&{at.role}>"], "the role is called once"
    assert not any(each["fired"] for each in others)

    (summary,) = standing["news"]
    once([summary], *TITLES)
    assert "的摘要" not in summary["text"]
    server.until(lambda: bool(server.posts(at.news)[0]["flags"] & 1), "the summary is published to followers")
    (thread,) = server.below(at.news, room.guild)
    assert thread["id"] == summary["id"]
    for part, (name, titles) in zip(standing["news below"], SECTIONS.items(), strict=True):
        once([part], f"{name} · {len(titles)}", *titles)
        assert not part["flags"] & 1

    (heads,) = standing["thread"]
    once([heads], *TITLES)
    assert "的摘要" not in heads["text"]
    assert heads["flags"] & 1 << 12, "without a sound"
    assert server.posts(at.chat) == []

    (post,) = server.below(at.forum, room.guild)
    assert post["name"].startswith(f"AI日报 {today}")
    (forum,) = (each for each in server.places(guild=room.guild) if each["id"] == at.forum)
    named = {tag["id"]: tag["name"] for tag in forum["available_tags"]}
    assert {named[tag] for tag in post["applied_tags"]} == {"新闻资讯", "算法论文"}
    once(standing["forum below"], *whole)

    (own,) = standing["letters"]
    once([own], *SECTIONS["产品应用"])
    assert TITLES[0] not in own["text"]

    lead, *_ = standing["embeds"]
    assert not any(part["components"] or part["flags"] & V2 for part in standing["embeds"])
    once(standing["embeds"], *whole)
    server.until(lambda: bool(server.posts(at.embeds)[0]["pinned"]), "the pin")
    assert lead["embeds"][0]["title"].startswith("🗞 AI日报")
    once(standing["telegram"], *whole)
    room.until(lambda: room.run.shows(f"/d/ai-daily/{today}", TITLES[5]), "the page has it")
    assert room.line(at.forum)["deliveries"] == {"posted": len(standing["forum below"])}


def test_a_correction_changes_what_stands_everywhere(room: Newsroom, scene: Scene) -> None:
    at, server = scene.mended, room.discord
    before = at.all(room)
    room.write("mended", MENDED, body="正文很长，一句接着一句。" * 70)

    def mended(name: str) -> bool:
        text = "\n".join(part["text"] for part in at.all(room)[name])
        wanted = ("工具八则",) if name == "letters" else ("（更正）", "新增七则")
        return all(title in text for title in wanted) and not any(
            gone in text for gone in ("快讯三则", "工具五则")
        )

    server.until(lambda: all(map(mended, before)), "the correction everywhere")
    after = at.all(room)
    titles = tuple(title for some in MENDED.values() for title in some)
    for name, parts in after.items():
        old = [part["id"] for part in before[name]]
        assert [part["id"] for part in parts][: len(old)] == old[: len(parts)], f"in place in {name}"
        once(parts, *(MENDED["产品应用"] if name == "letters" else titles))
        assert not any(part.get("fired_on_edit") for part in parts), "nobody is called again"
    assert after["news"][0]["edits"] == 1
    assert [part["edits"] for part in after["news below"]] == [1, 1, 0], "only what has changed is edited"
    assert after["text"][0]["fired"] == before["text"][0]["fired"]
    server.until(lambda: bool(server.posts(at.news)[0]["flags"] & 1), "it is published to followers")


def test_readers_press_below_a_post(room: Newsroom, scene: Scene) -> None:
    server, reader = room.discord, room.reader()
    last = server.posts(scene.daily.text)[-1]
    for label, pattern in (("上一期", "没有"), ("最新一期", TITLES[0]), ("全部期次", "期")):
        answer = server.presses(reader, last, label)
        assert answer["ephemeral"], label
        assert pattern in answer["text"], (label, answer["text"])
    assert [name.split(" ", 1)[1] for name in options(last)] == list(SECTIONS)
    opened = server.chooses(reader, last, choice(last, "算法论文"))
    assert opened["ephemeral"]
    once([opened["message"]], "算法论文 · 1", TITLES[5])
    english = server.posts(scene.daily.thread)[-1]
    assert labelled(english, "Previous edition")
    assert "There is no" in server.presses(room.reader(locale="en-US"), english, "Previous")["text"]
    assert len(server.posts(scene.daily.text)) == 2, "nothing was posted for all"


def test_nothing_stands_before_its_hour(room: Newsroom, scene: Scene) -> None:
    post, *_ = room.discord.has(scene.late, "灯下一则")
    posted = dt.datetime.fromisoformat(post["timestamp"])
    assert scene.hour <= posted
    assert posted - max(scene.hour, scene.ready) < dt.timedelta(seconds=10)


def test_the_command_line_reposts_to_one_place(room: Newsroom, scene: Scene) -> None:
    room.discord.has(scene.late, "灯下一则")
    room.command(
        "repost", str(scene.hour.date()), "--publication", "late", "--target", f"discord:{scene.late}"
    )
    assert room.discord.until(lambda: len(room.discord.posts(scene.late)) == 2, "reposted") < 5

"""/settings: what a chat can choose by buttons and words, and what of it holds."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.chats import here
from bot.commands.models import Button, Reply, Request
from bot.commands.names import key
from bot.commands.settings import offers
from bot.commands.settings.topics import TOPICS, divided
from bot.locales import LOCALES, catalogue
from bot.models import UNSUBSCRIBED, Locale, Policy, Target
from tests.fakes.shelf import NOW
from tests.unit.commands.conftest import labels, pressed, words
from tests.unit.commands.newsroom import ADMIN, CHANNEL, GROUP, PRIVATE, Newsroom, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        await room.steer("/subscribe", ADMIN, GROUP)
        yield room


async def policy(room: Newsroom) -> Policy:
    """What the group has."""
    (target,) = await room.store.targets_at("fake", ["-2002"])
    return target.policy


async def say(room: Newsroom, line: str | Button, locale: Locale = "zh-CN") -> Reply:
    """An admin of the group says or presses it."""
    return await room.steer(line, ADMIN, GROUP, locale=locale)


TYPED: list[tuple[str, dict[str, object]]] = [
    ("hour 07:30", {"publish_at": dt.time(7, 30)}),
    ("时间 晚上8点半", {"publish_at": dt.time(20, 30)}),
    ("时间7点", {"publish_at": dt.time(7)}),
    ("hour auto", {}),
    ("zone Europe/Berlin", {"timezone": "Europe/Berlin"}),
    ("時區 柏林", {"timezone": "Europe/Berlin"}),
    ("zone new york", {"timezone": "America/New_York"}),
    ("keywords 英伟达, 大模型", {"keywords": ("英伟达", "大模型")}),
    ("关键词 英伟达、GPT 4；英伟达", {"keywords": ("英伟达", "GPT 4")}),
    ("without 招聘", {"without_keywords": ("招聘",)}),
    ("watch 英伟达", {"watch": ("英伟达",)}),
    ("days mon-fri", {"weekdays": ("mon", "tue", "wed", "thu", "fri")}),
    ("星期 工作日", {"weekdays": ("mon", "tue", "wed", "thu", "fri")}),
    ("days 周一、三", {"weekdays": ("mon", "wed")}),
    ("days -sun", {"weekdays": ("mon", "tue", "wed", "thu", "fri", "sat")}),
    ("quiet 22:00-07:00", {"quiet_hours": (dt.time(22), dt.time(7))}),
    ("quiet hours 22 to 7", {"quiet_hours": (dt.time(22), dt.time(7))}),
    ("免打扰 关", {}),
    ("language en", {"locale": "en"}),
    ("语言 繁體", {"locale": "zh-TW"}),
    ("layout headlines", {"layout": "headlines"}),
    ("版式 只要标题", {"layout": "headlines"}),
    ("silent on", {"silent": True}),
    ("静音 开", {"silent": True}),
    ("置顶 是", {"pin": True}),
    ("preview none", {"preview": "none"}),
    ("publications 月刊", {"publications": ("industry-monthly",)}),
    ("publications -ai-daily", {"publications": ("industry-monthly",)}),
    ("sections 论文, 产品应用", {"sections": ("算法论文", "产品应用")}),
    ("栏目 +论文", {"sections": ("算法论文",)}),
    ("omit 论文", {"without_sections": ("算法论文",)}),
    ("without sections 论文", {"without_sections": ("算法论文",)}),
]
UNREADABLE = [
    "hour 25:00", "hour soon", "zone Atlantis", "days someday", "quiet 22", "quiet 8-8", "language fr",
    "layout big", "keywords ！！", f"keywords {'长' * 61}", "publications 晚报", "sections 没有的栏目",
    "colour red", "watch " + ", ".join(f"w{number}" for number in range(51)),
]  # fmt: skip


async def test_what_is_typed_holds_at_once(room: Newsroom) -> None:
    for line, expected in TYPED:
        await room.store.change_target("fake", "-2002", lambda _: Policy())
        reply = await say(room, f"/settings {line}")
        assert not reply.failed, words(reply)
        assert await policy(room) == Policy.model_validate(expected), line
        assert (reply.act is not None) is bool(expected), line


async def test_what_cant_be_read_changes_nothing_and_says_what_would_do(room: Newsroom) -> None:
    before = await policy(room)
    for number, line in enumerate(UNREADABLE):
        locale = LOCALES[number % len(LOCALES)]
        reply = await say(room, f"/settings {line}", locale)
        assert reply.failed, line
        assert await policy(room) == before
        assert "{" not in words(reply)
        ways = [button for row in reply.buttons for button in row]
        assert ways
        assert not (await say(room, ways[0], locale)).failed
        await room.store.change_target("fake", "-2002", lambda _: before)


async def test_lists_are_added_to_and_taken_from(room: Newsroom) -> None:
    for line in ("keywords 英伟达, 大模型", "keywords +机器人", "keywords -大模型, 没有的"):
        assert not (await say(room, f"/settings {line}")).failed
    assert (await policy(room)).keywords == ("英伟达", "机器人")
    await say(room, "/settings without +英伟达")
    assert (await policy(room)).keywords == ("机器人",), "nothing is wanted and unwanted at once"
    assert (await policy(room)).without_keywords == ("英伟达",)
    for line in ("keywords none", "without 无"):
        await say(room, f"/settings {line}")
    assert await policy(room) == Policy()


async def test_the_overview_tells_all_and_leads_everywhere(room: Newsroom) -> None:
    shown = await say(room, "/settings")
    assert "《AI日报》：下一期 5 月 27 日 08:30 发到这里（Asia/Shanghai）。" in words(shown)
    for topic in TOPICS.values():
        assert catalogue("zh-CN")(topic.label) in words(shown)
        page = await say(room, Button(label="", command="settings", argument=topic.name))
        assert not page.failed
        assert "现在：" in words(page)
        assert "全部设置" in labels(page)
    hours = await say(room, pressed(shown, "时间"))
    later = await say(room, pressed(hours, "09:00 ▶"))
    assert "09:00 (Asia/Shanghai)" in words(later)
    assert "08:00 发到" not in words(later)
    assert "✓ 09:00" in labels(later)
    assert "✓ 柏林 UTC+02:00" in labels(await say(room, "/settings zone 柏林")) + labels(
        await say(room, Button(label="", command="settings", argument="zone", page="2"))
    )


async def test_sections_are_pressed_page_by_page(room: Newsroom) -> None:
    shown = await say(room, "/settings sections")
    shown = await say(room, pressed(shown, "算法论文"))
    shown = await say(room, pressed(shown, "开源动态"))
    assert (await policy(room)).sections == ("算法论文", "开源动态")
    again = pressed(shown, "✓ 算法论文")
    for _ in range(2):  # pressed twice it is taken away once
        shown = await say(room, again)
    assert (await policy(room)).sections == ("开源动态",)
    await say(room, next(each for row in shown.buttons for each in row if each.label == "全部"))
    assert (await policy(room)).sections == ()


async def test_two_admins_at_once_lose_nothing(room: Newsroom) -> None:
    lines = (
        "hour 7",
        "zone 柏林",
        "keywords +a1",
        "keywords +b2",
        "silent on",
        "sections +论文",
        "days mon-fri",
    )
    await asyncio.gather(*(say(room, f"/settings {line}") for line in lines))
    held = await policy(room)
    assert set(held.keywords) == {"a1", "b2"}
    assert held == Policy(
        publish_at=dt.time(7),
        timezone="Europe/Berlin",
        keywords=held.keywords,
        silent=True,
        sections=("算法论文",),
        weekdays=("mon", "tue", "wed", "thu", "fri"),
    )


async def test_a_chat_that_receives_nothing_is_offered_to(room: Newsroom) -> None:
    assert labels(await room.steer("/settings hour 7", ADMIN, CHANNEL)) == ["订阅"]
    shown = await room.steer("/settings", ADMIN, CHANNEL)
    assert labels(shown) == ["订阅"]
    assert not await room.store.targets_at("fake", CHANNEL.addresses)
    assert not (await room.steer(pressed(shown, "订阅"), ADMIN, CHANNEL)).failed
    await room.steer("/settings hour 7", ADMIN, CHANNEL)
    await room.steer("/unsubscribe", ADMIN, CHANNEL)
    assert labels(await room.steer("/settings", ADMIN, CHANNEL)) == ["订阅"]
    told = words(await room.steer("/subscribe", ADMIN, CHANNEL))
    assert "07:00" in told, "what was chosen once is kept"


async def test_in_private_it_is_ones_own(room: Newsroom) -> None:
    await room.steer("/subscribe", ADMIN, PRIVATE)
    await room.steer("/settings language en", ADMIN, PRIVATE)
    assert (await policy(room)).locale == "zh-CN"
    (own,) = await room.store.targets_at("fake", ["100"])
    assert own.policy.locale == "en"


async def test_the_answer_goes_along_with_the_language(room: Newsroom) -> None:
    assert "Now: English" in words(await say(room, "/settings 语言 英文"))


async def test_what_the_settings_file_names_is_shown_and_left(room: Newsroom) -> None:
    declared = ("fake", "@chan", Policy(publications=("ai-daily",), silent=True))
    room.desk = replace(room.desk, targets=[declared])
    await room.store.declare_targets([declared])
    shown = await room.steer("/settings", ADMIN, CHANNEL)
    assert not shown.failed
    assert not shown.buttons
    assert "AI日报" in words(shown)
    assert "只能在那里更改" in words(shown)
    for line in ("/settings hour 7", "/watch 英伟达"):
        assert (await room.steer(line, ADMIN, CHANNEL)).failed
    (target,) = await room.store.targets_at("fake", ["@chan"])
    assert target.policy == declared[2]


async def test_who_wants_nothing_is_told_so(room: Newsroom) -> None:
    reply = await say(room, "/settings digests off")
    assert words(reply) == "这里不再收到任何推送。已经发出的会保留。"
    (target,) = await room.store.targets_at("fake", ["-2002"])
    assert target.suspended == UNSUBSCRIBED
    assert not (await say(room, pressed(reply, "重新订阅"))).failed
    assert (await policy(room)).digests


async def test_why_nothing_comes_just_now(room: Newsroom) -> None:
    (target,) = await room.store.targets_at("fake", ["-2002"])
    await room.store.suspend_target(target.id, "the user has blocked the bot")
    assert "目前不往这里发送：用户已屏蔽机器人" in words(await say(room, "/settings"))


async def test_days_on_which_nothing_appears(room: Newsroom) -> None:
    weekly = room.desk.publications[0].model_copy(update={"weekdays": ("mon",)})
    room.desk = replace(room.desk, publications=[weekly])
    assert "不会发到这里" in words(await say(room, "/settings days sat"))


async def target(room: Newsroom) -> Target | None:
    found = await room.store.targets_at("fake", CHANNEL.addresses)
    return found[0] if found else None


async def test_a_word_is_watched_for_without_a_subscription(room: Newsroom) -> None:
    assert "/watch 英伟达" in words(await room.steer("/watch", ADMIN, CHANNEL))
    assert await target(room) is None
    reply = await room.steer("/watch 英伟达, GPT 4", ADMIN, CHANNEL)
    made = await target(room)
    assert made is not None
    assert (made.title, made.policy) == (CHANNEL.title, Policy(digests=False, watch=("英伟达", "GPT 4")))
    await room.steer(pressed(reply, "✗ GPT 4"), ADMIN, CHANNEL)
    await room.steer("/关注 大模型", ADMIN, CHANNEL)
    assert (await room.steer("/watch", ADMIN, CHANNEL)).blocks == (
        await room.steer("/settings watch", ADMIN, CHANNEL)
    ).blocks
    for line, left in (
        ("/watch off 英伟达", ("大模型",)),
        ("/watch 取消 没有的", ("大模型",)),
        ("/watch off", ()),
    ):
        await room.steer(line, ADMIN, CHANNEL)
        made = await target(room)
        assert made is not None
        assert made.policy.watch == left
    assert made.suspended == UNSUBSCRIBED
    assert not (await room.steer("/watch off 英伟达", ADMIN, CHANNEL)).failed
    assert made == await target(room)


async def test_a_subscription_beside_what_is_watched_for(room: Newsroom) -> None:
    await room.steer("/watch 英伟达", ADMIN, CHANNEL)
    await room.steer("/subscribe", ADMIN, CHANNEL)
    made = await target(room)
    assert made is not None
    assert made.policy == Policy(watch=("英伟达",))
    await room.steer("/watch off", ADMIN, CHANNEL)
    made = await target(room)
    assert made is not None
    assert (made.policy, made.suspended) == (Policy(), None)


def test_no_name_means_two_topics() -> None:
    called: dict[str, str] = {}
    for topic in TOPICS.values():
        labels = [catalogue(locale)(topic.label) for locale in LOCALES]
        for name in {key(word) for word in (topic.name, *topic.words, *labels)}:
            assert called.setdefault(name, topic.name) == topic.name, name
            assert divided(name)[0] is topic


@pytest.mark.parametrize("locale", LOCALES)
async def test_each_example_does_what_it_says(room: Newsroom, locale: Locale) -> None:
    translate = catalogue(locale)
    for topic in TOPICS.values():
        for line in map(translate, topic.examples):
            assert not (await say(room, line, locale)).failed, line
    words_of_page = [words(await say(room, f"/settings {name}", locale)) for name in TOPICS]
    assert not any("{" in page for page in words_of_page)


def test_choices_while_one_types() -> None:
    say = catalogue("zh-CN")
    known = {"sections": [("算法论文", "算法论文")]}
    assert [value for _, value in offers("", say, NOW, known)] == list(TOPICS)
    assert offers("时", say, NOW, known)[0] == ("时间 · hour", "hour")
    hours = offers("时间 07", say, NOW, known)
    assert ("时间：07:00", "hour 07:00") in hours
    assert [value for _, value in offers("zone 柏", say, NOW, known)] == ["zone 柏", "zone Europe/Berlin"]
    assert offers("sections +论", say, NOW, known)[1][1] == "sections +算法论文"
    assert [value for _, value in offers("keywords 英伟达", say, NOW, known)] == ["keywords 英伟达"]


async def test_without_a_chat(room: Newsroom) -> None:
    for line in ("/settings", "/watch 英伟达"):
        assert (await room.steer(line, ADMIN, None)).failed
    request = Request(command="settings", actor=ADMIN, now=NOW, chat=GROUP)
    assert (await here(room.desk, request)).receives

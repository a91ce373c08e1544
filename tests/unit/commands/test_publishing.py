"""/publish and /repost: what goes out, where, and that a double tap posts nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.models import Button, Chat
from bot.locales import LOCALES, catalogue
from bot.models import NOT_DECLARED, UNSUBSCRIBED, Locale, Policy
from tests.fakes.shelf import JOURNAL, NOW, daily, item
from tests.unit.commands.conftest import labels, pressed, words
from tests.unit.commands.newsroom import (
    CHANNEL,
    DAILY,
    DRAFT,
    GROUP,
    PRIVATE,
    PUBLISHED,
    Newsroom,
    newsroom,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        yield room


async def test_publish_sends_the_newest_up_to_today(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    tomorrow = daily(DRAFT.replace(day=27))
    await room.store.save(tomorrow, publication=DAILY.slug, text_hash="later", now=room.clock())
    reply = await room.steer("/publish")
    assert words(reply) == "《AI日报》2025 年 5 月 26 日（周一）开始推送：2 条待发送。"
    await room.deliver()
    assert len(room.server.texts("-1001")) == len(room.server.texts("-2002")) == 1
    assert "0526" in room.server.texts("-1001")[0]
    digest = await room.store.digest(DRAFT, publication=DAILY.slug)
    assert digest is not None, "readers see it now"
    assert not (await room.steer(pressed(reply, "进度"))).failed


async def test_published_again_it_says_how_it_stands(room: Newsroom) -> None:
    await room.declare("-1001", "-2002")
    await room.steer("/publish 5-25")
    on_its_way = await room.steer("/publish 5-25")
    assert "-1001：正在发送，进度请看 /status" in words(on_its_way)
    await room.deliver()
    await room.declare("-3003", policy=Policy(sections=("无此栏目",)))
    told = await room.steer("/publish 5-25")
    assert not told.failed
    assert "-1001：已经发过，要重新发请用 /repost" in words(told)
    assert "-3003：按它的设置，这一期没有可发的内容" in words(told)
    assert len(room.server.texts("-1001")) == 1
    await room.declare(*(f"-4{n:03}" for n in range(10)))
    await room.steer("/publish 5-25")
    assert "13 个推送目标都已发出，或者正在发送。" in words(await room.steer("/publish 5-25"))


async def test_a_correction_is_counted(room: Newsroom) -> None:
    await room.declare("-1001")
    await room.steer("/publish 5-25")
    await room.deliver()
    digest = daily(PUBLISHED)
    more = digest.sections[0].model_copy(
        update={"items": (*digest.sections[0].items, item("新增一条", PUBLISHED))}
    )
    changed = digest.model_copy(update={"sections": (more, *digest.sections[1:])})
    await room.store.save(changed, publication=DAILY.slug, text_hash="other", now=room.clock())
    assert words(await room.steer("/publish 5-25")).endswith("开始推送：1 条待发送、1 条待更新。")


async def test_who_can_not_receive_is_told(room: Newsroom) -> None:
    assert "还没有推送目标" in words(await room.steer("/publish 5-25"))
    await room.declare("-1001", policy=Policy(publications=("industry-monthly",)))
    await room.store.declare_target("silent", "-2002", Policy())
    await room.declare("-3003", "-4004", "-5005")
    lost, ended, dropped = await room.store.targets_at("fake", ["-3003", "-4004", "-5005"])
    await room.store.suspend_target(lost.id, "被移出频道")
    await room.store.suspend_target(ended.id, UNSUBSCRIBED)
    await room.store.suspend_target(dropped.id, NOT_DECLARED)
    reply = await room.steer("/publish 5-25")
    assert reply.failed
    text = words(reply)
    assert text.startswith("没有能接收《AI日报》2025 年 5 月 25 日（周日）的推送目标。")
    assert "fake:-1001：只订阅了其他刊物" in text
    assert "silent:-2002：所在的平台没有开启" in text
    assert "fake:-3003：已暂停：被移出频道" in text
    assert "-4004" not in text, "that was somebody's own will"
    assert "-5005" not in text
    assert await room.store.generation(1) == 0


@pytest.mark.parametrize("command", ["publish", "repost"])
@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("2025-02-30", "没有"),
        ("2024-01-01", "没有 2024 年 1 月 1 日（周一）的日报。"),
        ("昨夜", "看不懂日期“昨夜”。"),
        ("5-25 晚报", "没有叫“晚报”的刊物"),
        ("2025-05", "请只写一天"),
    ],
)
async def test_what_names_no_digest(room: Newsroom, command: str, argument: str, sentence: str) -> None:
    await room.declare("-1001")
    reply = await room.steer(f"/{command} {argument}")
    assert reply.failed
    assert sentence in words(reply)
    await room.deliver()
    assert not room.server.texts("-1001")


async def test_several_publications_of_one_day_are_asked_for(room: Newsroom) -> None:
    await room.declare("-1001")
    both = daily(PUBLISHED)
    await room.store.save(both, publication=JOURNAL.slug, text_hash="x", now=room.clock(), published=True)
    reply = await room.steer("/publish 5-25")
    assert reply.failed
    assert sorted(labels(reply)) == ["AI日报", "产业月刊"]
    assert "《产业月刊》" in words(await room.steer(pressed(reply, "产业月刊")))
    asked = await room.steer("/repost 5-25 all")
    assert "重新发出" in words(await room.steer(pressed(asked, "AI日报")))
    assert "《AI日报》" in words(await room.steer("/publish 5-25 日报"))


@pytest.mark.parametrize("locale", LOCALES)
async def test_an_empty_archive_and_an_empty_digest(room: Newsroom, locale: Locale) -> None:
    await room.declare("-1001")
    empty = daily(DRAFT.replace(day=20)).model_copy(update={"sections": ()})
    await room.store.save(empty, publication=DAILY.slug, text_hash="empty", now=room.clock())
    reply = await room.steer("/publish 5-20", locale=locale)
    assert reply.failed
    assert words(reply) == catalogue(locale)(
        "The digest of {date} has no items: there is nothing to send.",
        date=catalogue(locale).date(DRAFT.replace(day=20)),
    )


# --- repost ---


async def published(room: Newsroom, *addresses: str) -> None:
    """Have the newest digest stand in these targets."""
    await room.declare(*addresses)
    await room.steer("/publish 5-25")
    await room.deliver()


async def posts(room: Newsroom, *addresses: str) -> list[int]:
    """How many posts stand in each, when all is carried out."""
    await room.deliver()
    return [len(room.server.texts(address)) for address in addresses]


async def test_here_is_where_it_was_sent(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    reply = await room.steer("/repost", chat=CHANNEL)
    assert words(reply) == "《AI日报》2025 年 5 月 25 日（周日）正在 1 个推送目标重新发出。"
    assert await posts(room, "-1001", "-2002") == [2, 1]
    await room.steer("/repost 5-25 本群", chat=GROUP)
    assert await posts(room, "-1001", "-2002") == [2, 2]
    await room.steer("/repost 5-25 all", chat=GROUP)
    assert await posts(room, "-1001", "-2002") == [3, 3]


async def test_a_chat_is_known_by_any_of_its_addresses(room: Newsroom) -> None:
    await published(room, "@chan", "-2002")
    await room.steer("/repost", chat=CHANNEL)
    assert await posts(room, "@chan", "-2002") == [2, 1]


async def test_elsewhere_it_asks_first(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    reply = await room.steer("/repost")
    assert not reply.failed
    assert len(labels(reply)) == 2
    assert await posts(room, "-1001", "-2002") == [1, 1], "asked, not done"
    assert not (await room.steer(pressed(reply, "先看一看"))).failed
    assert "正在 2 个推送目标重新发出" in words(await room.steer(pressed(reply, "全部 2 个")))
    assert await posts(room, "-1001", "-2002") == [2, 2]


async def test_here_in_a_chat_that_is_no_target_offers_all(room: Newsroom) -> None:
    await published(room, "-1001")
    assert (await room.steer("/repost 5-25 here", chat=None)).failed
    reply = await room.steer("/repost 5-25 here")
    assert reply.failed
    assert words(reply) == "这里没有订阅日报，无法在这里重新发。"
    await room.steer(pressed(reply, "推送目标"))
    assert await posts(room, "-1001") == [2]


async def test_a_double_tap_posts_once(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    button = pressed(await room.steer("/repost"), "全部 2 个")
    first = await room.steer(button)
    second = await room.steer(button)
    assert "正在 2 个推送目标" in words(first)
    assert words(second).startswith("《AI日报》2025 年 5 月 25 日（周日）刚才已经重新发过，这次没有再发。")
    assert not second.failed
    assert await posts(room, "-1001", "-2002") == [2, 2]
    assert "这次没有再发" in words(await room.steer(button)), "nor long after"
    assert await posts(room, "-1001", "-2002") == [2, 2]


async def test_two_taps_at_once_post_once(room: Newsroom) -> None:
    await published(room, "-1001", "-2002")
    button = pressed(await room.steer("/repost"), "全部 2 个")
    replies = await asyncio.gather(*(room.steer(button) for _ in range(5)))
    assert sum("正在 2 个推送目标" in words(reply) for reply in replies) == 1
    assert sum("这次没有再发" in words(reply) for reply in replies) == 4
    assert await posts(room, "-1001", "-2002") == [2, 2]


async def test_typed_twice_it_is_meant_twice(room: Newsroom) -> None:
    await published(room, "-1001")
    await room.steer("/repost 5-25 all")
    await room.deliver()
    await room.steer("/repost 5-25 all")
    assert await posts(room, "-1001") == [3]


@pytest.mark.parametrize("page", ["0", "-1", "x", "９", "1" * 40, ""])
async def test_a_strange_generation_is_no_reason_to_post(room: Newsroom, page: str) -> None:
    await published(room, "-1001")
    button = Button(label="?", command="repost", argument="2025-05-25 ai-daily all", page=page or None)
    await room.steer(button)
    assert (await posts(room, "-1001"))[0] <= 2
    assert await room.store.generation(2) <= 2


async def test_a_draft_is_published_rather(room: Newsroom) -> None:
    await room.declare("-1001")
    reply = await room.steer("/repost 今天", chat=CHANNEL)
    assert reply.failed
    assert words(reply) == "《AI日报》2025 年 5 月 26 日（周一）还没有发布。"
    assert "开始推送" in words(await room.steer(pressed(reply, "现在发布")))


async def test_without_a_date_it_is_the_newest_published(room: Newsroom) -> None:
    await room.declare("-1001")
    assert "5 月 25 日" in words(await room.steer("/repost", chat=CHANNEL))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("chat", [PRIVATE, CHANNEL, None], ids=["private", "channel", "-"])
async def test_in_each_language(room: Newsroom, locale: Locale, chat: Chat | None) -> None:
    await published(room, "-1001", "-2002")
    for line in (
        "/publish",
        "/publish 5-25",
        "/repost",
        "/repost 5-25 here",
        "/repost 5-25 all",
        "/publish 1-1",
    ):
        text = words(await room.steer(line, chat=chat, locale=locale))
        names = text.replace("AI日报", "").replace("产业月刊", "")
        assert any("一" <= character <= "龥" for character in names) is (locale != "en"), text
        assert "{" not in text
    assert NOW.tzinfo is not None

"""/subscribe and /unsubscribe: a chat decides what comes, unless the settings do."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.locales import LOCALES
from bot.models import NOT_DECLARED, PAUSED, UNSUBSCRIBED, Locale, Policy, Target
from tests.unit.commands.conftest import cards, labels, pressed, words
from tests.unit.commands.newsroom import ADMIN, CHANNEL, DAILY, GROUP, PRIVATE, Newsroom, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        yield room


async def target(room: Newsroom, address: str) -> Target:
    """The one target of that address."""
    (found,) = await room.store.targets_at("fake", [address])
    return found


async def test_a_chat_becomes_a_target_in_its_language(room: Newsroom) -> None:
    reply = await room.steer("/subscribe", ADMIN, CHANNEL, locale="zh-TW")
    assert not reply.failed
    assert (await target(room, "-1001")).policy == Policy(locale="zh-TW")
    assert (await target(room, "-1001")).title == CHANNEL.title
    assert "今後這裡會收到：AI日报、产业月刊。" in words(reply)
    await room.steer("/publish 5-25")
    await room.deliver()
    assert len(room.server.texts("-1001")) == 1


async def test_the_named_publications(room: Newsroom) -> None:
    for line in ("/subscribe 日报", "/订阅AI日报", "/subscribe ai-daily"):
        await room.steer(line, ADMIN, GROUP)
        assert (await target(room, "-2002")).policy.publications == ("ai-daily",), line
    await room.steer("/subscribe 月刊、日报", ADMIN, GROUP)
    assert (await target(room, "-2002")).policy.publications == ("industry-monthly", "ai-daily")
    assert len(await room.store.targets()) == 1
    await room.steer("/subscribe", ADMIN, GROUP)
    assert (await target(room, "-2002")).policy.publications == ("industry-monthly", "ai-daily"), "as before"
    for line in ("/subscribe all", "/订阅 全部"):
        await room.steer("/subscribe 日报", ADMIN, GROUP)
        await room.steer(line, ADMIN, GROUP)
        assert (await target(room, "-2002")).policy.publications == (), line


async def test_a_name_that_none_has_brings_the_choice(room: Newsroom) -> None:
    reply = await room.steer("/subscribe 晚报", ADMIN, PRIVATE)
    assert reply.failed
    assert labels(reply) == ["AI日报", "产业月刊"]
    assert not await room.store.targets()
    assert not (await room.steer(pressed(reply, "月刊"), ADMIN, PRIVATE)).failed
    assert (await target(room, "100")).policy.publications == ("industry-monthly",)


async def test_when_the_next_one_comes(room: Newsroom) -> None:
    told = words(await room.steer("/subscribe", ADMIN, CHANNEL))  # 9:30 on 26 May
    assert "《AI日报》：下一期 5 月 27 日 08:30 发到这里（Asia/Shanghai）。" in told
    assert "《产业月刊》：每期一出就发到这里。" in told
    room.clock.forward(hours=-2)
    assert "下一期 5 月 26 日 08:30" in words(await room.steer("/subscribe", ADMIN, CHANNEL))
    weekly = DAILY.model_copy(update={"kind": "weekly", "publish_at": dt.time(18, 0)})
    room.desk = replace(room.desk, publications=[weekly])
    assert "每期在当天 18:00 发到这里" in words(await room.steer("/subscribe", ADMIN, CHANNEL))


async def test_the_newest_digest_is_offered(room: Newsroom) -> None:
    reply = await room.steer("/subscribe 日报", ADMIN, CHANNEL)
    shown = await room.steer(pressed(reply, "最新一期"), ADMIN, CHANNEL)
    assert not shown.failed
    assert not cards(shown)


async def test_other_wishes_stay(room: Newsroom) -> None:
    await room.store.declare_target("fake", "@chan", Policy(silent=True, pin=True, sections=("算法论文",)))
    await room.steer("/subscribe 日报", ADMIN, CHANNEL)
    (only,) = await room.store.targets()
    assert only.address == "@chan", "the chat was known by its name"
    assert only.policy == Policy(silent=True, pin=True, sections=("算法论文",), publications=("ai-daily",))


@pytest.mark.parametrize("reason", [UNSUBSCRIBED, "kicked from the chat"])
async def test_it_is_resumed(room: Newsroom, reason: str) -> None:
    await room.steer("/subscribe", ADMIN, GROUP)
    await room.store.suspend_target((await target(room, "-2002")).id, reason)
    await room.steer("/subscribe", ADMIN, GROUP)
    assert (await target(room, "-2002")).suspended is None


async def test_what_an_operator_paused_stays_so(room: Newsroom) -> None:
    await room.steer("/subscribe 日报", ADMIN, GROUP)
    await room.steer("/publish 5-24")
    before = await target(room, "-2002")
    await room.store.suspend_target(before.id, PAUSED)
    for line in ("/subscribe 月刊", "/settings hour 7", "/watch 英伟达"):
        reply = await room.steer(line, ADMIN, GROUP)
        assert not reply.failed
        assert "运维人员暂停了这里的推送" in words(reply)
        assert (await target(room, "-2002")).suspended == PAUSED
    assert (await target(room, "-2002")).policy == Policy(
        publications=("industry-monthly",), publish_at=dt.time(7), watch=("英伟达",)
    )
    for _ in range(2):  # the digests, then what is watched for
        await room.steer("/unsubscribe", ADMIN, GROUP)
        assert (await target(room, "-2002")).suspended == PAUSED, "whoever comes back is paused"
    assert words(await room.steer("/unsubscribe", ADMIN, GROUP)) == "这里没有订阅日报，不必退订。"
    await room.store.resume_target(before.id)
    await room.deliver()
    assert not room.server.texts("-2002"), "what waited there is not sent to whoever left"


async def test_what_is_watched_for_outlives_the_digests_until_it_is_said_again(room: Newsroom) -> None:
    await room.steer("/subscribe", ADMIN, GROUP)
    await room.steer("/watch 英伟达", ADMIN, GROUP)
    reply = await room.steer("/unsubscribe", ADMIN, GROUP)
    assert "“英伟达”" in words(reply)
    there = await target(room, "-2002")
    assert (there.suspended, there.policy.digests, there.policy.watch) == (None, False, ("英伟达",))
    assert not (await room.steer(pressed(reply, "一并结束"), ADMIN, GROUP)).failed
    assert (await target(room, "-2002")).suspended == UNSUBSCRIBED
    await room.steer("/subscribe", ADMIN, GROUP)
    there = await target(room, "-2002")
    assert (there.suspended, there.policy.digests, there.policy.watch) == (None, True, ("英伟达",))


async def test_unsubscribed_nothing_comes_and_what_stands_stays(room: Newsroom) -> None:
    await room.steer("/subscribe", ADMIN, GROUP)
    await room.steer("/publish 5-24")
    await room.deliver()
    reply = await room.steer("/退订", ADMIN, GROUP)
    assert not reply.failed
    assert (await target(room, "-2002")).suspended == UNSUBSCRIBED
    await room.declare("-1001")
    await room.steer("/publish 5-25")
    await room.deliver()
    assert len(room.server.texts("-2002")) == 1
    assert len(room.server.texts("-1001")) == 1
    again = words(await room.steer("/unsubscribe", ADMIN, GROUP))
    assert again == "这里没有订阅日报，不必退订。"
    assert not (await room.steer(pressed(reply, "重新订阅"), ADMIN, GROUP)).failed
    await room.deliver()
    assert (await target(room, "-2002")).suspended is None
    assert len(room.server.texts("-2002")) == 1, "what came out meanwhile is not made up for"


async def test_a_chat_that_never_subscribed(room: Newsroom) -> None:
    assert words(await room.steer("/unsubscribe", ADMIN, GROUP)) == "这里没有订阅日报，不必退订。"


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe"])
async def test_what_the_settings_name_is_theirs(room: Newsroom, command: str) -> None:
    declared = ("fake", "@chan", Policy(publications=("ai-daily",)))
    room.desk = replace(room.desk, targets=[declared])
    await room.store.declare_targets([declared])
    before = await room.store.targets()
    reply = await room.steer(f"/{command}", ADMIN, CHANNEL)
    assert reply.failed
    assert words(reply) == "这里是在 Ribao 的设置文件里指定的推送目标，只能在那里更改。"
    assert await room.store.targets() == before


async def test_a_chat_of_the_settings_that_was_lost_can_be_called_back(room: Newsroom) -> None:
    declared = ("fake", "@chan", Policy(publications=("ai-daily",)))
    room.desk = replace(room.desk, targets=[declared])
    await room.store.declare_targets([declared])
    before = await target(room, "@chan")
    await room.store.suspend_target(before.id, "nobody may write there")
    reply = await room.steer("/subscribe", ADMIN, CHANNEL)
    assert words(reply) == "这里已恢复推送。推送什么由设置文件决定。"
    assert await target(room, "@chan") == before


async def test_what_the_settings_named_once_may_subscribe(room: Newsroom) -> None:
    await room.store.declare_targets([("fake", "@chan", Policy())])
    await room.store.declare_targets([])
    assert (await target(room, "@chan")).suspended == NOT_DECLARED
    assert words(await room.steer("/unsubscribe", ADMIN, CHANNEL)) == "这里没有订阅日报，不必退订。"
    await room.steer("/subscribe", ADMIN, CHANNEL)
    assert (await target(room, "@chan")).suspended is None


@pytest.mark.parametrize("locale", LOCALES)
async def test_in_each_language(room: Newsroom, locale: Locale) -> None:
    for line in ("/subscribe", "/subscribe x", "/unsubscribe", "/unsubscribe"):
        text = (
            words(await room.steer(line, ADMIN, GROUP, locale=locale))
            .replace("AI日报", "")
            .replace("产业月刊", "")
        )
        assert any("一" <= character <= "龥" for character in text) is (locale != "en"), text
        assert "{" not in text
    assert (await room.steer("/subscribe", ADMIN, None, locale=locale)).failed

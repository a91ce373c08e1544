"""Commands on Telegram: who is answered, where, in which language, and with what."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.models import Policy
from handlers.telegram import deeplinks
from tests.fakes.newsroom import Newsroom, newsroom
from tests.fakes.telegram import Message

READING = (
    "/today",
    "/digest 2026-11-19",
    "/digest",
    "/section 算法论文",
    "/sections",
    "/search 大模型",
    "/help",
    "/start",
)


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def addresses(message: Message) -> list[str]:
    links = [entity["url"] for entity in message.entities if "url" in entity]
    return links + [button["url"] for button in message.buttons if "url" in button]


async def item_of(room: Newsroom) -> int:
    digest = await room.station.desk.store.digest()
    assert digest is not None
    return digest.sections[0].items[0].id


async def test_every_reading_command_is_answered_as_a_reply(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        for line in (*READING, f"/item {await item_of(room)}"):
            asked = room.reader.says(line)
            answer = await room.answer(asked)
            assert answer.text, line
            assert answer.reply_to == asked.id
            assert "{" not in answer.text
        assert not room.server.violations


async def test_words_that_are_no_command_are_looked_for_in_private(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        answer = await room.asks("大模型")
        assert "大模型" in answer.text
        bold = [e for e in answer.entities if e["type"] == "bold"]
        assert bold, "what matched stands out"
        assert any(re.search(r"start=i_\d+$", url) for url in addresses(answer))
        assert any("share/url" in url and "start%3Ds_" in url for url in addresses(answer))
        assert any(url.startswith("https://news.example/") for url in addresses(answer))


async def test_a_digest_has_its_permalink_and_its_sections(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        answer = await room.asks("/today")
        assert any("start%3Dd_2026-11-20_ai-daily" in url for url in addresses(answer))
        assert any(label.startswith("算法论文") for label in labels(answer))
        copied = [button["copy_text"]["text"] for button in answer.buttons if "copy_text" in button]
        assert copied == ["https://t.me/ribao_bot?start=d_2026-11-20_ai-daily"]


async def test_an_item_has_its_permalink(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        number = await item_of(room)
        answer = await room.asks(f"/item {number}")
        assert any(f"start%3Di_{number}" in url for url in addresses(answer))


async def test_deep_links_lead_to_items_digests_and_searches(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        number = await item_of(room)
        store = room.station.desk.store
        item = await store.item(number)
        assert item is not None
        for payload, expected in (
            (deeplinks.item(number), item.title),
            ("d_2026-11-19_ai-daily", "11月19日"),
            ("d_2026-11-19", "11月19日"),
            (deeplinks.search("大模型") or "", "大模型"),
        ):
            answer = await room.answer(room.reader.starts(payload))
            assert expected in answer.text, payload


@pytest.mark.parametrize("payload", ["i_x", "d_2026-99-99", "s_w", "hello", "xyz-1"])
async def test_a_payload_that_leads_nowhere_is_welcomed_with_a_kind_word(
    tmp_path: Path, payload: str
) -> None:
    async with newsroom(tmp_path) as room:
        answer = await room.answer(room.reader.starts(payload))
        assert answer.text.startswith("这个链接已经失效")
        assert "今天的日报" in labels(answer) or labels(answer)


async def test_an_unknown_command_gets_the_nearest_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        answer = await room.asks("/tody")
        assert "/today" in labels(answer)
        await room.turns(answer, "/today")
        assert "11月20日" in answer.text


async def test_in_a_group_only_what_is_meant_for_this_bot(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        server = room.server
        server.reads_groups = True
        group = server.supergroup("Readers", members=(room.reader,))
        for line in (
            "大模型",
            "today",
            "/today@other_bot",
            "/today",
            "/搜索 大模型",
            "/tody",
            "/",
            "/ 大模型",
            "/usr/bin",
            "@ribao_bot hi",
        ):
            asked = room.reader.says(line, group)
            await room.quiet()
            assert not room.after(asked), line
        answer = None
        for line in ("/today@ribao_bot", "/TODAY@Ribao_Bot", "/搜索@ribao_bot 大模型", "/tody@ribao_bot"):
            asked = room.reader.says(line, group)
            answer = await room.answer(asked)
            assert answer.reply_to == asked.id, line
        asked = room.reader.says("/sections", group, reply_to=answer)
        assert (await room.answer(asked)).reply_to == asked.id, "to a message of its own"
        assert not server.violations


async def test_in_the_right_topic(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        forum = room.server.supergroup("Forum", members=(room.reader,), forum=True)
        thread = room.server.topic(forum, "News")
        assert (await room.asks("/today@ribao_bot", chat=forum, thread=thread)).thread == thread
        assert (await room.asks("/today@ribao_bot", chat=forum)).thread is None
        shown = await room.asks("/section@ribao_bot 算法论文", chat=forum, thread=thread)
        await room.turns(shown, "下一页 ▶")
        assert shown.thread == thread


async def test_in_a_channel_its_admins_are_answered(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        channel = room.server.channel("News", owner=room.reader)
        asked = room.reader.posts("/today", channel)
        answer = await room.answer(asked)
        assert answer.reply_to == asked.id
        for line in ("大模型", "/today@other_bot", "/nothing"):
            asked = room.reader.posts(line, channel)
            await room.quiet()
            assert not room.after(asked), line


async def test_steering_takes_the_say(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        owner = room.server.person("Owner")
        store = room.station.desk.store
        for anonymous in (False, True):
            group = room.server.supergroup("Readers", owner=owner, members=(room.reader,))
            refused = await room.asks("/subscribe@ribao_bot ai-daily", chat=group)
            assert not await store.targets_at("telegram", [str(group.id)])
            granted = await room.answer(
                owner.says("/subscribe@ribao_bot ai-daily", group, anonymous=anonymous)
            )
            assert granted.text != refused.text
            [target] = await store.targets_at("telegram", [str(group.id)])
            assert target.policy.publications == ("ai-daily",)
        channel = room.server.channel("News", owner=owner, username="NewsHere")
        await room.answer(owner.posts("/subscribe ai-daily", channel))
        assert await store.targets_at("telegram", [str(channel.id)])
        forum = room.server.supergroup("Forum", owner=owner, forum=True)
        thread = room.server.topic(forum, "News")
        await room.asks("/subscribe@ribao_bot ai-daily", owner, forum, thread=thread)
        assert await store.targets_at("telegram", [f"{forum.id}/{thread}"])


async def test_an_order_that_comes_late_is_not_obeyed_without_a_question(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.clock.time = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=20)
        operator = room.server.person("Operator", id=100, started=True)
        asked = await room.asks("/repost 11-20 all", operator)
        assert "当时没有执行" in asked.text
        done = await room.turns(asked, "现在执行", operator)
        assert "当时没有执行" not in done.text
        assert "当时没有执行" not in (await room.asks("/today")).text, "reading is never late"


async def test_edited_and_forwarded_messages_run_no_command(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        first = room.reader.says("/sections")
        await room.answer(first)
        room.reader.edits(first, "/today")
        last = room.reader.forwards(first)
        await room.quiet()
        assert len(room.after(first)) == 1
        assert not room.after(last)


async def test_captions_and_posts_by_way_of_bots_are_left_alone(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        typed = room.reader.types("大模型")
        await room.server.until(lambda: typed.answered)
        chosen = room.reader.chooses(typed)
        await room.quiet()
        assert not room.after(chosen)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("zh-hans", "栏目"),
        ("zh-hant", "分類"),
        ("zh-TW", "分類"),
        ("zh-HK", "分類"),
        ("zh", "栏目"),
        ("fr", "Sections"),
        ("en-GB", "Sections"),
        (None, "栏目"),
    ],
)
async def test_in_the_readers_own_language(tmp_path: Path, code: str | None, word: str) -> None:
    async with newsroom(tmp_path) as room:
        reader = room.server.person("Other", language=code, started=True)
        assert word in (await room.asks("/sections", reader)).text


async def test_in_a_group_in_the_targets_language(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        group = room.server.supergroup("Readers", members=(room.reader,))
        assert "栏目" in (await room.asks("/sections@ribao_bot", chat=group)).text
        await room.station.desk.store.declare_target("telegram", str(group.id), Policy(locale="en"))
        assert "Sections" in (await room.asks("/sections@ribao_bot", chat=group)).text


async def test_a_store_that_is_away_gets_one_kind_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:

        async def away(*_: object, **__: object) -> None:
            raise StoreUnavailable("no such server")

        shown = await room.asks("/section@ribao_bot 算法论文")
        for name in ("search", "sections", "section", "publications", "targets_at", "jot"):
            monkeypatch.setattr(type(room.station.desk.store), name, away)
        channel = room.server.channel("News", owner=room.reader)
        for asked in (room.reader.says("大模型"), room.reader.posts("/sections", channel)):
            assert (await room.answer(asked)).text == "暂时读不到存档，请稍后再试。"
        await room.turns(shown, "下一页 ▶")
        assert shown.text == "暂时读不到存档，请稍后再试。"


async def test_who_asks_too_much_gets_one_kind_word(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.station.flood._most = 3.0
        room.station.flood._peace = 2.0
        first, *_ = [room.reader.says("/help") for _ in range(8)]
        await room.server.until(lambda: len(room.after(first)) == 4)
        await room.quiet()
        answers = [message.text for message in room.after(first)]
        assert len(answers) == 4
        assert sum("请歇 4 秒" in text for text in answers) == 1
        other = room.server.person("Other", started=True)
        assert "/today" in (await room.asks("/help", other)).text
        room.clock.forward(seconds=5)
        assert "/today" in (await room.asks("/help")).text
        operator = room.server.person("Operator", id=100, started=True)
        first, *_ = [operator.says("/help") for _ in range(6)]
        await room.server.until(lambda: len(room.after(first)) == 6)


async def test_an_empty_archive_is_said(tmp_path: Path) -> None:
    async with newsroom(tmp_path, empty=True) as room:
        for line in ("/today", "/digest", "/sections"):
            assert (await room.asks(line)).text

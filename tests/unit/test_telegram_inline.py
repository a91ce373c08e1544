"""Inline mode: what `@bot words` offers in any chat."""

from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.models import Digest, Item, Section
from handlers.telegram import deeplinks
from tests.fakes.newsroom import NOW, Newsroom, newsroom
from tests.fakes.telegram import InlineQuery


async def typed(room: Newsroom, words: str, offset: str = "") -> InlineQuery:
    """What is offered for these words."""
    query = room.reader.types(words, offset)
    await room.server.until(lambda: query.answered, what=f"results for {words!r}")
    return query


def titles(query: InlineQuery) -> list[str]:
    return [result["title"] for result in query.results]


async def test_hits_come_ranked_as_in_the_search(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        query = await typed(room, "大模型")
        answer = await room.asks("大模型")
        assert len(query.results) == 10
        places = [answer.text.index(title) for title in titles(query)]
        assert places == sorted(places)


async def test_a_card_tells_what_it_puts_into_the_chat(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        query = await typed(room, "备考指南")
        card = query.results[0]
        assert "大模型备考指南" in card["title"]
        assert "新闻资讯" in card["description"]
        assert "11 月 17 日" in card["description"]
        assert card["url"] == "https://example.com/articles/exam-guide"
        chosen = room.reader.chooses(query)
        assert card["title"] in chosen.text
        assert any(e.get("url") == card["url"] for e in chosen.entities)
        [button] = chosen.buttons
        assert button["url"] == f"https://t.me/ribao_bot?start={card['id']}"
        assert query.personal
        assert not room.server.violations


async def test_pages_follow_each_other_without_end_or_repetition(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        seen: list[str] = []
        offset, pages = "", 0
        while pages == 0 or offset:
            query = await typed(room, "大模型", offset)
            seen += [result["id"] for result in query.results]
            offset, pages = query.next_offset, pages + 1
            assert len(offset.encode()) <= 64
            assert pages < 10
        assert pages > 1
        assert len(seen) == len(set(seen)) == 15


@pytest.mark.parametrize("words", ["section:算法论文", "栏目:算法论文", "section:算法论文 大模型"])
async def test_filters_hold_and_end(tmp_path: Path, words: str) -> None:
    async with newsroom(tmp_path) as room:
        query, pages = await typed(room, words), 1
        assert all("算法论文" in result["description"] for result in query.results)
        while query.next_offset and pages < 8:
            query, pages = await typed(room, words, query.next_offset), pages + 1
        assert pages < 8


async def test_the_empty_query_offers_the_newest_digest(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        digest = await room.station.desk.store.digest()
        assert digest is not None
        items = [item.title for section in digest.sections for item in section.items]
        query = await typed(room, "")
        rest = await typed(room, "", query.next_offset)
        assert titles(query) + titles(rest) == items
        assert rest.next_offset == ""
        assert query.button is not None
        assert query.button["start_parameter"] == "d_2026-11-20_ai-daily"
        assert query.cache_time <= 60


async def test_the_door_leads_to_the_same_search(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        query = await typed(room, "大模型  手册")
        assert query.button is not None
        assert deeplinks.read(query.button["start_parameter"]) == ("search", "大模型 手册")
        answer = await room.answer(room.reader.starts(query.button["start_parameter"]))
        assert "大模型 手册" in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "字" * 256,
        "x" * 256,
        '"' * 100,
        "<b>&amp;",
        "since:2026-99-99 a",
        "section:无此栏目 a",
        "\u202e\u200b",
        "%_\\'",
        "AND OR NOT (",
        "/today",
        "publication:x y",
        "👩" * 80,
        "sort:up",
        "since:2026-11-01",
    ],
)
async def test_any_query_is_answered(tmp_path: Path, words: str) -> None:
    async with newsroom(tmp_path) as room:
        for offset in ("", "7", "2.zzz", "x" * 64, "-1", "999999.1"):
            query = await typed(room, words, offset)
            assert query.button is not None


async def test_nobody_sees_drafts(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        draft = Digest(
            kind="daily",
            date=NOW.date().replace(day=21),
            title="草稿",
            sections=(Section(name="新闻资讯", items=(Item(key="k", title="未发布的秘密"),)),),
        )
        await room.station.desk.store.save(draft, publication="ai-daily", text_hash="x", now=NOW)
        operator = room.server.person("Operator", id=100, started=True)
        assert "未发布的秘密" in (await room.asks("/search 秘密", operator)).text
        for words in ("秘密", ""):
            query = operator.types(words)
            await room.server.until(lambda query=query: query.answered)  # type: ignore[misc]
            assert "未发布的秘密" not in titles(query)
        group = room.server.supergroup("Readers", members=(operator, room.reader))
        assert "未发布的秘密" not in (await room.asks("/search@ribao_bot 秘密", operator, group)).text


async def test_a_store_that_is_away_is_said_at_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:

        async def away(*_: object, **__: object) -> None:
            raise StoreUnavailable("no such server")

        monkeypatch.setattr(type(room.station.desk.store), "search", away)
        query = await typed(room, "大模型")
        assert query.button is not None
        assert query.button["text"] == "暂时读不到存档，请稍后再试。"
        assert query.cache_time == 0


async def test_who_types_on_and_on_is_told_to_wait(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.station.flood._most = 1.0
        queries = [await typed(room, f"大模型{n}") for n in range(8)]
        assert queries[-1].results == []
        assert queries[-1].cache_time == 0
        assert any("请歇" in query.button["text"] for query in queries if query.button)


async def test_an_empty_archive_offers_the_bot(tmp_path: Path) -> None:
    async with newsroom(tmp_path, empty=True) as room:
        query = await typed(room, "")
        assert query.results == []
        assert query.button is not None
        assert query.button["start_parameter"] == deeplinks.HOME
        answer = await room.answer(room.reader.starts(deeplinks.HOME))
        assert answer.text.startswith("欢迎")

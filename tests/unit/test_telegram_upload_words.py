"""What an operator is told about a document stands in the language of his own Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StoreBusy
from bot.locales import catalogue
from bot.models import Publication
from bot.ports import Store
from bot.sources import Folder
from handlers.telegram.answering import CLOSED
from handlers.telegram.station import Station
from tests.fakes.platform import Clock
from tests.fakes.stations import OPERATOR, serving, station_of
from tests.fakes.telegram import TelegramServer

ITEM = "正文，写得稍微长一些。[>阅读原文](https://example.com/1)\n"
DAILY = f"# 2026-11-20 资讯日报\n\n## 新闻\n\n### 甲\n\n{ITEM}\n"
ODD = f"{DAILY}### Discard {{line}}\n\n[链接](ftp://example.com/x)\n\n### 乙\n"
EVENING = Publication(slug="ai-daily", name="AI日报")


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def station(server: TelegramServer, store: Store, tmp_path: Path) -> AsyncIterator[Station]:
    sources = {"ai-daily": Folder(tmp_path / "inbox" / "*.md")}
    async with (
        station_of(server, store, publications=(EVENING,), sources=sources, clock=Clock()) as station,
        serving(station),
    ):
        yield station


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "zh-hans",
            ["第 11 行：链接 'ftp://example.com/x' 不是 http(s) 地址，已略去", "第 13 行：“乙”下面没有正文"],
        ),
        (
            "zh-hant",
            [
                "第 11 行：連結 'ftp://example.com/x' 不是 http(s) 網址，已略去",
                "第 13 行：「乙」下面沒有內文",
            ],
        ),
        (
            "en",
            [
                "Line 11: the link 'ftp://example.com/x' is not http(s) and is left out",
                "Line 13: “乙” has no text below it",
            ],
        ),
    ],
)
async def test_warnings(server: TelegramServer, station: Station, language: str, lines: list[str]) -> None:
    operator = server.person("Operator", id=OPERATOR, started=True, language=language)
    operator.sends(ODD)
    question = await server.posted(operator, "ftp")
    assert [line for line in question.text.splitlines() if line in lines] == lines


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "a (1).md 是一份 PDF，不是文本；请把日报存成 Markdown 或纯文本"),
        (b"\xef\xbb\xbf# AI\n\n\xff\xff\n", "第 3 行：a (1).md 标明是 UTF-8-SIG，但这里的编码已损坏"),
        (b"", "a (1).md 是空的"),
        (
            DAILY.replace("2026-11-20 ", "").encode(),
            "文档没有写日期；请在开头写上 `date: 2025-05-24`，或把文件命名为 2025-05-24.md",
        ),
        (DAILY.partition("###")[0].encode(), "第 1 行：a (1).md 里没有内容，没有可发的"),
    ],
    ids=["PDF", "encoding", "empty", "no date", "no items"],
)
async def test_refusals(server: TelegramServer, station: Station, content: bytes, said: str) -> None:
    operator = server.person("Operator", id=OPERATOR, started=True, language="zh-hans")
    sent = operator.sends(content, "a (1).md")
    answer = await server.posted(operator, "md")
    assert (answer.text, answer.reply_to) == (said, sent.id)


async def test_whose_it_is(server: TelegramServer, store: Store) -> None:
    other = Publication(slug="sea-daily", name="航运日报")
    operator = server.person("Operator", id=OPERATOR, started=True, language="zh-hans")
    async with station_of(server, store, publications=(EVENING, other)) as station, serving(station):
        operator.sends(DAILY)
        answer = await server.posted(operator, "ai-daily")
    assert (
        answer.text == "有好几种刊物都是日报；请指明其中之一：ai-daily, sea-daily。请在发送文档时附上刊物名称"
    )


async def test_what_a_press_can_not_do(
    server: TelegramServer, store: Store, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = server.person("Operator", id=OPERATOR, started=True, language="zh-hans")
    operator.sends(DAILY)
    question = await server.posted(operator, "条")
    server.faults.add("status", "getFile", status=502)
    press = await server.answered(operator.presses(question, "立即发布"))
    assert press.text.startswith("无法取得")

    async def busy(*_: object, **__: object) -> None:
        raise StoreBusy("locked")

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "save", busy)
        press = await server.answered(operator.presses(question, "立即发布"))
    assert press.text == catalogue("zh-CN")(CLOSED)
    await server.answered(operator.presses(question, "立即发布"))
    await server.posted(operator, "存档", edits=1)

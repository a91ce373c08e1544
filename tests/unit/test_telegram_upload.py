"""An operator sends a document in private: over the fake server, with the real library and a real store."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.documents.source import LIMIT
from bot.models import Policy, Publication
from bot.ports import Store
from bot.sources import Folder
from handlers.telegram.station import Station
from handlers.telegram.upload import PREFIX
from tests.fakes.platform import Clock
from tests.fakes.stations import OPERATOR, serving, station_of
from tests.fakes.telegram import Message, Person, TelegramServer

TODAY = dt.date(2026, 11, 20)  # 09:00 in Shanghai, by the clock of the tests
EVENING = Publication(slug="ai-daily", name="AI日报", publish_at=dt.time(20, 30))
TARGETS = [("telegram", "-1001", Policy()), ("telegram", "-1002", Policy())]


def document(*titles: str, date: dt.date | None = TODAY, before: str = "") -> str:
    head = f"---\ndate: {date}\ntitle: AI日报\n---\n\n" if date else ""
    items = "".join(
        f"### {title}\n\n{title}的正文，写得稍微长一些。[>阅读原文](https://example.com/{title})\n\n"
        for title in titles
    )
    return f"{head}# 资讯日报\n\n{before}## 新闻资讯\n\n{items}"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
async def station(server: TelegramServer, store: Store, inbox: Path) -> AsyncIterator[Station]:
    async with (
        station_of(
            server,
            store,
            publications=(EVENING,),
            sources={"ai-daily": Folder(inbox / "*.md")},
            targets=TARGETS,
            clock=Clock(),
        ) as station,
        serving(station),
    ):
        yield station


@pytest.fixture
def operator(server: TelegramServer) -> Person:
    return server.person("Operator", id=OPERATOR, started=True, language="en")


async def asked(
    server: TelegramServer, operator: Person, text: str, *, after: Message | None = None
) -> Message:
    """The question that comes of a document."""
    sent = operator.sends(text)
    question = await server.posted(operator, r"item", after=after or sent)
    assert question.reply_to == sent.id
    return question


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def ledger(store: Store) -> int:
    """How many targets have something to be sent."""
    return sum(bool(line.states) for line in await store.ledger())


async def test_a_document_comes_back_as_it_would_be_posted(
    server: TelegramServer, store: Store, station: Station, operator: Person, inbox: Path
) -> None:
    titles = [f"公司{number}发布新品" + "，后面还有不少话要说" * 8 for number in range(60)]
    operator.sends(document(*titles), "今天.md")
    question = await server.posted(operator, "60 items in 1 section")
    parts = [m for m in operator.private.standing() if m.outgoing and m is not question]
    assert len(parts) > 1, "it takes several messages, and all are shown"
    everything = "\n".join(part.text for part in parts)
    assert all(f"公司{number}发布新品" in everything for number in range(60))
    assert all(part.silent for part in parts)
    assert "20 November 2026" in question.text
    assert "New: the archive has nothing of this date yet." in question.text
    assert labels(question) == ["Publish now", "At its hour (20:30)", "Discard"]
    assert all(len(button["callback_data"].encode()) <= 64 for button in question.buttons)
    assert await store.digest(TODAY, drafts=True) is None
    assert not files_in(inbox)


async def test_publish_now_keeps_it_and_plans_it_to_all(
    server: TelegramServer, store: Store, station: Station, operator: Person, inbox: Path
) -> None:
    question = await asked(server, operator, document("甲", "乙"))
    await server.answered(operator.presses(question, "Publish now"))
    done = await server.posted(operator, "Published to 2 targets", edits=1)
    assert "New in the archive." in done.text
    assert f"Kept as {TODAY}.md" in done.text
    assert not done.buttons
    assert (inbox / f"{TODAY}.md").read_text(encoding="utf-8") == document("甲", "乙")
    assert await ledger(store) == 2
    stands = await store.digest(TODAY)
    assert stands is not None
    assert stands.items == 2


async def test_pressing_twice_does_nothing_twice(
    server: TelegramServer, store: Store, station: Station, operator: Person
) -> None:
    question = await asked(server, operator, document("甲"))
    data = [button["callback_data"] for button in question.buttons]
    presses = [operator.presses_stale(question, each) for each in (data[0], data[0], data[2])]
    for press in presses:
        await server.answered(press)
    assert [press.text for press in presses] == ["", *["That is decided already."] * 2]
    done = await server.posted(operator, "Published to 2 targets", edits=1)
    assert (done.edits, await ledger(store)) == (1, 2)


async def test_a_button_that_is_pressed_after_a_restart_still_works(
    server: TelegramServer, store: Store, operator: Person
) -> None:
    async with station_of(server, store, publications=(EVENING,)) as first, serving(first):
        question = await asked(server, operator, document("甲"))
    async with station_of(server, store, publications=(EVENING,), targets=TARGETS) as second, serving(second):
        operator.presses(question, "Publish now")
        await server.posted(operator, "Published to 2 targets", edits=1)


@pytest.mark.parametrize(
    ("date", "label", "said", "published"),
    [
        (TODAY, "At its hour (20:30)", "It goes out at 20:30.", False),
        (TODAY + dt.timedelta(days=3), "At its hour (23 Nov 20:30)", "It goes out at 23 Nov 20:30.", False),
        (TODAY - dt.timedelta(days=3), "Keep in the archive", "it goes to no chat by itself", True),
    ],
)
async def test_at_its_hour_tells_which_one(  # noqa: PLR0917
    server: TelegramServer,
    store: Store,
    station: Station,
    operator: Person,
    date: dt.date,
    label: str,
    said: str,
    published: bool,
) -> None:
    question = await asked(server, operator, document("甲", date=date))
    operator.presses(question, label)
    done = await server.posted(operator, said.replace("(", "\\(").replace(")", "\\)"), edits=1)
    assert not done.buttons
    assert await ledger(store) == 0
    kept = await store.digest(date, drafts=True)
    assert kept is not None
    assert (kept.published_at is not None) == published


async def test_an_hour_that_is_over_is_told_honestly(
    server: TelegramServer, store: Store, operator: Person
) -> None:
    morning = EVENING.model_copy(update={"publish_at": dt.time(8, 30)})
    async with station_of(server, store, publications=(morning,), clock=Clock()) as station, serving(station):
        question = await asked(server, operator, document("甲"))
        operator.presses(question, "As scheduled (at once)")
        await server.posted(operator, r"Its hour \(08:30\) is over: it goes out at once", edits=1)


async def test_an_archive_can_still_be_published(
    server: TelegramServer, store: Store, station: Station, operator: Person
) -> None:
    question = await asked(server, operator, document("甲", date=TODAY - dt.timedelta(days=300)))
    assert "By its date it is an archive" in question.text
    operator.presses(question, "Publish now")
    await server.posted(operator, "Published to 2 targets", edits=1)
    assert await ledger(store) == 2


async def test_discard_keeps_nothing(
    server: TelegramServer, store: Store, station: Station, operator: Person, inbox: Path
) -> None:
    question = await asked(server, operator, document("甲"))
    operator.presses(question, "Discard")
    done = await server.posted(operator, "Discarded", edits=1)
    assert not done.buttons
    assert await store.digest(TODAY, drafts=True) is None
    assert not files_in(inbox)


async def test_a_correction_tells_what_changes_and_an_unchanged_one_says_so(
    server: TelegramServer, store: Store, station: Station, operator: Person, inbox: Path
) -> None:
    first = await asked(server, operator, document("甲", "乙"))
    operator.presses(first, "Publish now")
    await server.posted(operator, "Published", edits=1)
    second = await asked(server, operator, document("甲", "丙", "丁"))
    assert "A correction: it would add 2, remove 1 and change 0." in second.text
    operator.presses(second, "As scheduled (at once)")
    done = await server.posted(operator, "Corrected: 2 added, 1 removed, 0 changed.", edits=1)
    assert "its posts are corrected at once" in done.text
    third = await asked(server, operator, document("甲", "丙", "丁"))
    assert "Unchanged: the archive has just this." in third.text
    operator.presses(third, "As scheduled (at once)")
    await server.posted(operator, "nothing is left to do", edits=1, after=second)
    assert files_in(inbox) == [f"{TODAY}.md"]


async def test_warnings_come_with_their_lines_and_not_without_end(
    server: TelegramServer, station: Station, operator: Person
) -> None:
    odd = "".join(f"[链接{number}](ftp://example.com/{number})\n\n" for number in range(14))
    operator.sends(document("甲") + odd)
    question = await server.posted(operator, "1 item in")
    lines = [line for line in question.text.splitlines() if line.startswith("Line ")]
    assert len(lines) == 10
    assert "not http(s)" in lines[0]
    assert "… and 4 more" in question.text
    assert labels(question)[0] == "Publish now"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.png", "is no text that I read"),
        (b"\x89PNG\r\n\x1a\n", "a.md", "a PNG picture"),
        (b"", "a.md", "is empty"),
        (document("甲", date=None).encode(), "a.md", "names no date"),
        (document().encode(), "a.md", "no items"),
        (b"\xef\xbb\xbf# AI\n\n\xff\xff\n", "a.md", "line 3"),
        (b"x" * (LIMIT + 1), "a.md", "larger than 5 MB"),
    ],
    ids=["suffix", "picture", "empty", "no date", "no items", "encoding", "size"],
)
async def test_what_is_no_digest_gets_one_sentence(  # noqa: PLR0917
    server: TelegramServer, station: Station, operator: Person, content: bytes, name: str, said: str
) -> None:
    sent = operator.sends(content, name)
    answer = await server.posted(operator, said)
    assert answer.reply_to == sent.id
    assert "\n" not in answer.text
    assert not answer.buttons
    assert len(operator.private.standing()) == 2


async def test_a_name_without_end_is_told_in_a_message_that_telegram_takes(
    server: TelegramServer, station: Station, operator: Person
) -> None:
    operator.sends(b"%PDF", "../" * 2000 + "x.pdf")
    answer = await server.posted(operator, r"^\.\./")
    assert answer.text.endswith("…")


async def test_a_book_is_shown_in_part(server: TelegramServer, station: Station, operator: Person) -> None:
    operator.sends(document(*(f"第{number}章" + "很长" * 90 for number in range(250))))
    question = await server.posted(operator, "250 items in 1 section")
    *parts, told = [m for m in operator.private.standing() if m.outgoing and m is not question]
    assert len(parts) == 10
    assert told.text.startswith("These are the first 10 of ")


async def test_a_reader_is_told_that_only_operators_hand_in(
    server: TelegramServer, store: Store, station: Station, operator: Person
) -> None:
    reader = server.person("Reader", started=True, language="en")
    reader.sends(document("甲"))
    await server.posted(reader, "operators hand in digests")
    question = await asked(server, operator, document("甲"))
    press = await server.answered(reader.presses_stale(question, question.buttons[0]["callback_data"]))
    assert "operators hand in digests" in press.text
    assert await store.digest(TODAY, drafts=True) is None
    assert not [entry for entry in server.journal.entries if entry.method == "getFile" and entry.chat]


async def test_a_document_that_is_gone_or_another_is_asked_for_again(
    server: TelegramServer, store: Store, station: Station, operator: Person
) -> None:
    sent = operator.sends(document("甲"))
    question = await server.posted(operator, "item")
    other = f"{PREFIX}p.{'0' * 16}"
    changed = await server.answered(operator.presses_stale(question, other))
    assert "has changed since" in changed.text
    odd = await server.answered(operator.presses_stale(question, f"{PREFIX}x"))
    assert "too old" in odd.text
    operator.deletes(sent)
    gone = await server.answered(operator.presses(question, "Publish now"))
    assert "is gone" in gone.text
    assert await store.digest(TODAY, drafts=True) is None
    assert question.buttons, "what failed can be tried again"


async def test_a_download_that_fails_can_be_tried_again(
    server: TelegramServer, store: Store, station: Station, operator: Person
) -> None:
    question = await asked(server, operator, document("甲"))
    server.faults.add("status", "getFile", status=502)
    press = await server.answered(operator.presses(question, "Publish now"))
    assert "can't be fetched" in press.text
    assert server.token not in press.text
    await server.answered(operator.presses(question, "Publish now"))
    await server.posted(operator, "Published to 2 targets", edits=1)


async def test_a_document_in_a_group_is_none_of_our_business(
    server: TelegramServer, station: Station, operator: Person
) -> None:
    group = server.supergroup(members=(operator,), bot="administrator")
    operator.sends(document("甲"), chat=group)
    operator.sends(document("甲"))
    await server.posted(operator, "item")
    await asyncio.sleep(0.05)
    assert not [message for message in group.standing() if message.outgoing]


async def test_nobody_receives_yet(server: TelegramServer, store: Store, operator: Person) -> None:
    async with station_of(server, store, publications=(EVENING,)) as station, serving(station):
        question = await asked(server, operator, document("甲"))
        operator.presses(question, "Publish now")
        await server.posted(operator, "No target can receive it yet", edits=1)

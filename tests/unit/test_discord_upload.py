"""A document that an operator hands in by /submit: shown, decided, kept; and all that can be wrong."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ports import Store
from bot.sources import Folder
from handlers.discord.station import Station
from tests.fakes.discord import Channel, DiscordServer, Message
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.people import Person
from tests.fakes.guilds import OPERATOR, connected, serving, station_at
from tests.fakes.platform import Clock
from tests.fakes.stores import sqlite_store

DAILY = "# 2026-11-20 资讯日报\n\n## 新闻\n\n### 甲\n\n正文，写得稍微长一些。\n\n### 乙\n\n另一条。\n"
KEPT, PUBLISHED, DISCARDED = "As scheduled", "Publish now", "Discard"


@dataclass
class Desk:
    """An operator before the bot, and where the documents go."""

    server: DiscordServer
    store: Store
    station: Station
    operator: Person
    channel: Channel
    inbox: Path

    async def hands_in(self, text: str = DAILY, name: str = "day.md") -> Message:
        """The question about a document."""
        asked = self.operator.uses("submit", self.channel, document=(name, text.encode()))
        await self.server.until(lambda: asked.followups and asked.followups[-1].buttons, what="a question")
        assert asked.ephemeral
        return asked.followups[-1]

    async def told(self, asked: Interaction) -> str:
        """What is said, once it is."""
        await self.server.until(lambda: asked.answered, what="an answer")
        return "\n".join([asked.text, *(m.text for m in asked.followups)])

    async def decides(self, question: Message, label: str) -> str:
        """What comes of a decision."""
        full = next(each["label"] for each in question.buttons if each["label"].startswith(label))
        pressed = self.operator.presses(question, full)
        return await self.told(pressed)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    async with (
        DiscordServer() as server,
        sqlite_store(tmp_path) as store,
        connected(server) as connection,
    ):
        guild = server.guild("Club")
        channel = server.channel("daily", guild)
        operator = server.person("Op", guild, id=OPERATOR, locale="en-US", rights=["manage_guild"])
        sources = {"ai-daily": Folder(inbox / "*.md")}
        station = await station_at(connection, store, sources=sources, clock=Clock())
        async with serving(station):
            await server.connected()
            await server.until(lambda: server.known(None))
            yield Desk(server, store, station, operator, channel, inbox)
        assert not server.violations


async def test_it_is_shown_as_it_would_be_posted_and_kept_when_it_is_said(desk: Desk) -> None:
    question = await desk.hands_in()
    assert "2 items in 1 section" in question.text
    assert not list(desk.inbox.iterdir()), "nothing is kept before it is said"
    label = question.buttons[1]["label"]
    said = await desk.decides(question, label)
    assert "New in the archive." in said
    assert [path.name for path in desk.inbox.iterdir()]
    assert await desk.store.digest(drafts=True) is not None
    assert not question.buttons, "it is decided"


async def test_it_is_published_when_it_is_said(desk: Desk) -> None:
    said = await desk.decides(await desk.hands_in(), PUBLISHED)
    assert "New in the archive." in said
    assert "No target can receive it yet" in said
    digest = await desk.store.digest()
    assert digest is not None
    assert digest.items == 2


async def test_what_is_discarded_leaves_nothing(desk: Desk) -> None:
    said = await desk.decides(await desk.hands_in(), DISCARDED)
    assert "nothing was kept" in said
    assert await desk.store.digest(drafts=True) is None


async def test_the_proof_comes_before_the_question(desk: Desk) -> None:
    asked = desk.operator.uses("submit", document=("day.md", DAILY.encode()))
    await desk.server.until(lambda: asked.followups and asked.followups[-1].buttons)
    assert asked.message is not None
    assert "**甲**" in asked.message.text
    assert not asked.ephemeral, "in private it stays"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("day.pdf", b"%PDF-", "is no text that I read"),
        ("day.md", b"x" * 5_000_001, "is larger than 5 MB"),
        ("day.md", b"%PDF-1.7 not a text", "PDF"),
        ("day.md", "只是一句话。".encode(), ""),
        ("day.md", "# 2026-11-20 资讯日报\n".encode(), "has no items"),
    ],
)
async def test_what_is_no_digest_is_told(desk: Desk, name: str, content: bytes, words: str) -> None:
    asked = desk.operator.uses("submit", desk.channel, document=(name, content))
    said = await desk.told(asked)
    assert words in said
    assert said
    assert not [m for m in (asked.message, *asked.followups) if m and m.buttons]


async def test_only_operators_hand_in(desk: Desk) -> None:
    guild = desk.channel.guild
    assert guild is not None
    admin = desk.server.person("Admin", guild, locale="en-US", rights=["manage_guild"])
    asked = admin.uses("submit", desk.channel, document=("day.md", DAILY.encode()))
    assert "operators hand in digests" in await desk.told(asked)
    question = await desk.hands_in()
    custom_id = question.buttons[0]["custom_id"]
    own = admin.uses("help", desk.channel)
    await desk.server.until(lambda: own.answered)
    assert own.message is not None
    pressed = admin.presses_stale(own.message, custom_id)
    assert "operators hand in digests" in await desk.told(pressed)
    assert await desk.store.digest(drafts=True) is None


async def test_what_is_decided_is_decided(desk: Desk) -> None:
    question = await desk.hands_in()
    data = question.buttons[1]["custom_id"]
    first, second = (desk.operator.presses_stale(question, data) for _ in range(2))
    said = [await desk.told(first), await desk.told(second)]
    assert "That is decided already." in said[0] + said[1]


async def test_a_file_that_is_gone_is_told_and_can_be_tried_again(desk: Desk) -> None:
    question = await desk.hands_in()
    files = dict(desk.server.cdn.files)
    desk.server.cdn.files.clear()
    assert "can't be fetched" in await desk.decides(question, PUBLISHED)
    assert question.buttons, "the buttons stay"
    desk.server.cdn.files.update(files)
    assert "New in the archive." in await desk.decides(question, PUBLISHED)


async def test_a_text_that_changed_since_is_not_taken(desk: Desk) -> None:
    question = await desk.hands_in()
    for number, (name, _, mime) in desk.server.cdn.files.items():
        desk.server.cdn.files[number] = (name, DAILY.replace("甲", "丙").encode(), mime)
    assert "has changed since" in await desk.decides(question, PUBLISHED)
    assert await desk.store.digest(drafts=True) is None


@pytest.mark.parametrize("data", ["u", "up.0", "ux.0123456789abcdef.AAAA", "up.0123456789abcdef.AAAA"])
async def test_a_button_that_means_nothing_is_answered_politely(desk: Desk, data: str) -> None:
    question = await desk.hands_in()
    said = await desk.told(desk.operator.presses_stale(question, data))
    assert "send the document again" in said or "send it again" in said
    assert question.buttons

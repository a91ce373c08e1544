"""What every Platform keeps to (bot.ports.Platform), over the real ledger and outbox.

A platform joins with a Stage: the platform itself and a way to see what a reader of it sees.
"""

import asyncio
import contextlib
import datetime as dt
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.delivery.models import Action, Claim, Part, Receipt
from bot.delivery.outbox import Outbox
from bot.delivery.pacing import Pacing
from bot.delivery.plan import publish
from bot.errors import Ambiguous, DeliveryError
from bot.models import Digest, Item, Policy, Publication, Section, StoredDigest
from bot.ports import Platform, Store
from storage import SqlStore, open_store
from tests.fakes.desks import desk_of
from tests.fakes.discord import DiscordServer
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.telegram import TelegramServer

NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)
DATE = dt.date(2025, 5, 24)
DAILY = Publication(slug="ai-daily", name="AI日报")
POLICIES = (
    Policy(),
    Policy(sections=("论文",)),
    Policy(keywords=("机器人",)),
    Policy(locale="en"),
    Policy(publications=("ai-daily",), keywords=("机器人",), sections=("新闻",)),
)


@dataclass
class Stage:
    """A platform before an audience: `address` is where it posts, `shown` the text that a reader sees."""

    platform: Platform
    address: str
    shown: Callable[[], Awaitable[str]]


@contextlib.asynccontextmanager
async def web(store: Store) -> AsyncIterator[Stage]:
    """The web page, served."""
    from handlers.web import create

    ready: asyncio.Queue[str] = asyncio.Queue()
    platform = create(
        store,
        listen="127.0.0.1:0",
        title="日报",
        locale="zh-CN",
        timezone=ZoneInfo("Asia/Shanghai"),
        now=lambda: NOW,
        on_ready=ready.put_nowait,
    )
    serving = asyncio.create_task(platform.serve())
    url = await ready.get()

    async def shown() -> str:
        async with ClientSession() as session, session.get(f"{url}d/ai-daily/{DATE}") as response:
            return await response.text() if response.status == 200 else ""

    yield Stage(platform, "site", shown)
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


@contextlib.asynccontextmanager
async def fake(store: Store) -> AsyncIterator[Stage]:
    """The platform that other tests stand on must keep the promises as well."""
    server = FakeServer()

    async def shown() -> str:
        return "\n".join(server.texts("chat"))

    yield Stage(FakePlatform(server), "chat", shown)


@contextlib.asynccontextmanager
async def telegram(store: Store) -> AsyncIterator[Stage]:
    """A channel on the fake Bot API server, served by the real library."""
    from handlers.telegram import create

    async with TelegramServer() as server:
        channel = server.channel("日报", username="daily")
        platform = create(
            desk_of(store),
            token=SecretStr(server.token),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            pacing=Pacing(overall=(), person=(), crowd=()),
        )

        async def shown() -> str:
            return "\n".join(channel.texts())

        yield Stage(platform, "@daily", shown)
        await platform.close()


@contextlib.asynccontextmanager
async def discord(store: Store) -> AsyncIterator[Stage]:
    """A text channel on the fake Discord server, served by the real library."""
    from handlers.discord import create

    async with DiscordServer(limited=False) as server:
        channel = server.channel("日报")
        platform = create(
            desk_of(store),
            token=SecretStr(server.token),
            api_url=server.api_url,
            gateway_url=server.gateway_url,
            pacing=Pacing(overall=(), person=(), crowd=()),
        )

        async def shown() -> str:
            return "\n".join(channel.texts())

        yield Stage(platform, str(channel.id), shown)
        await platform.close()


STAGES = {"web": web, "fake": fake, "telegram": telegram, "discord": discord}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """An open, empty archive."""
    opened = await open_store(f"sqlite:///{tmp_path / 'ribao.db'}", now=NOW)
    yield opened
    await opened.close()


@pytest.fixture(params=list(STAGES))
async def stage(request: pytest.FixtureRequest, store: SqlStore) -> AsyncIterator[Stage]:
    """Each platform in its turn."""
    async with STAGES[request.param](store) as built:
        yield built


def edition(*papers: str) -> Digest:
    """A daily with these papers behind one piece of news."""
    news = Item(key="n", title="机器人学会叠被子", body="三十秒一床。", url="https://news.example/n")
    return Digest(
        kind="daily",
        date=DATE,
        title="AI日报：机器人学会叠被子",
        sections=(
            Section(name="新闻", items=(news,)),
            Section(name="论文", items=tuple(Item(key=title, title=title, body="略。") for title in papers)),
        ),
    )


async def keep(store: Store, digest: Digest) -> StoredDigest:
    """The digest in the archive, as a new revision if it differs."""
    await store.declare_publications([DAILY])
    saved = await store.save(digest, publication="ai-daily", text_hash=str(hash(digest)), now=NOW)
    kept = await store.digest_by_id(saved.digest_id)
    assert kept is not None
    return kept


async def deliver(store: Store, stage: Stage, digest: Digest, policy: Policy, *, again: bool = False) -> int:
    """Plan the digest to the platform and let the outbox settle it; how much there was to do."""
    kept = await keep(store, digest)
    platforms = {stage.platform.name: stage.platform}
    target = await store.declare_target(stage.platform.name, stage.address, policy)
    generation = await store.generation(kept.id) + 1 if again else None
    planned = await publish(store, kept, [target], platforms, now=NOW, generation=generation)
    await Outbox(store, platforms, lambda: NOW).drain()
    return planned.changes


async def claim(
    store: Store,
    stage: Stage,
    digest: StoredDigest,
    part: Part | None,
    *,
    action: Action,
    receipt: Receipt | None = None,
) -> Claim:
    """A hold on the first part of the digest, with the target as the archive has it now."""
    return Claim(
        id=7,
        token="hold",  # noqa: S106
        action=action,
        target=await store.declare_target(stage.platform.name, stage.address, Policy()),
        digest_id=digest.id,
        generation=1,
        part=0,
        content=part.content if part else None,
        receipt=receipt,
        attempts=0,
        interrupted=False,
    )


@pytest.mark.parametrize("policy", POLICIES, ids=str)
async def test_render_is_pure_and_its_parts_are_json(store: SqlStore, stage: Stage, policy: Policy) -> None:
    kept = await keep(store, edition("甲论", "乙论"))
    before = kept.model_dump_json()
    parts = stage.platform.render(kept, policy)
    assert parts
    assert parts == stage.platform.render(kept.model_copy(deep=True), policy.model_copy())
    assert kept.model_dump_json() == before
    for part in parts:
        assert json.loads(json.dumps(part.content)) == part.content


@pytest.mark.parametrize("policy", [Policy(sections=("没有",)), Policy(keywords=("没有",))], ids=str)
async def test_nothing_left_renders_to_no_parts(store: SqlStore, stage: Stage, policy: Policy) -> None:
    assert stage.platform.render(await keep(store, edition("甲论")), policy) == ()


async def test_what_was_published_is_shown(store: SqlStore, stage: Stage) -> None:
    assert await deliver(store, stage, edition("甲论", "乙论"), Policy()) > 0
    shown = await stage.shown()
    places = [shown.index(title) for title in ("机器人学会叠被子", "甲论", "乙论")]
    assert places == sorted(places)


async def test_policy_holds_what_it_does_not_ask_for_back(store: SqlStore, stage: Stage) -> None:
    await deliver(store, stage, edition("甲论", "乙论"), Policy(keywords=("乙",)))
    shown = await stage.shown()
    assert "乙论" in shown
    assert "甲论" not in shown


async def test_publishing_the_same_again_changes_nothing(store: SqlStore, stage: Stage) -> None:
    await deliver(store, stage, edition("甲论"), Policy())
    assert await deliver(store, stage, edition("甲论"), Policy()) == 0


async def test_correction_replaces_what_stood(store: SqlStore, stage: Stage) -> None:
    await deliver(store, stage, edition("甲论", "乙论"), Policy())
    await deliver(store, stage, edition("甲论", "丙论"), Policy())
    shown = await stage.shown()
    assert "丙论" in shown
    assert "乙论" not in shown
    assert shown.count("甲论") == 1


async def test_what_is_no_longer_wanted_is_taken_away(store: SqlStore, stage: Stage) -> None:
    await deliver(store, stage, edition("甲论"), Policy())
    await deliver(store, stage, edition("甲论"), Policy(keywords=("没有",)))
    assert "甲论" not in await stage.shown()


async def test_repost_is_shown(store: SqlStore, stage: Stage) -> None:
    await deliver(store, stage, edition("甲论"), Policy())
    assert await deliver(store, stage, edition("甲论"), Policy(), again=True) > 0
    assert "甲论" in await stage.shown()


async def test_edit_and_delete_may_be_done_twice(store: SqlStore, stage: Stage) -> None:
    kept = await keep(store, edition("甲论"))
    part = stage.platform.render(kept, Policy())[0]
    receipt = await stage.platform.send(await claim(store, stage, kept, part, action=Action.SEND))
    assert receipt.message_id
    edit = await claim(store, stage, kept, part, action=Action.EDIT, receipt=receipt)
    assert await stage.platform.edit(edit) == await stage.platform.edit(edit)
    delete = await claim(store, stage, kept, None, action=Action.DELETE, receipt=receipt)
    await stage.platform.delete(delete)
    await stage.platform.delete(delete)


async def test_recover_tells_what_an_interrupted_send_came_to(store: SqlStore, stage: Stage) -> None:
    kept = await keep(store, edition("甲论"))
    part = stage.platform.render(kept, Policy())[0]

    async def sending() -> Claim:
        return await claim(store, stage, kept, part, action=Action.SEND)

    with contextlib.suppress(Ambiguous):
        assert await stage.platform.recover(await sending()) is None
    receipt = await stage.platform.send(await sending())
    with contextlib.suppress(Ambiguous):
        found = await stage.platform.recover(await sending())
        # None says that it surely does not stand, or that sending it again is harmless.
        assert found == receipt or await stage.platform.send(await sending()) == receipt


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "fake"], indirect=True)
async def test_content_of_another_platform_is_an_error_of_delivery(store: SqlStore, stage: Stage) -> None:
    kept = await keep(store, edition("甲论"))
    foreign = await claim(store, stage, kept, Part(content={"nobody": ["knows", 1]}), action=Action.SEND)
    with pytest.raises(DeliveryError):
        await stage.platform.send(foreign)


async def test_serving_ends_within_a_second_when_cancelled(stage: Stage) -> None:
    serving = asyncio.create_task(stage.platform.serve())
    await asyncio.sleep(0.1)
    start = time.monotonic()
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    await stage.platform.close()
    assert time.monotonic() - start < 1.0

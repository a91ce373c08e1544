"""A site with something on it: editions kept, published and delivered as Ribao does it, and served."""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.delivery.outbox import Outbox
from bot.delivery.plan import publish
from bot.models import Digest, Locale, Policy, Publication
from bot.ports import Store
from bot.tally import Tally
from handlers.web import WebPlatform, create
from storage import open_store
from tests.unit.web.editions import DAILY, HOSTILE, MONTHLY, TODAY, daily, monthly

NOW = dt.datetime(2025, 5, 24, 4, 0, tzinfo=dt.UTC)
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = (0, 1, 2, 5, 40)


def site(
    store: Store,
    *,
    listen: str = "127.0.0.1:0",
    locale: Locale = "zh-CN",
    now: Callable[[], dt.datetime] = lambda: NOW,
    base_url: str | None = None,
    admin_token: SecretStr | None = None,
    tally: Tally | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> WebPlatform:
    """The platform as the tests have it."""
    return create(
        store,
        listen=listen,
        title="日报",
        locale=locale,
        timezone=ZONE,
        now=now,
        base_url=base_url,
        admin_token=admin_token,
        tally=tally,
        on_ready=on_ready,
    )


async def deliver(
    store: Store,
    digest: Digest,
    publication: Publication,
    *,
    text_hash: str = "first",
    policy: Policy | None = None,
) -> int:
    """Keep, publish and deliver an edition; its id."""
    await store.declare_publications([publication])
    target = await store.declare_target("web", "site", policy or Policy())
    saved = await store.save(digest, publication=publication.slug, text_hash=text_hash, now=NOW)
    kept = await store.digest_by_id(saved.digest_id)
    assert kept is not None
    platforms = {"web": site(store)}
    await publish(store, kept, [target], platforms, now=NOW)
    await Outbox(store, platforms, lambda: NOW).drain()
    return saved.digest_id


async def fill(path: Path) -> None:
    """A database with ordinary dailies, a hostile one and a monthly, all delivered."""
    store = await open_store(f"sqlite:///{path}", now=NOW)
    for days in DAYS:
        await deliver(store, daily(TODAY - dt.timedelta(days=days)), DAILY)
    await deliver(store, HOSTILE, DAILY)
    await deliver(store, monthly(dt.date(2025, 4, 30)), MONTHLY)
    await store.close()


@contextlib.asynccontextmanager
async def served(platform_of: Callable[[Callable[[str], None]], WebPlatform]) -> AsyncIterator[str]:
    """Serve the platform, made with its `on_ready`; gives the address without a slash at its end."""
    ready: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(platform_of(ready.put_nowait).serve())
    waiting = asyncio.create_task(ready.get())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        await task
    try:
        yield waiting.result().rstrip("/")
    finally:
        start = time.monotonic()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert time.monotonic() - start < 1.0, "the site took too long to close"


@contextlib.asynccontextmanager
async def on_show(
    store: Store,
    *,
    listen: str = "127.0.0.1:0",
    locale: Locale = "zh-CN",
    now: Callable[[], dt.datetime] = lambda: NOW,
    base_url: str | None = None,
    admin_token: SecretStr | None = None,
    tally: Tally | None = None,
) -> AsyncIterator[str]:
    """A site on that store; gives its address."""

    def platform(ready: Callable[[str], None]) -> WebPlatform:
        return site(
            store,
            listen=listen,
            locale=locale,
            now=now,
            base_url=base_url,
            admin_token=admin_token,
            tally=tally,
            on_ready=ready,
        )

    async with served(platform) as address:
        yield address

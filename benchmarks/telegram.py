"""Telegram under load, over real HTTP against the fake Bot API server, which runs in a process of its own.

1. With its flood control on: how much of the permitted rate 2,000 private targets are served at.
2. With it off: how fast the outbox sends, beside a bare loop of concurrent `bot.send_message` calls.
3. How long /search waits for its answer while a digest goes out, beside an idle bot.
"""

import asyncio
import contextlib
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from telegram import Bot
from telegram.request import HTTPXRequest

from benchmarks.text_corpus import make_texts
from bot.app import App
from bot.delivery.pacing import Pacing
from bot.delivery.plan import publish
from bot.desk import Desk
from bot.models import Digest, Item, Policy, Publication, Section
from bot.ports import Platform
from handlers.telegram import create
from storage import open_store
from tests.fakes.telegram.client import RunningServer

TARGETS = 2_000
SENT = 3_000  # messages at no pace
AT_ONCE = 64
ITEMS = 10_000  # in the archive that is searched
SEARCHES = 300
PERMITTED = 30.0  # messages a second
SHARE, SPEED, SLOWER = 0.95, 0.70, 3.0  # the goals
WORDS = ("英伟达", "模型", "开源", "机器人", "GPT", "检索", "论文", "智能体", "数据", "芯片")
ZONE = ZoneInfo("Asia/Shanghai")
DAILY = Publication(slug="ai-daily", name="AI日报")
NO_PACE = Pacing(overall=(), person=(), crowd=())


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


@asynccontextmanager
async def newsroom(
    server: RunningServer, readers: list[int], *, items: int = 0, pacing: Pacing | None = None
) -> AsyncIterator[Desk]:
    """A desk with the readers as targets, and an archive of so many items."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/ribao.db", now=now())
        await store.declare_publications([DAILY])
        for number, day in enumerate(archive(items), 1):
            await store.save(day, publication="ai-daily", text_hash=f"{number}", now=now(), published=True)
        platforms: dict[str, Platform] = {}
        desk = Desk(
            store=store,
            platforms=platforms,
            publications=[DAILY],
            sources={},
            targets=[("telegram", str(reader), Policy()) for reader in readers],
            admins=(),
            zone=ZONE,
            locale="zh-CN",
            clock=now,
        )
        platforms["telegram"] = create(
            desk,
            token=SecretStr(server.token),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            pacing=pacing,
        )
        await store.declare_targets(desk.targets)
        yield desk
        await store.close()


def archive(items: int) -> list[Digest]:
    """Digests of 25 items each, a day after the other, up to the day before yesterday."""
    texts = list(make_texts(items))
    last = now().astimezone(ZONE).date() - dt.timedelta(days=2)
    return [
        digest(
            last - dt.timedelta(days=at // 25),
            [
                Item(key=f"{at}.{n}", title=text.title, body=text.body, url=f"https://news.example/{at}/{n}")
                for n, text in enumerate(texts[at : at + 25])
            ],
        )
        for at in range(0, items, 25)
    ]


def digest(date: dt.date, items: list[Item]) -> Digest:
    """A daily of one section."""
    section = Section(name="新闻资讯", items=tuple(items))
    return Digest(kind="daily", date=date, title="AI日报", sections=(section,))


async def announce(desk: Desk) -> None:
    """Plan today's digest, of one part, to everybody."""
    items = [
        Item(key=f"k{n}", title=f"第{n}条新闻", body="一件事。" * 20, url=f"https://news.example/{n}")
        for n in range(8)
    ]
    today = digest(now().astimezone(ZONE).date(), items)
    saved = await desk.store.save(today, publication="ai-daily", text_hash="today", now=now())
    kept = await desk.store.digest_by_id(saved.digest_id)
    assert kept is not None
    await publish(desk.store, kept, await desk.store.targets(), desk.platforms, now=now())


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[None]:
    """The whole program at work on the desk."""
    task = asyncio.create_task(App(desk).run(), name="app")
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def sent(server: RunningServer, count: int, within: float) -> None:
    """Wait until the server has taken so many messages."""
    deadline = time.monotonic() + within
    while (await asyncio.to_thread(server.totals))["requests"].get("sendMessage", 0) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"fewer than {count} messages within {within} s")
        await asyncio.sleep(0.25)


async def at_the_permitted_rate() -> bool:
    """2,000 private targets with the flood control on."""
    with RunningServer("--flood") as server:
        readers = server.people(count=TARGETS)
        async with newsroom(server, readers) as desk:
            await announce(desk)
            async with running(desk):
                await sent(server, TARGETS, within=4 * TARGETS / PERMITTED)
        log = server.log(method="sendMessage")
        totals = server.totals()
        served = rate(server)
    taken = [entry for entry in log if entry["outcome"] == "ok"]
    impatient, refused = totals["impatient"], len(log) - len(taken)
    print(
        f"{len(taken)} private targets: {served:.2f} messages/s of {PERMITTED:.0f} permitted "
        f"({served / PERMITTED:.1%}, goal {SHARE:.0%}); 429s: {refused}; "
        f"requests while a retry_after was in force: {impatient} (goal 0)"
    )
    return served >= SHARE * PERMITTED and impatient == 0 and len(taken) == TARGETS


def rate(server: RunningServer) -> float:
    """Messages a second that were taken, from the first to the last."""
    times = sorted(entry["at"] for entry in server.log(method="sendMessage") if entry["outcome"] == "ok")
    return float((len(times) - 1) / (times[-1] - times[0]))


async def bare(server: RunningServer, readers: list[int], text: str) -> float:
    """Messages a second of a loop that knows nothing of ledgers."""
    server.forget()
    request = HTTPXRequest(connection_pool_size=AT_ONCE)
    async with Bot(server.token, base_url=server.base_url, request=request) as bot:
        waiting = iter(readers)

        async def work() -> None:
            for reader in waiting:
                await bot.send_message(reader, text, parse_mode="HTML")

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return rate(server)


async def ours(server: RunningServer, readers: list[int]) -> float:
    """Messages a second of the outbox with the real platform, without a pace."""
    async with newsroom(server, readers, pacing=NO_PACE) as desk:
        await announce(desk)
        server.forget()
        async with running(desk):
            await sent(server, len(readers), within=300)
    return rate(server)


async def beside_a_bare_loop() -> bool:
    """The outbox and the bare loop, in turn, on the same server."""
    shares = []
    for _ in range(3):
        with RunningServer() as server:
            readers = server.people(count=SENT)
            async with newsroom(server, readers) as desk:
                await announce(desk)
                target = (await desk.store.targets())[0]
                newest = await desk.store.digest()
                assert newest is not None
                text = desk.platforms["telegram"].render(newest, target.policy)[0].content["text"]
            text = str(text).replace("https://t.me/-", "https://t.me/ribao_bot")
            loop_rate = await bare(server, readers, text)
            our_rate = await ours(server, readers)
        shares.append(our_rate / loop_rate)
        print(f"outbox {our_rate:.0f} messages/s, bare loop {loop_rate:.0f}: {our_rate / loop_rate:.0%}")
    share = statistics.median(shares)
    print(f"median share of the bare loop: {share:.0%} (goal {SPEED:.0%})")
    return share >= SPEED


async def searched(server: RunningServer, people: list[int]) -> list[float]:
    """Seconds from each person's /search to its answer, by the server's clock."""
    waited = []
    for number, person in enumerate(people):
        word = WORDS[number % len(WORDS)]
        asked = time.time()
        await asyncio.to_thread(server.does, person=person, deed="says", text=f"/search {word}")
        await asyncio.to_thread(server.posted, chat=person, pattern=word, seconds=20)
        entry = (await asyncio.to_thread(server.log, method="sendMessage", chat=str(person)))[-1]
        waited.append(entry["at"] - asked)
        await asyncio.sleep(0.05)
    return sorted(waited)


async def answers_meanwhile() -> bool:
    """/search while a digest goes out, and before."""
    with RunningServer("--flood") as server:
        readers = server.people(count=TARGETS)
        people = server.people(count=2 * SEARCHES)
        async with newsroom(server, readers, items=ITEMS) as desk, running(desk):
            await asyncio.sleep(3)
            server.forget()
            idle = await searched(server, people[:SEARCHES])
            await announce(desk)
            await asyncio.sleep(2)
            busy = await searched(server, people[SEARCHES:])
            drained = (await asyncio.to_thread(server.totals))["requests"]["sendMessage"]
    going_on = drained < TARGETS + 2 * SEARCHES
    p99 = {name: times[int(len(times) * 0.99)] for name, times in (("idle", idle), ("busy", busy))}
    print(
        f"/search of {ITEMS:,} items, p50 / p99: idle {1e3 * statistics.median(idle):.0f} / "
        f"{1e3 * p99['idle']:.0f} ms, while a digest goes out {1e3 * statistics.median(busy):.0f} / "
        f"{1e3 * p99['busy']:.0f} ms: {p99['busy'] / p99['idle']:.2f}× (goal {SLOWER}×)"
        + ("" if going_on else "; but the digest was out before the searches ended")
    )
    return p99["busy"] <= SLOWER * p99["idle"] and going_on


async def main() -> int:
    """All three; exit status 1 if one misses its goal."""
    results = [await at_the_permitted_rate(), await beside_a_bare_loop(), await answers_meanwhile()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

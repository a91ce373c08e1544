"""Choices while somebody types, in a large archive: what they cost us, and what they cost the reader.

    python -m benchmarks.autocomplete [--items 100000] [--rounds 5] [--keep FOLDER]

1. bot.commands.suggest on a real file, for every beginning of common and rare words, of two words, and of
   sections and dates. No search is answered from memory: between the rounds the clock goes on.
2. Through the fake Discord server, over its gateway and its REST API: `ribao run` beside a bare discord.py
   bot that offers what was typed. Both are processes of their own and are asked in turn.
`--keep` leaves the archive in a folder and uses it again; benchmarks.search keeps the same one there.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.search import percentile
from benchmarks.search_archive import LAST_DAY, NOW, PUBLICATIONS, fill
from benchmarks.text_corpus import COMPANIES, MODELS, THINGS, rare_names
from bot.commands.memory import LONG_LIFE
from bot.commands.suggest import suggest
from bot.commands.table import COMMANDS
from storage import open_store
from tests.fakes.discord import DiscordServer

GOAL = 50.0  # milliseconds
ASKED = 400  # times each bot
LONGEST = 8  # letters of a word that are typed one by one
START = 60.0  # seconds that a bot may need until it can be asked
SEARCH, SECTION, DAY = (
    (COMMANDS[name].arguments[0], name) for name in ("search", "section", "digest")
)  # fmt: skip
TYPED_DAYS = ("", "5", "5-2", f"{LAST_DAY.year}", f"{LAST_DAY.year - 1}-0", "昨", "上周", "yes", "2020年3月")
TYPED_SECTIONS = ("", "算", "论文", "new", "1")


def searches() -> list[str]:
    """What is typed into a search, in no order: each beginning of words and of pairs of words."""
    words = [*COMPANIES, *MODELS, *THINGS, *rare_names(), "没有的词", "zzyzx", "从通义千问到", "的"]
    pairs = [f"{first} {second}" for first, second in zip(COMPANIES, THINGS, strict=False)]
    begun = {word[:length] for word in words for length in range(1, min(LONGEST, len(word)) + 1)}
    begun |= {pair[: pair.index(" ") + 1 + length] for pair in pairs for length in range(1, 4)}
    found = sorted(one.strip() for one in begun if one.strip())
    random.Random(7).shuffle(found)
    return found


async def time_suggesting(path: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds for each answer, by the command that is typed."""
    store = await open_store(f"sqlite:///{path}", now=NOW)
    asked = [(*SEARCH, typed) for typed in searches()]
    asked += [(*SECTION, typed) for typed in TYPED_SECTIONS] + [(*DAY, typed) for typed in TYPED_DAYS]
    times: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        now = NOW + number * LONG_LIFE / (rounds + 1)
        for argument, name, typed in asked:
            started = time.perf_counter()
            await suggest(store, argument, typed, locale="zh-CN", now=now)
            if number:  # the first round warms the caches
                times.setdefault(name, []).append(time.perf_counter() - started)
    await store.close()
    return times


@asynccontextmanager
async def bot(server: DiscordServer, *command: str, **settings: str) -> AsyncIterator[None]:
    """A bot in a process of its own, from the moment at which it can be asked."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RIBAO_")}
    process = subprocess.Popen(  # noqa: ASYNC220  (it is begun once)
        [sys.executable, "-m", *command],
        env=kept | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await server.connected(START)
        await server.until(lambda: server.commands.get(None), START, "the bot's commands")
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def time_bots(path: Path) -> tuple[list[float], list[float]]:
    """Seconds until the server had the choices of Ribao, and of the echo, asked in turn."""
    async with DiscordServer(limited=False) as ours, DiscordServer(limited=False) as bare:
        settings = {
            "RIBAO_DATABASE__URL": f"sqlite:///{path}",
            "RIBAO_PLATFORMS__DISCORD__TOKEN": ours.token,
            "RIBAO_PLATFORMS__DISCORD__API_URL": ours.api_url,
            "RIBAO_PLATFORMS__DISCORD__GATEWAY_URL": ours.gateway_url,
            "RIBAO_PUBLICATIONS": str([{"slug": slug, "name": slug} for slug in PUBLICATIONS]).replace(
                "'", '"'
            ),
        }
        readers = [(server.person("Reader"), server) for server in (ours, bare)]
        times: tuple[list[float], list[float]] = ([], [])
        typed = searches()[:ASKED]
        async with (
            bot(ours, "bot", "run", **settings),
            bot(bare, "benchmarks.echo", bare.api_url, bare.gateway_url, bare.token),
        ):
            for text in [*typed[:20], *typed]:  # the first ones warm up
                for (reader, server), kept in zip(readers, times, strict=True):
                    asked = await server.answered(reader.types("search", "query", text))
                    assert asked.choices is not None and asked.seconds is not None  # noqa: PT018
                    kept.append(asked.seconds)
    return times[0][20:], times[1][20:]


def told(who: str, times: Iterable[float]) -> float:
    """Print the times; returns the 99th percentile in milliseconds."""
    kept = list(times)
    p99 = percentile(kept, 0.99)
    print(
        f"  {who:28} {len(kept):>6} asked: p50 {percentile(kept, 0.5):7.2f} ms, p99 {p99:7.2f} ms, "
        f"slowest {percentile(kept, 1):7.2f} ms"
    )
    return p99


def main() -> int:
    """Run it; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the archive for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path: Path = (asked.keep or Path(scratch)) / f"ribao-{asked.items}.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        print(f"Autocomplete over {asked.items:,} items")
        if not path.exists():
            started = time.perf_counter()
            asyncio.run(fill(path, asked.items))
            print(f"  the archive took {time.perf_counter() - started:.0f} s")
        by_command = asyncio.run(time_suggesting(path, asked.rounds))
        for name, times in by_command.items():
            told(f"suggest for /{name}", times)
        p99 = told("suggest, all", (one for times in by_command.values() for one in times))
        ours, bare = asyncio.run(time_bots(path))
    whole, echo = told("Ribao, over the wire", ours), told("bare echo, over the wire", bare)
    median = percentile(ours, 0.5) / percentile(bare, 0.5)
    print(f"  Ribao takes {median:.2f} times as long as the echo (p50), {whole / echo:.2f} times (p99)")
    good = max(p99, whole) <= GOAL
    print(f"{'PASS' if good else 'FAIL'}: p99 at most {GOAL:.0f} ms, by itself and over the wire")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

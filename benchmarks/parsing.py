"""How fast documents are read: beside bare markdown-it-py, and whether time grows as the size does.

Run: python -m benchmarks.parsing [--quick]
"""

import statistics
import sys
import time
from collections.abc import Callable

from markdown_it import MarkdownIt

from benchmarks.corpus import HOSTILE, daily
from bot.documents import read
from bot.errors import ParseError

PEER_GOAL = 1.5
GROWTH_GOAL = 3.0
"""A hundred times the size may take so much more time for each KB (10 KB is dominated by fixed costs)."""


def seconds(act: Callable[[str], object], text: str) -> float:
    """The processor's time that `act` takes with `text`, once: a busy machine does not change it much."""
    start = time.process_time()
    act(text)
    return time.process_time() - start


def attempt(text: str) -> str:
    """What reading `text` gives."""
    try:
        return f"{len(read(text).items)} items"
    except ParseError as error:
        return f"refused, {error}"


def peer_parse(text: str) -> object:
    """What the peer does."""
    return MarkdownIt().parse(text)


def against_the_peer() -> bool:
    """Print read() beside MarkdownIt().parse() on the same dailies, in alternation."""
    print(f"A daily: read() beside MarkdownIt().parse() of the same text (goal: at most {PEER_GOAL} times)")
    print(f"{'items':>8} {'KB':>8} {'read ms':>10} {'peer ms':>10} {'times':>7}")
    good = True
    for items in (5, 40, 400, 2000):
        text = daily(items)
        rounds = max(5, 400 // items)
        ours, peer = [], []
        for _ in range(rounds):
            ours.append(seconds(read, text))
            peer.append(seconds(peer_parse, text))
        ratio = statistics.median(ours) / statistics.median(peer)
        good &= ratio <= PEER_GOAL
        size = len(text.encode()) / 1000
        print(
            f"{items:>8} {size:>8.1f} {statistics.median(ours) * 1000:>10.2f}"
            f" {statistics.median(peer) * 1000:>10.2f} {ratio:>7.2f}"
        )
    return good


def cost(text: str) -> float:
    """The µs that reading takes for each KB of `text`."""
    rounds = 3 if len(text) < 300_000 else 1
    return min(seconds(attempt, text) for _ in range(rounds)) / (len(text.encode()) / 1000) * 1e6


def growth(sizes: tuple[int, ...]) -> bool:
    """Print how long each KB takes of texts that were made to be slow."""
    print(f"\nHostile texts: µs for each KB (goal: the last at most {GROWTH_GOAL} times the others)")
    print(f"{'':34}" + "".join(f"{size // 1000:>7} KB" for size in sizes) + f"{'growth':>8}  result")
    good = True
    for name, make in HOSTILE.items():
        costs = [cost(make(size)) for size in sizes]
        ratio = costs[-1] / max(costs[:-1])
        for _ in range(2):  # a busy machine makes outliers: what is really slow stays slow
            if ratio > GROWTH_GOAL:
                costs[-1] = min(costs[-1], cost(make(sizes[-1])))
                ratio = costs[-1] / max(costs[:-1])
        good &= ratio <= GROWTH_GOAL
        mark = "" if ratio <= GROWTH_GOAL else "  <-- FAIL"
        row = "".join(f"{each:>10.0f}" for each in costs)
        print(f"{name:34}{row}{ratio:>8.2f}  {attempt(make(sizes[0]))[:60]}{mark}", flush=True)
    return good


def main() -> None:
    """Print both tables and whether the goals were met; the exit status tells it too."""
    quick = "--quick" in sys.argv
    peer = against_the_peer()
    linear = growth((10_000, 100_000) if quick else (10_000, 100_000, 1_000_000))
    print(f"\n{'PASS' if peer else 'FAIL'}  at most {PEER_GOAL} times the time of bare markdown-it-py")
    print(f"{'PASS' if linear else 'FAIL'}  linear in the size for {len(HOSTILE)} hostile shapes")
    sys.exit(0 if peer and linear else 1)


if __name__ == "__main__":
    main()

"""A process that saves digests: `python -m tests.chaos.saver URL FIRST LAST SIZE`.

Saves a digest of SIZE items for each day from FIRST to LAST (counted from a Monday), and prints a line for
each when its saving is done: what it came to, and the day. The text of every third day names the process.
"""

import asyncio
import datetime as dt
import os
import sys

from bot.models import Digest, Item, Publication, Section
from storage import open_store

START = dt.date(2025, 5, 19)
NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)


def made(number: int, size: int, text: str) -> Digest:
    """The digest of a day."""
    items = tuple(
        Item(key=f"{number}-{one}", title=f"第{number}天第{one}条", body=f"{text}的正文。" * 20)
        for one in range(size)
    )
    date = START + dt.timedelta(days=number)
    return Digest(kind="daily", date=date, title=text, sections=(Section(name="新闻资讯", items=items),))


async def main(url: str, first: int, last: int, size: int) -> None:
    """Save, and tell."""
    store = await open_store(url, now=NOW)
    await store.declare_publications([Publication(slug="ai-daily", name="AI日报")])
    for number in range(first, last):
        text = f"{os.getpid()}" if number % 3 == 0 else "一样"
        digest = made(number, size, text)
        saved = await store.save(
            digest, publication="ai-daily", text_hash=f"{number} {text}", now=NOW, published=True
        )
        print(saved.status.value, number, flush=True)  # noqa: T201
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))

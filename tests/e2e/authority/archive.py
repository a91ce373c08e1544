"""What the house holds: digests in every state, targets, deliveries that failed or are in doubt.

Each row of the tables finds it so: what a row has changed is put back.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.delivery.models import Dead, Doubtful, Outcome, Posted, Receipt
from bot.delivery.outbox import LEASE
from bot.delivery.plan import publish
from bot.models import PAUSED, Policy, Publication
from bot.ports import Platform, Store
from bot.records import Act
from tests.fakes.digests import digest

NOW = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PUBLICATIONS = (
    Publication(slug="ai-daily", name="AI日报"),
    Publication(slug="ai-monthly", name="AI月刊", kind="monthly"),
)
ENGLISH = Policy(locale="en")
HIDDEN = {"telegram": ("@hidden", "@lost"), "discord": ("90909", "80808")}
"""Two chats of each platform of which others must not learn: one is in trouble, one is paused."""
SECRETS = {
    "a draft": "未刊稿件",
    "the section of a draft": "密件栏目",
    "a digest that was taken down": "收回旧报",
    "an item that was taken back": "撤下条目",
    "the address of another chat": "hidden",
    "the address of a paused chat": "@lost",
    "the number of another channel": "90909",
    "the number of a paused channel": "80808",
    "the title of another chat": "密室",
    "an error of another chat": "CHAT_GONE_WRONG",
    "who paused": "telegram:4711",
}
"""What only operators may read."""
Table = tuple[tuple[object, ...], ...]
Dump = dict[str, Table]


@dataclass(frozen=True, slots=True)
class Held:
    """The numbers of what is there."""

    item: int
    retracted: int
    withdrawn: int
    draft: int
    doubt: int


async def fill(store: Store, platforms: dict[str, Platform], places: Sequence[tuple[str, str]]) -> Held:
    """Keep everything, and make targets of these places."""
    await store.declare_publications(PUBLICATIONS)
    chats = [(platform, address) for platform in platforms for address in HIDDEN.get(platform, ())]
    for platform, address in (*places, *chats):
        await store.change_target(platform, address, lambda _: ENGLISH)
    hidden = [target for chat in chats for target in await store.targets_at(*_at(chat))]
    await store.title_targets({target.id: "密室" for target in hidden})
    for target in hidden[1::2]:
        await store.suspend_target(target.id, PAUSED)

    gone = await _kept(store, "收回旧报", day=17)
    old = await _kept(store, "旧闻一", "撤下条目", day=18, published=True)
    new = await _kept(store, "头条一", "头条二", day=20)
    draft = await _kept(store, "未刊稿件", day=20, publication="ai-monthly", section="密件栏目")
    retracted = (await _items(store, old))["撤下条目"]
    await store.retract(retracted, now=NOW)
    withdrawn = (await _items(store, gone))["收回旧报"]
    taken = await store.digest_by_id(gone)
    assert taken is not None
    await publish(store, taken, hidden[:1], platforms, now=NOW - 3 * DAY)
    await store.withdraw(gone, now=NOW - 2 * DAY)
    # What the hidden chat waits for fails, that of the first place is in doubt.
    shown = await store.digest_by_id(new)
    assert shown is not None
    await publish(store, shown, None, platforms, now=NOW - DAY / 2)
    claims = await store.claim(dict.fromkeys(platforms, 100), now=NOW - DAY / 4, lease=LEASE)
    unseen = {target.id for target in hidden}
    doubtful = next((claim.id for claim in claims if claim.target.id not in unseen), 0)
    for claim in claims:
        outcome: Outcome = Posted(receipt=Receipt(message_id=str(claim.id)))
        if claim.target.id in unseen:
            outcome = Dead(reason="CHAT_GONE_WRONG")
        elif claim.id == doubtful:
            outcome = Doubtful(reason="the connection was lost")
        await store.settle([(claim, outcome)], now=NOW - DAY / 4)
    await store.record(
        Act(at=NOW - DAY, actor="telegram:4711", command="pause", place="密室", result="paused")
    )
    return Held(
        item=(await _items(store, new))["头条一"],
        retracted=retracted,
        withdrawn=withdrawn,
        draft=(await _items(store, draft))["未刊稿件"],
        doubt=doubtful,
    )


def _at(place: tuple[str, str]) -> tuple[str, list[str]]:
    platform, address = place
    return platform, [address]


async def _kept(
    store: Store,
    *titles: str,
    day: int,
    publication: str = "ai-daily",
    section: str = "新闻资讯",
    published: bool = False,
) -> int:
    made = digest(*titles, date=dt.date(2026, 11, day), section=section, title=titles[0])
    saved = await store.save(
        made,
        publication=publication,
        text_hash=f"{publication} {day}",
        now=NOW - 4 * DAY,
        published=published,
    )
    return saved.digest_id


async def _items(store: Store, digest_id: int) -> dict[str, int]:
    found = await store.digest_by_id(digest_id)
    assert found is not None
    return {item.title: item.id for section in found.sections for item in section.items}


class Ledger:
    """The database's file, as it stands and as it was in the beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(path)) as live:
            live.backup(self._kept)

    def dump(self) -> Dump:
        """All that stands in the tables, the search index aside (it is made of the rest)."""
        with closing(sqlite3.connect(self._path)) as live:
            tables = [row[1] for row in live.execute("PRAGMA table_list") if row[2] == "table"]
            return {
                name: tuple(live.execute(f'SELECT * FROM "{name}"'))  # noqa: S608  (names of tables)
                for name in sorted(tables)
                if not name.startswith("sqlite_")
            }

    def restore(self) -> None:
        """Put everything back."""
        with closing(sqlite3.connect(self._path)) as live:
            self._kept.backup(live)

    def close(self) -> None:
        """Let go of the copy."""
        self._kept.close()


def changed(before: Dump, after: Dump, *, but: Iterable[str] = ()) -> list[str]:
    """The tables in which something changed."""
    return [name for name in after if name not in but and before.get(name) != after[name]]

"""When addresses are asked: which days, how often, and what comes of the answers."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest

from bot.models import Kind, Publication
from bot.sources import Address
from bot.sources.arrivals import Arrival, Failure
from bot.sources.asking import RARELY, Rounds, addresses_of
from tests.fakes.platform import Clock
from tests.fakes.website import Website, website

ZONE = ZoneInfo("Asia/Shanghai")
DAILY = Publication(slug="ai-daily", name="AI日报")  # the clock of the tests: 2026-11-20, 09:00 in Shanghai


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with website() as site:
        yield site


def rounds(
    site: Website, path: str = "/{date}.md", *, clock: Clock | None = None, refresh: int = 300
) -> Rounds:
    source = Address(site.at(path), refresh=refresh, allow_private=True)
    return Rounds(DAILY, source, zone=ZONE, clock=clock or Clock())


def told(found: list[Arrival | Failure]) -> list[str]:
    return [each.reason if isinstance(each, Failure) else each.read().decode() for each in found]


def days(publication: Publication, url: str, clock: Clock | None = None) -> dict[str, str]:
    now = (clock or Clock())()
    addresses = addresses_of(publication, Address(url), now.astimezone(ZONE).date(), zone=ZONE, now=now)
    return {url: str(day) for url, day in addresses.items()}


# --- which days ---


def test_today_and_yesterday_are_asked_for_in_the_publications_zone() -> None:
    assert days(DAILY, "https://x.example/{date}.md") == {
        "https://x.example/2026-11-20.md": "2026-11-20",
        "https://x.example/2026-11-19.md": "2026-11-19",
    }
    assert list(days(DAILY, "https://x.example/{date:%Y/%m}/{date:%d}.md?v={date:%j}")) == [
        "https://x.example/2026/11/20.md?v=324",
        "https://x.example/2026/11/19.md?v=323",
    ]


@pytest.mark.parametrize(
    ("kind", "url", "count", "last"),
    [
        ("weekly", "https://x.example/{date}.md", 7, "2026-11-14"),
        ("monthly", "https://x.example/{date:%Y-%m}.md", 2, "2026-10-01"),
        ("weekly", "https://x.example/{date:%G-%V}.md", 2, "None"),
        ("daily", "https://x.example/today.md", 1, "None"),
    ],
)
def test_all_days_that_may_still_go_out(kind: Kind, url: str, count: int, last: str) -> None:
    found = days(DAILY.model_copy(update={"kind": kind}), url)
    assert (len(found), list(found.values())[-1]) == (count, last)


def test_the_days_that_may_be_caught_up() -> None:
    publication = DAILY.model_copy(update={"catch_up_days": 4})
    assert len(days(publication, "https://x.example/{date}.md")) == 5


# --- round after round ---


async def test_what_is_new_or_changed_is_told_and_nothing_else(site: Website) -> None:
    clock = Clock()
    asking = rounds(site, clock=clock)
    site.texts["/2026-11-19.md"] = "1"
    (page,) = await asking.round()
    assert not isinstance(page, Failure)
    assert (page.name, page.date, page.where) == (
        "2026-11-19.md", dt.date(2026, 11, 19), site.at("/2026-11-19.md"),
    )  # fmt: skip
    site.texts["/2026-11-20.md"] = "2"
    assert told(await asking.round()) == ["2"]
    assert await asking.round() == []
    assert site.statuses[-2:] == [304, 304]
    site.texts["/2026-11-19.md"] = "3"
    assert told(await asking.round()) == ["3"]
    assert page.exists()
    clock.forward(days=1)
    del site.texts["/2026-11-20.md"]
    site.paths()
    assert await asking.round() == []
    assert site.paths() == ["/2026-11-21.md", "/2026-11-20.md"]
    assert not page.exists(), "of the day before yesterday nobody knows any more"


async def test_the_same_text_without_a_mark_of_its_age_is_no_news(site: Website) -> None:
    site.answers["/a.md"] = {"text": "1"}
    asking = rounds(site, "/a.md")
    assert [len(await asking.round()) for _ in range(3)] == [1, 0, 0]


async def test_days_long_past_that_have_nothing_are_asked_for_rarely(site: Website) -> None:
    asking = Rounds(
        DAILY.model_copy(update={"kind": "weekly"}),
        Address(site.at("/{date}.md"), refresh=600, allow_private=True),
        zone=ZONE,
        clock=Clock(),
    )
    counts = []
    for _ in range(RARELY // 600 + 2):
        await asking.round()
        counts.append(len(site.paths()))
    assert counts == [7, 2, 2, 2, 2, 2, 2, 7]


async def test_an_address_that_fails_is_told_once_and_asked_less_often(site: Website) -> None:
    site.answers["/2026-11-20.md"] = {"status": 403}
    site.texts["/2026-11-19.md"] = "1"
    asking = rounds(site, refresh=100)
    seen = [told(await asking.round()) for _ in range(12)]
    assert seen == [["it answers 403", "1"], *[[]] * 11]
    assert site.paths().count("/2026-11-20.md") == 3  # in the 1st, 3rd, 7th round, and not before the 15th
    del site.answers["/2026-11-20.md"]
    site.texts["/2026-11-20.md"] = "2"
    assert [text for _ in range(8) for text in told(await asking.round())] == ["2"]


async def test_a_host_that_is_away_is_left_alone_for_longer_and_longer() -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 6:
            raise InterruptedError

    source = Address("http://me:secret@127.0.0.1:1/{date}.md?key=secret", refresh=60, allow_private=True)
    batches = []
    with suppress(InterruptedError):
        async for batch in Rounds(DAILY, source, zone=ZONE, clock=Clock(), wait=wait).changes():
            batches += batch
    assert waited == [120, 240, 480, 900, 900, 900]
    ((slug, failure),) = batches
    assert slug == "ai-daily"
    assert isinstance(failure, Failure)
    assert failure.where == "http://127.0.0.1:1/2026-11-20.md"
    assert failure.reason.startswith("it can't be reached: ")

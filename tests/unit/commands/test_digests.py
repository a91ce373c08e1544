"""/today and /digest: the right digest, or an honest word on what there is instead."""

import datetime as dt

import pytest

from bot.commands.models import Actor, DigestCard, Reply, Request
from bot.commands.table import answer
from bot.models import StoredDigest
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import (
    DAILY,
    DRAFT,
    EMPTY,
    FIRST,
    JOURNAL,
    MISSING,
    MONTHLY,
    NOW,
    TODAY,
    daily,
    monthly,
)
from tests.unit.commands.conftest import Ask, labels, pressed, words


def shown(reply: Reply) -> StoredDigest:
    """The one digest of a reply."""
    (card,) = [block for block in reply.blocks if isinstance(block, DigestCard)]
    return card.digest


def on(day: dt.date) -> dt.datetime:
    """That day, in the morning of the reader."""
    return NOW.replace(year=day.year, month=day.month, day=day.day)


# --- today ---


async def test_today_shows_the_digest_of_the_readers_date(ask: Ask) -> None:
    reply = await ask("/today")
    assert shown(reply).date == TODAY
    assert not reply.failed
    assert len(reply.blocks) == 1  # nothing to explain


async def test_the_date_is_the_readers_own(ask: Ask) -> None:
    evening_before = NOW.astimezone(dt.timezone(-dt.timedelta(hours=7)))
    assert evening_before.date() == TODAY - dt.timedelta(days=1)
    assert shown(await ask("/today", now=evening_before)).date == evening_before.date()


async def test_without_todays_digest_the_newest_is_shown_and_its_date_told(ask: Ask) -> None:
    reply = await ask("/today", now=on(dt.date(2025, 5, 29)))
    assert shown(reply).date == TODAY
    assert not reply.failed
    assert words(reply) == "今天（5 月 29 日）的日报还没有发布。这是最新的一期：2025 年 5 月 26 日（周一）。"


async def test_on_a_day_without_news_that_is_said(ask: Ask) -> None:
    reply = await ask("/today", now=on(EMPTY), locale="en", operator=True)
    assert words(reply).startswith("Nothing new came in today (18 May). This is the newest digest, of")
    assert shown(reply).sections


async def test_today_takes_a_date_too(ask: Ask) -> None:
    assert shown(await ask("/today 昨天")).date == TODAY - dt.timedelta(days=1)


async def test_one_step_back_and_one_on(ask: Ask) -> None:
    reply = await ask("/today")
    assert "5 月 27 日 ▶" not in labels(reply)  # the draft is not for readers
    back = await ask(pressed(reply, "◀ 5 月 25 日"))
    assert shown(back).date == TODAY - dt.timedelta(days=1)
    assert shown(await ask(pressed(back, "5 月 26 日 ▶"))).date == TODAY


async def test_the_first_digest_has_nothing_before_it(ask: Ask) -> None:
    reply = await ask(f"/digest {FIRST}")
    assert [label for label in labels(reply) if "◀" in label] == []
    assert pressed(reply, "▶").argument == "2025-04-02 ai-daily"


async def test_steps_pass_over_days_without_digest(ask: Ask) -> None:
    reply = await ask(f"/digest {MISSING - dt.timedelta(days=1)}")
    assert shown(await ask(pressed(reply, "▶"))).date == MISSING + dt.timedelta(days=1)


async def test_the_other_publications_are_a_button_away(ask: Ask) -> None:
    reply = await ask("/today")
    journal = await ask(pressed(reply, "产业月刊"))
    assert shown(journal).publication == "industry-monthly"
    assert shown(await ask(pressed(journal, "AI日报"))).date == MONTHLY


async def test_other_publications_are_none_of_a_limited_request(ask: Ask) -> None:
    reply = await ask("/today", publication="industry-monthly")
    assert shown(reply).date == MONTHLY
    assert "5 月 1 日" in words(reply)
    assert not [label for label in labels(reply) if "AI日报" in label]


async def test_a_publication_that_began_later_is_not_offered(ask: Ask) -> None:
    reply = await ask(f"/digest {FIRST}")
    assert not [label for label in labels(reply) if "产业月刊" in label]


async def test_operators_see_drafts_and_are_told(ask: Ask) -> None:
    reply = await ask("/today", operator=True, now=on(DRAFT))
    assert shown(reply).date == DRAFT
    assert words(reply) == "这一期还没有发布，只有管理员看得到。"
    assert shown(await ask("/today", now=on(DRAFT))).date == TODAY


# --- digest ---


@pytest.mark.parametrize(
    "line",
    [
        "/digest 2025-05-24",
        "/digest 2025年5月24日",
        "/digest ５－２４",
        "/digest 24 May",
        "/digest 前天 AI日报",
        "/digest ai-daily 5-24",
        "/digest AI 日报 24 May 2025",
        "日报 周六",
        "／日報　5-24",
        "/日报5-24",
    ],
)
async def test_a_day_in_many_words(ask: Ask, line: str) -> None:
    digest = shown(await ask(line))
    assert (digest.date, digest.publication) == (dt.date(2025, 5, 24), "ai-daily")


@pytest.mark.parametrize(
    "line", ["/digest latest", "/digest 最新", "/digest AI日报", "/digest newest ai-daily"]
)
async def test_the_newest(ask: Ask, line: str) -> None:
    assert shown(await ask(line)).date == TODAY


@pytest.mark.parametrize(
    "line", ["/digest 月刊", "/digest 最新 月刊", "/digest 5月 月刊", "/digest 5-1 产业", "/digest 2025 月刊"]
)
async def test_a_publication_is_named_beside_or_instead_of_a_day(ask: Ask, line: str) -> None:
    assert shown(await ask(line)).publication == "industry-monthly"


async def test_the_daily_comes_before_the_monthly_of_the_same_date(ask: Ask) -> None:
    assert shown(await ask("/digest 5-1")).publication == "ai-daily"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/digest soon", "看不懂日期“soon”。"),
        ("/digest 2025-02-30", "日历上没有“2025-02-30”这一天。"),
        ("/digest 32", "日历上没有“32”这一天。"),
        ("/digest 13-1 月刊", "日历上没有“13-1 月刊”这一天。"),
    ],
)
async def test_a_date_that_can_not_be_read_teaches(ask: Ask, line: str, sentence: str) -> None:
    reply = await ask(line)
    assert reply.failed
    assert words(reply).startswith(sentence)
    examples = [block.text for block in reply.blocks if block.type == "text" and block.kind == "example"]
    assert len(examples) >= 3
    for example in examples:
        assert not (await ask(example)).failed


async def test_an_unknown_publication_brings_the_known_ones_with_the_same_day(ask: Ask) -> None:
    reply = await ask("/digest 5-24 体育报")
    assert reply.failed
    assert "没有叫“体育报”的刊物" in words(reply)
    assert shown(await ask(pressed(reply, "AI日报"))).date == dt.date(2025, 5, 24)


async def test_a_doubtful_publication_brings_a_choice() -> None:
    archive = MemoryArchive()
    other = DAILY.model_copy(update={"slug": "ai-weekly", "name": "AI周报", "kind": "weekly"})
    await archive.declare_publications([DAILY, other])
    await archive.save(daily(TODAY), publication="ai-weekly", text_hash="x", now=NOW, published=True)
    request = Request(command="digest", argument="AI", actor=Actor(id="test:1"), locale="en", now=NOW)
    reply = await answer(archive, request)
    assert reply.failed
    assert words(reply) == "“AI” may mean several publications. Which one?"
    choice = pressed(reply, "AI周报")
    again = await answer(archive, request.model_copy(update={"argument": choice.argument}))
    assert shown(again).publication == "ai-weekly"


@pytest.mark.parametrize(
    ("line", "sentence", "near"),
    [
        (
            "/digest 2025-05-11",
            "没有 2025 年 5 月 11 日（周日）的日报。",
            ["5 月 12 日", "5 月 10 日", "5 月 9 日"],
        ),
        ("/digest 2024-01-01", "没有 2024 年 1 月 1 日（周一）的日报。", ["4 月 1 日"]),
        ("/digest 0001-01-01", None, ["4 月 1 日"]),
        ("/digest 9999-12-31", "9999 年 12 月 31 日（周五）还没有到。", ["5 月 26 日", "5 月 25 日"]),
        ("/digest 明天", "2025 年 5 月 27 日（周二）还没有到。", ["5 月 26 日", "5 月 25 日"]),
        ("/digest 5-20 月刊", "没有 2025 年 5 月 20 日（周二）的日报。", ["5 月 1 日"]),
        ("/digest 4-20 月刊", "没有 2025 年 4 月 20 日（周日）的日报。", ["5 月 1 日"]),
        (
            "/digest 2024",
            "2024 年 1 月 1 日（周一）到 2024 年 12 月 31 日（周二）之间没有日报。",
            ["4 月 1 日"],
        ),
    ],
)
async def test_a_day_without_digest_brings_the_nearest(
    ask: Ask, line: str, sentence: str | None, near: list[str]
) -> None:
    reply = await ask(line)
    assert reply.failed
    if sentence:
        assert words(reply).startswith(sentence)
    assert labels(reply) == near
    assert shown(await ask(reply.buttons[0][0])).sections


async def test_a_day_that_brought_nothing_says_so(ask: Ask) -> None:
    reply = await ask(f"/digest {EMPTY}")
    assert not reply.failed
    assert words(reply).startswith("2025 年 5 月 18 日（周日）没有新内容，所以没有这一天的日报。")
    assert labels(reply) == ["5 月 19 日", "5 月 17 日", "5 月 16 日"]


async def test_an_empty_edition_is_no_step(ask: Ask) -> None:
    reply = await ask(f"/digest {EMPTY + dt.timedelta(days=1)}")
    assert pressed(reply, "◀").argument == "2025-05-17 ai-daily"


async def test_an_empty_edition_is_marked_in_the_list(ask: Ask) -> None:
    assert "5 月 18 日 · 没有新内容" in labels(await ask("/digest", page="2"))


async def test_an_empty_edition_is_not_offered_as_another_publication() -> None:
    archive = MemoryArchive()
    await archive.declare_publications([DAILY, JOURNAL])
    await archive.save(monthly(), publication=JOURNAL.slug, text_hash="m", now=NOW, published=True)
    for day in (MONTHLY - dt.timedelta(days=1), MONTHLY):
        digest = daily(day) if day < MONTHLY else daily(day).model_copy(update={"sections": ()})
        await archive.save(digest, publication=DAILY.slug, text_hash=str(day), now=NOW, published=True)
    request = Request(command="digest", argument="月刊", actor=Actor(id="test:1"), locale="en", now=NOW)
    assert labels(await answer(archive, request)) == ["AI日报 · 30 Apr"]


# --- the list of editions ---


async def test_without_a_date_all_editions_are_listed_page_by_page(ask: Ask) -> None:
    reply = await ask("/digest")
    assert not reply.failed
    assert "5 月 26 日" in labels(reply)
    seen: list[str] = []
    pages = 0
    while True:
        pages += 1
        editions = [button for row in reply.buttons for button in row if button.page is None]
        seen += [button.argument for button in editions]
        if "下一页 ▶" not in labels(reply):
            break
        reply = await ask(pressed(reply, "下一页"))
    assert len(seen) == len(set(seen))
    dates = [argument.split()[0] for argument in seen]
    assert dates == sorted(dates, reverse=True)
    assert (dates[0], dates[-1]) == (str(TODAY), str(FIRST))
    assert "2025-05-01 industry-monthly" in seen
    for _ in range(pages - 1):
        reply = await ask(pressed(reply, "◀ 上一页"))
    assert labels(reply) == labels(await ask("/digest"))


async def test_a_month_is_a_list_too(ask: Ask) -> None:
    reply = await ask("/digest 2025-04")
    assert labels(reply)[:2] == ["4 月 30 日", "4 月 29 日"]
    reply = await ask(pressed(reply, "下一页"))
    reply = await ask(pressed(reply, "下一页"))
    reply = await ask(pressed(reply, "下一页"))
    assert labels(reply) == [
        "4 月 6 日",
        "4 月 5 日",
        "4 月 4 日",
        "4 月 3 日",
        "4 月 2 日",
        "4 月 1 日",
        "◀ 上一页",
    ]


async def test_last_week_is_a_list(ask: Ask) -> None:
    assert labels(await ask("/digest last week", locale="en"))[0] == "25 May"


async def test_a_time_with_one_edition_shows_it(ask: Ask) -> None:
    assert shown(await ask("/digest 2025-05 月刊")).publication == "industry-monthly"


async def test_beyond_the_last_page_there_is_a_way_back(ask: Ask) -> None:
    reply = await ask("/digest", page="90")
    assert labels(reply) == ["◀ 上一页"]


# --- an empty archive ---


@pytest.mark.parametrize("line", ["today", "digest", "digest:latest", "digest:2025-05-24", "digest:月刊"])
async def test_an_empty_archive_says_so(bare: MemoryArchive, line: str) -> None:
    command, _, argument = line.partition(":")
    request = Request(command=command, argument=argument, actor=Actor(id="test:1"), now=NOW)
    reply = await answer(bare, request)
    assert reply.failed
    assert words(reply)


async def test_drafts_without_items_are_passed_over() -> None:
    archive = MemoryArchive()
    await archive.declare_publications([DAILY])
    for days in range(1, 40):  # more than a page of empty editions after the day that is asked for
        empty = daily(TODAY + dt.timedelta(days=days)).model_copy(update={"sections": ()})
        await archive.save(empty, publication=DAILY.slug, text_hash=str(days), now=NOW)
    request = Request(
        command="digest", argument=str(TODAY), actor=Actor(id="test:1", operator=True), locale="en", now=NOW
    )
    assert labels(await answer(archive, request)) == []
    full = daily(TODAY + dt.timedelta(days=50))
    await archive.save(full, publication=DAILY.slug, text_hash="full", now=NOW)
    assert labels(await answer(archive, request)) == ["15 Jul"]


async def test_a_time_whose_only_edition_is_empty_lists_it() -> None:
    archive = MemoryArchive()
    await archive.declare_publications([DAILY])
    empty = daily(TODAY).model_copy(update={"sections": ()})
    await archive.save(empty, publication=DAILY.slug, text_hash="x", now=NOW)
    actor = Actor(id="test:1", operator=True)
    request = Request(command="digest", argument="this month", actor=actor, locale="en", now=NOW)
    assert labels(await answer(archive, request)) == ["26 May · nothing new"]

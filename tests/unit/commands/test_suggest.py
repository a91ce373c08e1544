"""Choices for what is typed, in memory and from the real store."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.command import Argument
from bot.commands.fragments import read
from bot.commands.memory import ANSWERS, LIFE, LONG_LIFE, Memory
from bot.commands.models import Actor
from bot.commands.suggest import LONGEST, MOST, Choice, suggest, units
from bot.commands.table import COMMANDS
from bot.models import Publication
from bot.ports import Archive
from tests.fakes.archive import MemoryArchive
from tests.fakes.digests import digest
from tests.fakes.shelf import DAILY, DRAFT, EMPTY, HEADLINES, MISSING, NOW, TODAY
from tests.unit.commands.conftest import Ask, cards

ARGUMENTS = {argument.suggests: argument for command in COMMANDS.values() for argument in command.arguments}
KINDS = ("sections", "dates", "search", "publications", "commands", "settings")


async def offered(archive: Archive, kind: str, typed: str, **more: Any) -> list[Choice]:  # noqa: ANN401
    argument = ARGUMENTS[kind]  # type: ignore[index]
    return await suggest(archive, argument, typed, **{"locale": "zh-CN", "now": NOW, **more})


async def values(archive: Archive, kind: str, typed: str, **more: Any) -> list[str]:  # noqa: ANN401
    return [choice.value for choice in await offered(archive, kind, typed, **more)]


def test_every_argument_that_can_be_guessed_suggests_something() -> None:
    kinds = {
        f"{command.name} {argument.name}": argument.suggests
        for command in COMMANDS.values()
        for argument in command.arguments
    }
    guessed = {one.split()[0] for one, kind in kinds.items() if kind is not None}
    # What has a number, or names a target or a word of one's own, can't be guessed.
    assert {one for one, kind in kinds.items() if kind is None and one.split()[0] not in guessed} == {
        "item id",
        "watch words",
        "status which",
        "restore number",
        "retry target",
        "pause target",
        "resume target",
        "audit page",
        "resolve delivery",
        "resolve verdict",
    }
    assert set(ARGUMENTS) == {None, *KINDS}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["新闻资讯", "产品应用", "开源动态", "算法论文", "产品动态", "公司新闻"]),
        ("产品", ["产品应用", "产品动态"]),
        ("新闻", ["新闻资讯", "公司新闻"]),
        ("動態", ["开源动态", "产品动态"]),
        ("算法伦文", ["算法论文"]),
        ("1", ["新闻资讯"]),
        ("zzz", []),
    ],
)
async def test_sections(archive: Archive, typed: str, expected: list[str]) -> None:
    found = await values(archive, "sections", typed)
    assert sorted(found) == sorted(expected)
    assert not found or found[0] == expected[0]


async def test_sections_of_one_publication(archive: Archive) -> None:
    assert set(await values(archive, "sections", "", publication="industry-monthly")) == {
        "公司新闻",
        "产品动态",
    }


async def test_the_newest_dates_with_their_titles(archive: Archive) -> None:
    found = await offered(archive, "dates", "")
    assert len(found) == MOST
    days = [choice.value for choice in found]
    assert days == sorted(days, reverse=True)
    assert days[0] == str(TODAY)
    assert not {str(DRAFT), str(EMPTY), str(MISSING)} & set(days)
    may = next(choice for choice in found if choice.value == "2025-05-02")
    assert may.label == "2025-05-02 · AI日报"
    [first] = await offered(archive, "dates", "2025-05-01")
    assert first.label == "2025-05-01 · AI日报 · 产业月刊"


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("5-2", ["2025-05-26", "2025-05-25", "2025-05-24", "2025-05-23", "2025-05-22", "2025-05-21"]),
        ("05-26", ["2025-05-26"]),
        ("5月24日", ["2025-05-24"]),
        ("5/24", ["2025-05-24"]),
        ("20250524", ["2025-05-24"]),
        ("2025-05-0", [f"2025-05-0{n}" for n in range(9, 0, -1)]),
        ("昨", ["2025-05-25"]),
        ("yes", ["2025-05-25"]),
        ("昨天", ["2025-05-25"]),
        ("上周五", ["2025-05-23"]),
        ("last friday", ["2025-05-23"]),
        ("3 days ago", ["2025-05-23"]),
        ("上周", [f"2025-05-{n}" for n in range(25, 18, -1)]),
        ("2024", []),
        ("9999-99", []),
        ("产业", ["2025-05-01"]),
    ],
)
async def test_dates_that_are_begun(archive: Archive, typed: str, days: list[str]) -> None:
    found = await values(archive, "dates", typed)
    assert [day for day in found if day in days] == days
    if typed != "5-2":
        assert found == days
    assert set(found) <= {*days, "2025-05-02", "2025-05-20"}


async def test_what_the_title_says_is_shown_and_found(bare: MemoryArchive) -> None:
    await bare.declare_publications([DAILY])
    for number, title in enumerate(("AI日报 2025-05-20：芯片扩建；新框架", "AI日报")):
        date = dt.date(2025, 5, 20 + number)
        await bare.save(
            digest("一", date=date, title=title),
            publication=DAILY.slug,
            text_hash=title,
            now=NOW,
            published=True,
        )
    labels = [choice.label for choice in await offered(bare, "dates", "")]
    assert labels == ["2025-05-21 · AI日报", "2025-05-20 · AI日报 · 芯片扩建；新框架"]
    assert await values(bare, "dates", "框架") == ["2025-05-20"]


async def test_days_long_ago_are_asked_for_once_they_are_typed(bare: MemoryArchive) -> None:
    await bare.declare_publications([DAILY])
    first = TODAY - dt.timedelta(days=900)
    for number in range(901):
        date = first + dt.timedelta(days=number)
        await bare.save(
            digest("一", date=date), publication=DAILY.slug, text_hash=str(date), now=NOW, published=True
        )
    assert await values(bare, "dates", "2023-01-1") == [
        *(f"2023-01-1{n}" for n in range(9, -1, -1)),
        "2023-01-01",
    ]
    assert await values(bare, "dates", "2023年1月15日") == ["2023-01-15"]
    assert (await values(bare, "dates", "2022-12"))[0] == "2022-12-31"
    assert await values(bare, "dates", "去年") != []


async def test_a_search_begins_with_what_was_typed(archive: Archive) -> None:
    found = await values(archive, "search", "芯片")
    assert found[0] == "芯片"
    assert found[1:]
    assert all("芯片工厂扩建" in one for one in found[1:])
    assert await values(archive, "search", "没有的") == ["没有的"]
    assert (await values(archive, "search", ""))[0] == f"大模型公司公布新计划（{TODAY:%m%d}）"
    assert not [one for one in await values(archive, "search", "芯片") if f"{DRAFT:%m%d}" in one]


async def test_choosing_a_search_leads_to_the_item(archive: Archive, ask: Ask) -> None:
    for typed in ("会议", "长文", "GPT", "推理框"):
        for choice in await offered(archive, "search", typed):
            if choice.value != typed and any(choice.label.startswith(one) for one in titles()):
                found = cards(await ask(f"/search {choice.value}"))
                assert choice.label in [card.title for card in found]


def titles() -> list[str]:
    return [title for some in HEADLINES.values() for title in some]


async def test_filters_of_a_search_stay_and_hold(archive: Archive, ask: Ask) -> None:
    found = await values(archive, "search", "栏目:算法 since:2025-05-01 长文")
    assert found[0] == "栏目:算法 since:2025-05-01 长文"
    assert found[1].startswith("section:算法 since:2025-05-01 长文本模型的新办法")
    assert await values(archive, "search", "栏目:开源 长文") == ["栏目:开源 长文"]
    assert await values(archive, "search", "栏目:没有 长文") == ["栏目:没有 长文"]
    assert await values(archive, "search", "since:昨天吧 长文") == ["since:昨天吧 长文"]
    assert (await values(archive, "search", "刊:日报 长文"))[1].startswith("publication:日报 长文本")


async def test_a_title_is_never_read_as_a_filter(bare: MemoryArchive) -> None:
    await bare.declare_publications([DAILY])
    long = "甲乙丙丁" * 20 + "。" + "戊己庚辛" * 20
    await bare.save(
        digest("从:甲到乙", "sort:新的排序", long),
        publication=DAILY.slug,
        text_hash="1",
        now=NOW,
        published=True,
    )
    assert await values(bare, "search", "甲到") == ["甲到", "从 甲到乙"]
    assert await values(bare, "search", "排序") == ["排序", "sort 新的排序"]
    found = await offered(bare, "search", "丙丁")
    assert found[1].label.endswith("…")
    assert found[1].value == "甲乙丙丁" * 20 + "。"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["ai-daily", "industry-monthly"]),
        ("日报", ["ai-daily"]),
        ("monthly", ["industry-monthly"]),
        ("月刊", ["industry-monthly"]),
        ("ai-daily ind", ["ai-daily industry-monthly"]),
        ("ai-daily ", ["ai-daily"]),
        ("zzz", []),
    ],
)
async def test_publications(archive: Archive, typed: str, expected: list[str]) -> None:
    assert await values(archive, "publications", typed) == expected


async def test_commands(archive: Archive) -> None:
    assert await values(archive, "commands", "se") == ["section", "sections", "search"]
    assert await values(archive, "commands", "/搜") == ["search"]
    [choice] = await offered(archive, "commands", "toda", locale="en")
    assert choice.label == "/today · Today's digest, or the newest one."
    assert "publish" not in await values(archive, "commands", "")
    assert "publish" in await values(archive, "commands", "pub", actor=Actor(id="x:1", operator=True))


async def test_an_argument_that_suggests_nothing(archive: Archive) -> None:
    argument = Argument("id", "NUMBER", "The number of the item.")
    assert await suggest(archive, argument, "1", locale="en", now=NOW) == []


async def test_what_is_remembered_is_asked_for_once_a_minute(bare: MemoryArchive) -> None:
    await bare.declare_publications([DAILY])
    assert await values(bare, "publications", "") == [DAILY.slug]
    await bare.declare_publications([Publication(slug="second", name="第二份")])
    assert await values(bare, "publications", "", now=NOW + LIFE / 2) == [DAILY.slug]
    assert await values(bare, "publications", "", now=NOW + LIFE) == [DAILY.slug, "second"]
    for _ in range(3):
        await values(bare, "search", "甲")
    assert len(bare.queries) == 1
    assert await values(MemoryArchive(), "publications", "") == [], "of each store by itself"


async def test_settings_are_offered_by_name_then_by_value(archive: Archive) -> None:
    assert (await values(archive, "settings", ""))[:2] == ["publications", "sections"]
    assert "hour 08:00" in await values(archive, "settings", "时间 08")
    assert await values(archive, "settings", "sections +论文") == ["sections +论文", "sections +算法论文"]
    assert "publications ai-daily" in await values(archive, "settings", "刊物 日报")


async def test_the_memory_is_bounded() -> None:
    memory = Memory()
    asked: list[int] = []

    async def ask(number: int) -> int:
        asked.append(number)
        return number

    for number in (*range(ANSWERS + 1), 0, 0):
        assert await memory.recall(number, NOW, lambda number=number: ask(number)) == number  # type: ignore[misc]
    assert asked == [*range(ANSWERS + 1), 0]
    again = await memory.recall(0, NOW + LIFE, lambda: ask(-1), life=LONG_LIFE)
    assert again == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    typed=st.text(max_size=300) | st.text('0123456789-/年月日 昨天周五lastmon:："“', max_size=12),
    locale=st.sampled_from(["zh-CN", "zh-TW", "en"]),
    today=st.dates(dt.date(1, 1, 2), dt.date(9999, 12, 30)),
)
async def test_any_text_gives_choices_that_can_be_offered(
    archive: Archive, kind: str, typed: str, locale: str, today: dt.date
) -> None:
    now = dt.datetime.combine(today, dt.time(12), tzinfo=dt.UTC)
    found = await offered(archive, kind, typed, locale=locale, now=now)
    assert len(found) <= MOST
    assert len({choice.value for choice in found}) == len(found)
    for choice in found:
        assert 0 < units(choice.label) <= LONGEST
        assert 0 < units(choice.value) <= LONGEST
        assert choice.label.strip()
        assert choice.value.strip()


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), size=st.integers(1, 10), today=st.dates())
def test_a_date_is_meant_by_each_of_its_beginnings(day: dt.date, size: int, today: dt.date) -> None:
    fragment = read(str(day)[:size].rstrip("-") or "1", today)
    assert fragment.means(day)
    if size >= 4:
        assert fragment.newest is not None
        assert fragment.newest >= day

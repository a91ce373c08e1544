"""Whatever is pressed and typed into /settings: the policy is what an independent model says it is."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.models import Button
from bot.models import UNSUBSCRIBED, Policy
from bot.weekdays import WEEKDAYS
from tests.unit.commands.newsroom import ADMIN, GROUP, Newsroom, newsroom

SLUGS = ("ai-daily", "industry-monthly")
SECTIONS = ("新闻资讯", "产品应用", "算法论文", "开源动态")
WORDS = ("英伟达", "GPT 4", "大模型")
LISTS = {"publications": "publications", "sections": "sections", "omit": "without_sections"}
OWN = {"keywords": "keywords", "without": "without_keywords", "watch": "watch"}
OPPOSITE = {
    "sections": "without_sections", "without_sections": "sections",
    "keywords": "without_keywords", "without_keywords": "keywords",
}  # fmt: skip


def after(held: dict[str, Any], line: str) -> dict[str, Any]:
    """What the policy's values are after such a line of canonical words."""
    name, _, value = line.partition(" ")
    now = dict(held)
    match name:
        case _ if not value:
            pass
        case "hour":
            now["publish_at"] = None if value == "auto" else dt.time.fromisoformat(value)
        case "zone":
            now["timezone"] = None if value == "own" else value
        case "quiet":
            first, _, last = value.partition("-")
            span = None if value == "off" else (dt.time.fromisoformat(first), dt.time.fromisoformat(last))
            now["quiet_hours"] = span
        case "silent" | "pin" | "digests":
            now[name] = value == "on"
        case "layout" | "preview":
            now[name] = value
        case "language":
            now["locale"] = value
        case "days":
            now["weekdays"] = _after_days(set(held["weekdays"]), value)
        case _:
            now |= _after_names(held, name, value)
    return now


def _after_days(days: set[str], value: str) -> tuple[str, ...]:
    """What a line about days leaves."""
    match value[0], value:
        case "+", _:
            days = days | {value[1:]}
        case "-", _:
            days = days - {value[1:]}
        case _, "mon-fri":
            days = set(WEEKDAYS[:5])
        case _:
            days = set()
    return () if len(days) == len(WEEKDAYS) else tuple(day for day in WEEKDAYS if day in days)


def _after_names(held: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    """What a line about names or words changes."""
    field = (LISTS | OWN)[name]
    before = list(held[field])
    sign, bare = (value[0], value[1:]) if value[0] in "+-" else ("", value)
    if value in {"all", "none"}:
        return {field: ()}
    if sign == "-":
        before = before or [slug for slug in SLUGS if field == "publications"]
        return {field: tuple(one for one in before if one != bare)}
    added = bare.split(", ")
    keeps = before if sign == "+" or name == "watch" else []
    now: dict[str, Any] = {field: tuple(dict.fromkeys([*keeps, *added]))}
    if other := OPPOSITE.get(field):
        now[other] = tuple(one for one in held[other] if one not in added)
    return now


def _listed(name: str, values: tuple[str, ...]) -> st.SearchStrategy[str]:
    several = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(", ".join)
    signed = st.tuples(st.sampled_from("+-"), st.sampled_from(values)).map("".join)
    return st.one_of(several, signed, st.just("none")).map(lambda value: f"{name} {value}")


LINE = st.one_of(
    st.times().map(lambda at: f"hour {at:%H:%M}"),
    st.sampled_from(["zone Europe/Berlin", "zone own", "quiet 22:00-07:00", "quiet off", "hour auto"]),
    st.sampled_from(["silent on", "pin on", "layout headlines", "preview none", "language en"]),
    st.sampled_from(["digests on", "digests off", "days mon-fri"]),
    _listed("publications", SLUGS),
    _listed("sections", SECTIONS),
    _listed("omit", SECTIONS),
    *(_listed(name, WORDS) for name in OWN),
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as room:
        yield room


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.one_of(LINE, st.integers(0, 10_000), st.integers(0, 10_000)), max_size=14))
async def test_the_policy_is_what_was_pressed_and_typed(room: Newsroom, steps: list[str | int]) -> None:
    """A number presses one of all the buttons that were shown, the newest being the likeliest."""
    target = await room.store.declare_target("fake", "-2002", Policy())
    await room.store.resume_target(target.id)
    held, ended = Policy().model_dump(), False
    shown = list((await room.steer("/settings", ADMIN, GROUP)).buttons)
    for step in steps:
        if isinstance(step, int):
            buttons = [
                each for row in shown[::-1] for each in row if each.command in {"settings", "subscribe"}
            ]
            wanted = buttons[(step * step // 10_000) % len(buttons)]
        else:
            wanted = Button(label="", command="settings", argument=step)
        reply = await room.steer(wanted, ADMIN, GROUP)
        assert not reply.failed, wanted
        shown += reply.buttons
        if wanted.command == "subscribe":
            held["digests"], ended = True, False
        elif not ended:
            held = after(held, wanted.argument)
            ended = not (held["digests"] or held["watch"])
        (target,) = await room.store.targets()
        assert target.policy.model_dump() == held, wanted
        assert target.suspended == (UNSUBSCRIBED if ended else None)

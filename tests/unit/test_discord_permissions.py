"""Which permissions a target takes, which are missing, and what they are called."""

import itertools
from typing import Any, get_args

import discord
import pytest

from bot.locales import LOCALES, catalogue
from bot.models import Layout, Locale, Policy
from handlers.discord import permissions
from handlers.discord.permissions import Kind, Need, Standing, blocked, missing, needs, told

NEEDS = [value for value in vars(permissions).values() if isinstance(value, Need)]


def names(
    kind: Kind, policy: Policy | None = None, *, locked: bool = False, uninvited: bool = False
) -> set[str]:
    wanted = needs(Standing(kind, locked, uninvited), policy or Policy(), open_role=False)
    return {need.name for need in wanted}


def test_bits_are_discords_own() -> None:
    flags = dict(discord.Permissions.all())
    for name in flags:
        if hasattr(permissions, name.upper()):
            assert getattr(permissions, name.upper()) == getattr(discord.Permissions, name).flag
    assert {need.bit for need in NEEDS} <= {getattr(discord.Permissions, name).flag for name in flags}
    assert discord.Permissions.view_channel.flag == permissions.VIEW_CHANNEL


@pytest.mark.parametrize(
    ("kind", "policy", "wanted"),
    [
        ("text", {}, {"View Channel", "Send Messages", "Read Message History"}),
        ("announcement", {}, {"View Channel", "Send Messages", "Read Message History"}),
        ("thread", {}, {"View Channel", "Send Messages in Threads", "Read Message History"}),
        (
            "forum",
            {"pin": True},
            {"View Channel", "Create Posts", "Send Messages in Threads", "Read Message History"},
        ),
        (
            "text",
            {"layout": "summary+thread"},
            {
                "View Channel",
                "Send Messages",
                "Create Public Threads",
                "Send Messages in Threads",
                "Read Message History",
            },
        ),
    ],
)
def test_only_what_is_needed_is_asked_for(kind: Kind, policy: dict[str, Any], wanted: set[str]) -> None:
    assert names(kind, Policy(**policy)) == wanted


def test_what_is_chosen_adds_its_own() -> None:
    plain = names("text")
    assert names("text", Policy(pin=True)) - plain == {"Pin Messages"}
    assert names("text", Policy(embeds=True)) - plain == {"Embed Links"}
    assert names("text", Policy(role="1")) - plain == {"Mention @everyone, @here and All Roles"}
    assert names("thread", locked=True) - names("thread") == {"Manage Threads"}
    assert names("thread", uninvited=True) - names("thread") == {"Manage Threads"}
    assert "Mention @everyone, @here and All Roles" not in {
        need.name for need in needs(Standing("text"), Policy(role="1"), open_role=True)
    }


def test_missing_are_those_without_their_bit_and_the_vital_ones_block() -> None:
    for kind, layout, pin in itertools.product(get_args(Kind), get_args(Layout), (True, False)):
        wanted = needs(Standing(kind), Policy(layout=layout, pin=pin))
        whole = sum({need.bit for need in wanted})
        assert not missing(whole, wanted)
        assert missing(0, wanted) == wanted
        for need in wanted:
            lacks = missing(whole & ~need.bit, wanted)
            assert need in lacks
            assert blocked(lacks) == any(lack.vital for lack in lacks)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_has_its_words_in_every_language(locale: Locale) -> None:
    say = catalogue(locale)
    lines = told(tuple(NEEDS), say)
    assert len(set(lines)) == len(NEEDS)
    if locale != "en":
        assert not any("to " in line for line in lines)

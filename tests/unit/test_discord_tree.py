"""The slash commands: within Discord's limits in every language, and handed in only when they changed."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from bot.commands.table import COMMANDS, find
from bot.ports import Store
from handlers.discord import tree
from tests.fakes.discord import DiscordServer
from tests.fakes.guilds import connected, station_at
from tests.fakes.stores import sqlite_store

DEFINITIONS = {each["name"]: each for each in tree.definitions()}
READING = [name for name, command in COMMANDS.items() if command.listed and command.steering is None]
STEERING = [name for name, command in COMMANDS.items() if command.listed and command.steering is not None]


def is_name(name: str) -> bool:
    fits = all(char in "-_'" or unicodedata.category(char)[0] in "LN" for char in name)
    return fits and 1 <= len(name) <= 32 and name == name.lower()


def parts(definition: dict[str, Any]) -> list[dict[str, Any]]:
    return [definition, *definition["options"]]


def test_every_listed_command_is_there_and_no_other() -> None:
    assert set(DEFINITIONS) == {*READING, *STEERING, "setup", "submit"}
    assert set(READING) >= {"today", "digest", "section", "sections", "search", "help", "start"}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_names_and_descriptions_are_as_discord_takes_them(name: str) -> None:
    for part in parts(DEFINITIONS[name]):
        assert part["name"].isascii()
        assert all(map(is_name, [part["name"], *part["name_localizations"].values()]))
        texts = [part["description"], *part["description_localizations"].values()]
        assert all(1 <= len(text) <= 100 for text in texts)
        assert set(part["description_localizations"]) == {"zh-CN", "zh-TW"}
    required = [bool(option.get("required")) for option in DEFINITIONS[name]["options"]]
    assert required == sorted(required, reverse=True), "what must be given comes first"


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_every_command_has_a_name_of_its_own_in_every_language(locale: str) -> None:
    names = [each["name_localizations"][locale] for each in DEFINITIONS.values()]
    assert len(set(names)) == len(names)
    assert not set(names) & set(DEFINITIONS)
    for name, each in DEFINITIONS.items():
        meant = find(each["name_localizations"][locale])
        assert name not in COMMANDS or (meant is not None and meant.name == name)
        options = [part["name_localizations"].get(locale, part["name"]) for part in each["options"]]
        assert len(set(options)) == len(options)


@pytest.mark.parametrize("name", READING)
def test_what_reads_goes_wherever_people_take_it(name: str) -> None:
    command = DEFINITIONS[name]
    assert command["contexts"] == [0, 1, 2]
    assert command["integration_types"] == [0, 1]
    assert "default_member_permissions" not in command
    assert command["options"][-1]["name"] == "public"


@pytest.mark.parametrize("name", [*STEERING, "setup", "submit"])
def test_what_steers_is_for_those_who_manage_the_server(name: str) -> None:
    command = DEFINITIONS[name]
    assert command["default_member_permissions"] == str(1 << 5)
    assert command["integration_types"] == [0]
    assert 2 not in command["contexts"]
    assert all(option["name"] != "public" for option in command["options"])


def test_what_can_be_suggested_is_offered_while_it_is_typed() -> None:
    offered = {
        (name, option["name"])
        for name, each in DEFINITIONS.items()
        for option in each["options"]
        if option.get("autocomplete")
    }
    assert {("section", "name"), ("digest", "date"), ("search", "query"), ("help", "command")} <= offered


def test_the_hash_is_of_what_people_see() -> None:
    given = tree.definitions()
    echoed = [
        each | {"id": "1", "version": "2", "application_id": "3", "nsfw": False, "type": 1}
        for each in reversed(tree.definitions())
    ]
    for each in echoed:
        each["contexts"] = each["contexts"][::-1]
        each.setdefault("default_member_permissions", None)
    assert tree.fingerprint(echoed) == tree.fingerprint(given)
    echoed[0]["description_localizations"] = {}
    assert tree.fingerprint(echoed) != tree.fingerprint(given)


async def posted(server: DiscordServer, store: Store) -> bool:
    async with connected(server) as connection:
        return await tree.post(await station_at(connection, store))


async def test_the_commands_are_handed_in_once_and_again_when_they_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DiscordServer() as server, sqlite_store(tmp_path) as store:
        assert [await posted(server, store) for _ in range(3)] == [True, False, False]
        fewer = tree.definitions()[1:]
        monkeypatch.setattr(tree, "definitions", lambda: fewer)
        assert [await posted(server, store) for _ in range(2)] == [True, False]
        assert "today" not in server.known(None)

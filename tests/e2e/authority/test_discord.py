"""Who may do what on Discord: by slash commands, buttons, menus and forms, by everybody, in every place."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path

from bot.commands.table import COMMANDS
from tests.e2e.authority.archive import changed
from tests.e2e.authority.discord_scene import Scene
from tests.e2e.authority.house import House, house
from tests.e2e.authority.table import YES, Row, read
from tests.fakes.discord import DiscordServer
from tests.fakes.discord.interactions import Interaction

TYPED = """
where         who            reads  steers     status   operates
private       reader         yes    yes        yes      operators
private       namesake       yes    yes        yes      operators
private       operator       yes    yes        yes      yes
text          member         yes    admins     admins   operators
text          namesake       yes    admins     admins   operators
text          local          yes    admins     admins   operators
text          moderator      yes    admins     admins   operators
text          manager        yes    yes        yes      operators
text          administrator  yes    yes        yes      operators
text          owner          yes    yes        yes      operators
text          operator       yes    yes        yes      yes
announcement  member         yes    admins     admins   operators
announcement  manager        yes    yes        yes      operators
announcement  operator       yes    yes        yes      yes
thread        member         yes    admins     admins   operators
thread        local          yes    admins     admins   operators
thread        manager        yes    yes        yes      operators
thread        operator       yes    yes        yes      yes
post          member         yes    admins     admins   operators
post          manager        yes    yes        yes      operators
post          operator       yes    yes        yes      yes
foreign       member         yes    admins     admins   operators
foreign       owner          yes    elsewhere  elsewhere operators
foreign       operator       yes    elsewhere  yes      yes
group         member         yes    admins     admins   operators
group         operator       yes    elsewhere  yes      yes
"""
"""Of a slash command, whether Discord offers it there or not. A `namesake` has the number that an
operator has on Telegram; `local` is somebody whose role may do everything in one channel; a `moderator`
has every right but those to manage the server. `foreign` is a server that the bot is not on, where some
have brought it along, as in a `group`'s direct messages; `post` stands in a forum.
"""

PRESSED = """
where         who            reads  steers     status   operates
private       reader         yes    yes        yes      refused
private       operator       yes    yes        yes      yes
text          member         yes    refused    refused  refused
text          namesake       yes    refused    refused  refused
text          local          yes    refused    refused  refused
text          moderator      yes    refused    refused  refused
text          manager        yes    yes        yes      refused
text          operator       yes    yes        yes      yes
announcement  member         yes    refused    refused  refused
thread        member         yes    refused    refused  refused
post          owner          yes    yes        yes      refused
post          member         yes    refused    refused  refused
foreign       member         yes    refused    refused  refused
foreign       owner          yes    elsewhere  elsewhere refused
group         member         yes    refused    refused  refused
"""
"""Of a button, or a choice in a menu, that somebody else was given.
"""

SENTENCES = {
    "admins": "Only the admins of this chat may use /{}.",
    "operators": "Only Ribao's operators may use /{}: the accounts that its settings file names as admins.",
    "elsewhere": "Send this in the chat that is meant.",
    "refused": "Only those who have the say here can press this.",
}
ALONE = ("private",)
"""Where nobody else reads, and so nothing need be hidden."""


def test_the_tables_have_every_command() -> None:
    for table in (TYPED, PRESSED):
        rows = read(table)
        assert {row.command for row in rows} == set(COMMANDS)
        assert len({str(row) for row in rows}) == len(rows)


@asynccontextmanager
async def at_home(folder: Path) -> AsyncIterator[tuple[House, Scene]]:
    """The bot at work in a place of each kind, in all of which digests come."""
    async with DiscordServer(limited=False) as server:
        scene = Scene(server)
        async with house(folder, discord=server, places=scene.addresses) as home:
            await server.connected()
            await server.until(lambda: server.known(None), what="the commands")
            yield home, scene
        assert server.journal.violations == []


async def test_what_is_given_as_a_slash_command(tmp_path: Path) -> None:
    async with at_home(tmp_path) as (home, scene):

        def give(row: Row) -> Interaction:
            return scene.gives(row.place, row.actor, row.command, home.deeds[row.command].argument)

        wrong: list[str] = []
        for row_of, some in groupby(read(TYPED), lambda row: (row.place, row.actor, row.verdict)):
            wrong += await _tried(home, scene, list(some), row_of[2], give)
        assert not wrong, "\n".join(wrong)


async def test_what_is_pressed_or_chosen(tmp_path: Path) -> None:
    async with at_home(tmp_path) as (home, scene):

        def press(row: Row) -> Interaction:
            return scene.presses(row.place, row.actor, f"c{home.deeds[row.command].line(row.command)}")

        def choose(row: Row) -> Interaction:
            return scene.chooses(row.place, row.actor, f"c{home.deeds[row.command].line(row.command)}")

        wrong: list[str] = []
        for row_of, some in groupby(read(PRESSED), lambda row: (row.place, row.actor, row.verdict)):
            rows = list(some)
            wrong += await _tried(home, scene, rows, row_of[2], press)
            if row_of[2] != YES:
                wrong += await _tried(home, scene, rows, row_of[2], choose)
        assert not wrong, "\n".join(wrong)


async def _tried(
    home: House, scene: Scene, rows: list[Row], verdict: str, give: Callable[[Row], Interaction]
) -> list[str]:
    """What is not as these rows have it; those that change nothing are given at once."""
    wrong: list[str] = []
    quiet = [row for row in rows if verdict != YES or not home.deeds[row.command].act]
    before = home.dump()
    given = {row: give(row) for row in quiet}
    await scene.server.until(lambda: all(asked.answered for asked in given.values()), 30, str(rows[0]))
    for row, asked in given.items():
        wrong += _judged(home, row, verdict, asked)
    but = ("jottings",) if verdict == YES else ()
    wrong += [f"{rows[0]}, and the like, changed {name}" for name in changed(before, home.dump(), but=but)]
    for row in rows:
        if row not in given:
            asked = await scene.server.answered(give(row))
            wrong += _judged(home, row, verdict, asked)
            wrong += await home.kept(row, f"discord:{scene.people[row.place, row.actor].id}")
    return wrong


def _judged(home: House, row: Row, verdict: str, asked: Interaction) -> list[str]:
    """What is wrong with the answer."""
    if verdict == YES:
        right = re.search(home.deeds[row.command].proof, asked.text) is not None
    else:
        right = asked.text == SENTENCES[verdict].format(row.command)
        right = right and len([*filter(None, (asked.message, *asked.followups))]) == 1
        right = right and (asked.source is None or not asked.source.edits)
    hidden = asked.ephemeral or row.place in ALONE
    return [] if right and hidden else [f"{row} is not “{verdict}”: {asked.text} (hidden: {hidden})"]

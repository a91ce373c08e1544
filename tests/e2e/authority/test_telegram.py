"""Who may do what on Telegram: typed, pressed, edited, forwarded, by everybody, in every kind of chat."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import groupby
from pathlib import Path

from bot.commands.table import COMMANDS
from tests.e2e.authority.archive import NOW, changed
from tests.e2e.authority.house import House, house
from tests.e2e.authority.table import IGNORED, OPERATES, YES, Row, read
from tests.e2e.authority.telegram_scene import Scene
from tests.fakes.telegram import Message, Press, TelegramServer

TYPED = """
where       who         reads    steers   status   operates
private     reader      yes      yes      yes      operators
private     stranger    yes      yes      yes      operators
private     namesake    yes      yes      yes      operators
private     operator    yes      yes      yes      yes
group       member      yes      admins   admins   operators
group       admin       yes      yes      yes      operators
group       anonymous   yes      yes      yes      operators
group       operator    yes      yes      yes      yes
group       bot         ignored  ignored  ignored  ignored
supergroup  member      yes      admins   admins   operators
supergroup  namesake    yes      admins   admins   operators
supergroup  admin       yes      yes      yes      operators
supergroup  owner       yes      yes      yes      operators
supergroup  anonymous   yes      yes      yes      operators
supergroup  channel     yes      admins   admins   operators
supergroup  operator    yes      yes      yes      yes
supergroup  bot         ignored  ignored  ignored  ignored
forum       member      yes      admins   admins   operators
forum       admin       yes      yes      yes      operators
forum       anonymous   yes      yes      yes      operators
forum       operator    yes      yes      yes      yes
discussion  member      yes      admins   admins   operators
discussion  stranger    yes      admins   admins   operators
discussion  admin       yes      yes      yes      operators
discussion  anonymous   yes      yes      yes      operators
discussion  channel     yes      admins   admins   operators
discussion  relay       ignored  ignored  ignored  ignored
discussion  operator    yes      yes      yes      yes
channel     admin       yes      yes      yes      operators
"""
"""Of a line that is typed. A `stranger` was never seen before; a `namesake` has the number that an
operator has on Discord; `anonymous` is an admin in the group's own name, `channel` somebody who writes in
a channel's name, `relay` a channel's post as it comes into its discussion group. Who posts in a channel
is an admin, and not known.
"""

PRESSED = """
where       who         reads    steers   status   operates
private     reader      yes      yes      yes      refused
private     namesake    yes      yes      yes      refused
private     operator    yes      yes      yes      yes
group       member      yes      refused  refused  refused
group       admin       yes      yes      yes      refused
group       operator    yes      yes      yes      yes
supergroup  stranger    yes      refused  refused  refused
supergroup  namesake    yes      refused  refused  refused
supergroup  owner       yes      yes      yes      refused
forum       member      yes      refused  refused  refused
forum       admin       yes      yes      yes      refused
forum       operator    yes      yes      yes      yes
channel     member      yes      refused  refused  refused
channel     stranger    yes      refused  refused  refused
channel     namesake    yes      refused  refused  refused
channel     admin       yes      yes      yes      refused
channel     operator    yes      yes      yes      yes
"""
"""Of a button that somebody else was given, or that an app of one's own making sends.
"""

SENTENCES = {
    "admins": "Only the admins of this chat may use /{}.",
    "operators": "Only Ribao's operators may use /{}: the accounts that its settings file names as admins.",
    "refused": "Only those who have the say here can press this.",
}


async def test_what_is_typed(tmp_path: Path) -> None:
    async with at_home(tmp_path) as (home, scene):
        wrong: list[str] = []
        for row_of, some in groupby(read(TYPED), lambda row: (row.place, row.actor, row.verdict)):
            wrong += await _typed(home, scene, list(some), row_of[2])
        assert not wrong, "\n".join(wrong)


async def test_what_is_pressed(tmp_path: Path) -> None:
    async with at_home(tmp_path) as (home, scene):
        wrong: list[str] = []
        for row_of, some in groupby(read(PRESSED), lambda row: (row.place, row.actor, row.verdict)):
            wrong += await _pressed(home, scene, list(some), row_of[2])
        assert not wrong, "\n".join(wrong)


async def test_what_is_edited_forwarded_or_comes_late(tmp_path: Path) -> None:
    """An old line that is changed into a command, or a command that somebody passes on, is none."""
    async with at_home(tmp_path) as (home, scene):
        before, chats = home.dump(), scene.chats
        operator, admin = scene.people["group", "operator"], scene.people["channel", "admin"]
        hall, group = chats["channel"], chats["group"]
        lines = [f"/{deed.line(name)}" for name, deed in home.deeds.items()]
        written = [operator.says("Good morning", group), operator.says("Good morning", chats["supergroup"])]
        posted = admin.posts("Good morning", hall)
        origin = scene.people["private", "namesake"].says("Hello!")
        given = []
        for line in lines:
            name, _, words = line.partition(" ")
            text = f"{name}@ribao_bot {words}".strip()
            given += [operator.edits(message, text) for message in written] + [admin.edits(posted, text)]
            origin.text = text
            given += [operator.forwards(origin), operator.forwards(origin, group)]
        await _silence(scene)
        assert [message.text for message in given if scene.replies(message)] == []
        assert changed(before, home.dump()) == []
        # What was given to a bot that was away asks first, whatever it would have done.
        home.clock.forward(minutes=11)
        for name in OPERATES.split():
            late = operator.says(f"/{home.deeds[name].line(name)}")
            (reply,) = await scene.answered(late)
            assert "it was not done. Shall it be done now?" in reply.text
        assert changed(before, home.dump(), but=("jottings",)) == []


@asynccontextmanager
async def at_home(folder: Path) -> AsyncIterator[tuple[House, Scene]]:
    """The bot at work in a chat of each kind, in all of which digests come."""
    async with TelegramServer(clock=NOW.timestamp) as server:
        scene = Scene(server)
        async with house(folder, telegram=server, places=scene.addresses) as home:
            yield home, scene
        assert server.violations == []


def test_the_tables_have_every_command() -> None:
    for table in (TYPED, PRESSED):
        rows = read(table)
        assert {row.command for row in rows} == set(COMMANDS)
        assert len({str(row) for row in rows}) == len(rows)


async def _typed(home: House, scene: Scene, rows: list[Row], verdict: str) -> list[str]:
    """What is not as these rows have it; those that change nothing are given at once."""
    wrong: list[str] = []
    quiet = [row for row in rows if verdict != YES or not home.deeds[row.command].act]
    before = home.dump()
    given = {
        row: scene.gives(row.place, row.actor, home.deeds[row.command].line(row.command)) for row in quiet
    }
    if verdict == IGNORED:
        await _silence(scene)
    else:
        await scene.answered(*given.values())
    for row, message in given.items():
        wrong += _judged(home, scene, row, verdict, message)
    but = ("jottings",) if verdict == YES else ()
    wrong += [f"{rows[0]}, and the like, changed {name}" for name in changed(before, home.dump(), but=but)]
    for row in rows:
        if row not in given:
            message = scene.gives(row.place, row.actor, home.deeds[row.command].line(row.command))
            await scene.answered(message)
            wrong += _judged(home, scene, row, verdict, message)
            wrong += await home.kept(row, scene.name(row.place, row.actor, pressed=False))
    return wrong


async def _pressed(home: House, scene: Scene, rows: list[Row], verdict: str) -> list[str]:
    """What is not as these rows have it; those that change nothing are pressed at once."""
    wrong: list[str] = []
    quiet = [row for row in rows if verdict != YES or not home.deeds[row.command].act]
    before = home.dump()
    given = {row: _press(home, scene, row) for row in quiet}
    await scene.server.until(lambda: all(_is_settled(press, verdict) for press in given.values()), 30)
    for row, press in given.items():
        wrong += _turned(home, scene, row, verdict, press)
    but = ("jottings",) if verdict == YES else ()
    wrong += [f"{rows[0]}, and the like, changed {name}" for name in changed(before, home.dump(), but=but)]
    for row in rows:
        if row not in given:
            press = _press(home, scene, row)
            await scene.server.until(partial(_is_settled, press, verdict), 30, str(row))
            wrong += _turned(home, scene, row, verdict, press)
            wrong += await home.kept(row, scene.name(row.place, row.actor, pressed=True))
    return wrong


def _press(home: House, scene: Scene, row: Row) -> Press:
    return scene.presses(row.place, row.actor, f"c{home.deeds[row.command].line(row.command)}")


def _is_settled(press: Press, verdict: str) -> bool:
    message = press.message
    return press.answered and (verdict != YES or (message is not None and message.edits > 0))


def _turned(home: House, scene: Scene, row: Row, verdict: str, press: Press) -> list[str]:
    """What is wrong with what the press led to."""
    message = press.message
    assert message is not None
    if verdict == YES:
        right = not press.text and re.search(home.deeds[row.command].proof, message.text) is not None
    else:
        right = press.alert and press.text == SENTENCES[verdict] and not message.edits
    right = right and not scene.replies(message)
    return [] if right else [f"{row}, pressed, is not “{verdict}”: {press.text} {message.text}"]


def _judged(home: House, scene: Scene, row: Row, verdict: str, given: Message) -> list[str]:
    """What is wrong with the answer."""
    texts = [reply.text for reply in scene.replies(given)]
    if verdict == IGNORED:
        right = not texts
    elif verdict == YES:
        right = len(texts) == 1 and re.search(home.deeds[row.command].proof, texts[0]) is not None
    else:
        right = texts == [SENTENCES[verdict].format(row.command)]
    return [] if right else [f"{row} is not “{verdict}”: {texts}"]


async def _silence(scene: Scene) -> None:
    """Give the bot the time that it takes to answer others, and some more."""
    await scene.answered(scene.gives("private", "reader", "help"))
    await asyncio.sleep(0.1)

"""Every button that a command can make fits into callback data and comes back as it was."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import presses
from bot.commands.models import Button
from bot.commands.table import COMMANDS
from tests.fakes.archive import MemoryArchive

ASCII = "".join(map(chr, range(128)))

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
MADE = st.builds(
    Button,
    label=st.just(""),
    command=st.sampled_from(sorted(COMMANDS))
    | st.text(string.ascii_lowercase, min_size=1, max_size=40)
    | ANY_TEXT,
    argument=ANY_TEXT,
    page=st.none()
    | st.text(ASCII, max_size=40)
    | st.from_regex(r"[0-9]{1,6}(\.[!-~]{1,30})?", fullmatch=True),
)


@given(MADE)
@example(Button(label="", command="today"))
@example(Button(label="", command="search", argument="字" * 200, page="x" * 40))
@example(Button(label="", command="search", argument=" \x00\ud800 ", page=""))
@example(Button(label="", command="search", argument="a|b c", page="1|2"))
async def test_any_button_fits_and_comes_back(button: Button) -> None:
    store = MemoryArchive()
    data = await presses.pack(presses.press(button), store, longest=64)
    assert 1 <= len(data.encode()) <= 64
    assert data.startswith(presses.PREFIX)
    assert data.isprintable()
    assert await presses.unpack(data, store) == presses.press(button)


@given(ANY_TEXT | st.binary(max_size=64).map(lambda raw: "c" + raw.decode("utf-8", "replace")))
@example("c=AAAAAAAAAAAAAAAA")
@example("c")
async def test_any_data_can_be_unpacked(data: str) -> None:
    store = MemoryArchive()
    unpacked = await presses.unpack(data, store)
    assert unpacked is None or unpacked.command

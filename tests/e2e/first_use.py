"""A first use from nothing to a digest in two channels, taken down as it goes.

`python -m tests.e2e.first_use` writes it into docs/first-use.md; test_first_use.py holds the page to it.
"""

import calendar
import re
import stat
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.discord import Discord
from tests.e2e.program import ROOT, Running, eventually, ribao
from tests.e2e.telegram import Telegram
from tests.e2e.terminal import Terminal
from tests.fakes.discord import TOKEN as DISCORD_TOKEN
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram.client import RemotePerson

PAGE = ROOT / "docs" / "first-use.md"
BLOCK = re.compile(r"(?<=```text\n).*?(?=```\n)", re.DOTALL)
SPINNER = re.compile(r"[\u2800-\u28ff] [^\n…]*…")
DAYS = "|".join([*calendar.day_name, *calendar.month_name[1:], *calendar.month_abbr[1:]])
CHANGING = re.compile(rf" *\d+(?:[.:-]\d+)*|\b(?:{DAYS})\b")
FILE = "news/ribao.toml"
WRITTEN, CORRECTED = "山火瞭望模型交出首季答卷", "山火瞭望模型交出上半年答卷"


@dataclass
class Transcript:
    """What was shown, block by block, and the seconds that each step took."""

    blocks: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def shows(self, text: str) -> None:
        """Add a block."""
        self.blocks.append("".join(f"{line.rstrip()}\n" for line in text.strip().splitlines()))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of this."""
        begun = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - begun

    def ends(self) -> None:
        """Add the block of the times."""
        self.shows("\n".join(f"{name:<42}{taken:5.1f} s" for name, taken in self.seconds.items()))


def constant(block: str) -> str:
    """The block without what is another each time: numbers and dates."""
    return CHANGING.sub("0", block)


def proxies(telegram: Telegram, discord: Discord) -> dict[str, str]:
    """The environment in which the fakes stand for the real ones."""
    return {
        "RIBAO_PLATFORMS__TELEGRAM__BASE_URL": telegram.base_url,
        "RIBAO_PLATFORMS__TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
        "RIBAO_PLATFORMS__DISCORD__API_URL": discord.api_url,
        "RIBAO_PLATFORMS__DISCORD__GATEWAY_URL": discord.gateway_url,
    }


def meet_telegram(terminal: Terminal, telegram: Telegram, editor: RemotePerson, channel: int) -> None:
    """A wrong token, the right one; the bot is found in the channel once the editor has added it."""
    terminal.answers("Post on Telegram?")
    terminal.answers("by /newbot", "123456:wrong")
    terminal.sees("Telegram does not accept the bot's token")
    terminal.answers("by /newbot", TOKEN)
    terminal.sees("This is @")
    terminal.sees("?startchannel")
    terminal.sees("Press Enter when that is done")
    editor.starts()
    terminal.answers(":")
    terminal.sees("found nowhere yet")
    terminal.sees("Who receives?")
    editor.adds_bot(chat=channel)
    terminal.answers(":", "r")
    terminal.sees("✓ AI Daily (channel)")
    terminal.answers("Who receives?", "1")
    terminal.answers(f"Is Editor (telegram:{editor.id}) an operator")


def meet_discord(terminal: Terminal) -> None:
    """The bot is on the server already."""
    terminal.answers("Post on Discord?", "y")
    terminal.answers("Reset Token", DISCORD_TOKEN)
    terminal.sees("oauth2/authorize")
    terminal.answers("Press Enter when that is done")
    terminal.sees("✓ Readers › #daily (channel)")
    terminal.answers("Who receives?", "a")


def converse(terminal: Terminal, telegram: Telegram, editor: RemotePerson, channel: int) -> None:
    """Answer all of the wizard's questions."""
    terminal.sees("Language")
    terminal.answers(">", "3")
    terminal.answers("Name of the publication")
    terminal.answers(">")
    terminal.answers("At which hour", "0:00")
    terminal.answers("In which time zone", "上海")
    meet_telegram(terminal, telegram, editor, channel)
    meet_discord(terminal)
    terminal.answers("A web page", "y")
    terminal.answers("On which address?", "127.0.0.1:0")
    terminal.answers("A sample document")
    terminal.sees("ribao doctor")
    assert terminal.ends() == 0
    assert TOKEN not in terminal.shown
    assert DISCORD_TOKEN not in terminal.shown


def first_use(folder: Path, telegram: Telegram, discord: Discord) -> Transcript:
    """Set Ribao up in this folder, and let the first digest go out and be corrected."""
    taken = Transcript()
    environment = proxies(telegram, discord)
    room = discord.channel(name="daily", guild=discord.guild(name="Readers")["id"])["id"]
    editor = telegram.person("Editor", language="en")
    channel = telegram.channel(title="AI Daily", rights=None, owner=editor.id)["id"]
    with taken.step("ribao init"), Terminal(folder, "init", "news", **environment) as terminal:
        converse(terminal, telegram, editor, channel)
        # A spinner leaves nothing but blank lines, now more, now fewer.
        shown = re.sub(r"\n\s*\n", "\n", SPINNER.sub("", terminal.shown).replace("\r", "\n"))
        taken.shows(f"$ ribao init news\n{shown}")
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert tomllib.loads((folder / FILE).read_text("utf-8"))["publications"][0]["name"] == "AI Daily"
    with taken.step("ribao doctor"):
        found = ribao("doctor", "--config", FILE, cwd=folder, status=0, **environment)
    taken.shows(f"$ ribao doctor --config {FILE}\n{found.stdout.replace(str(folder), '/home/editor')}")
    with Running(folder, "--config", FILE, **environment) as run:
        with taken.step("ribao run, to the digest in both channels"):
            eventually(
                lambda: len(telegram.texts(chat=channel)) > 0 and len(discord.posts(room)) > 0,
                within=60,
                what=f"the digest in both channels\n{run.log()}",
                pause=0.1,
            )
        taken.shows("\n".join(telegram.texts(chat=channel)[0].splitlines()[:8]))
        assert "日报样刊" in discord.posts(room)[0]["text"]
        taken.shows(told(telegram, editor, "Published"))
        document = next((folder / "news" / "inbox").glob("*.md"))
        with taken.step("a correction, to the report of it"):
            text = document.read_text("utf-8")
            document.write_text(text.replace(WRITTEN, CORRECTED), "utf-8")
            report = told(telegram, editor, "Corrected")
        assert CORRECTED in "".join(telegram.texts(chat=channel))
        taken.shows(report)
        assert run.stop()[0] == 0
    taken.ends()
    return taken


def told(telegram: Telegram, editor: RemotePerson, word: str) -> str:
    """What the editor is told in private that has this word, when it comes."""

    def there() -> bool:
        found.extend(each for each in telegram.texts(chat=editor.id) if word in each)
        return bool(found)

    found: list[str] = []
    eventually(there, within=60, what=f"{word} told to the editor", pause=0.1)
    return found[0]


def main() -> None:
    """Write the blocks of today's session into the page."""
    telegram, discord = Telegram(), Discord()
    try:
        with tempfile.TemporaryDirectory() as folder:
            blocks = iter(first_use(Path(folder), telegram, discord).blocks)
    finally:
        telegram.close()
        discord.close()
    PAGE.write_text(BLOCK.sub(lambda _: next(blocks), PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

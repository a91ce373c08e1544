"""A newsroom on Discord and Telegram for end-to-end tests: both fake servers, `ribao run` as a process."""

import asyncio
import base64
import re
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.e2e import telegram
from tests.e2e.program import eventually, ribao_json
from tests.fakes.discord import TOKEN, DiscordServer
from tests.fakes.discord.client import RemotePerson, RemoteServer

SECRET = TOKEN.rpartition(".")[2]
RUN_OUT = """
UPDATE {table} SET due_at = (SELECT begun_at FROM deliveries AS held WHERE held.{its} AND state = 'sending')
WHERE EXISTS (SELECT 1 FROM deliveries AS held WHERE held.{its} AND state = 'sending' AND begun_at NOTNULL)
"""

SETTINGS = """
[platforms.discord]
token = "{token}"
api_url = "{server.api_url}"
gateway_url = "{server.gateway_url}"
"""

Message = dict[str, Any]
Answer = dict[str, Any]


class Discord(RemoteServer):
    """The fake Discord in a thread of this process; it can go down and come back with all it knows.

    Its limits fill ten times faster than the real ones. `log` is the program's, for what was waited for in
    vain.
    """

    def __init__(self) -> None:
        self.log: Callable[[], str] = str
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="discord", daemon=True)
        self._thread.start()
        self._server = DiscordServer()
        self._server.limits.set(speed=10)
        self._do(self._server.start())
        super().__init__(self._server.address)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def down(self) -> None:
        """Nobody reaches it any more; the world behind it stays as it is."""
        self._do(self._server.stop())

    def up(self) -> None:
        """It is there again, at the same address."""
        self._do(self._server.start())

    def close(self) -> None:
        """End the server and its thread."""
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    # --- what is seen there ---

    def until(self, check: Callable[[], bool], what: str, within: float = 30) -> float:
        """Wait until it is so; returns how long it took."""
        try:
            return eventually(check, within=within, what=what, pause=0.06)
        except AssertionError as error:
            error.add_note(f"the program's log:\n{self.log()[-4000:]}")
            raise

    def posts(self, channel: str) -> list[Message]:
        """What the bot has standing in a channel or thread, in order."""
        found: list[Message] = self.messages(channel=channel)
        return [message for message in found if message["author"]["bot"]]

    def has(self, channel: str, *titles: str, posts: int = 1, within: float = 30) -> list[Message]:
        """Wait until each of these stands in the channel, in that many posts or more; the posts there."""

        def there() -> bool:
            found = self.posts(channel)
            text = "\n".join(message["text"] for message in found)
            return len(found) >= posts and all(title in text for title in titles)

        self.until(there, f"{titles} in {channel}", within)
        return self.posts(channel)

    def post(self, channel: str, pattern: str) -> Message:
        """The bot's newest message there that has the pattern, when it comes."""

        def there() -> bool:
            found.extend(each for each in self.posts(channel) if re.search(pattern, each["text"]))
            return bool(found)

        found: list[Message] = []
        self.until(there, f"a message like {pattern!r} in {channel}")
        return found[-1]

    def below(self, parent: str, guild: str) -> list[dict[str, Any]]:
        """The threads of a channel, or the posts of a forum, that are no more archived or never were."""
        places: list[dict[str, Any]] = self.places(guild=guild)
        return [place for place in places if place.get("parent_id") == parent and "thread_metadata" in place]

    # --- people ---

    def asks(self, who: RemotePerson, command: str, where: str | None = None, /, **options: Any) -> Answer:  # noqa: ANN401
        """Use a slash command, and give the answer to it; without `where` in direct messages."""
        return self.answer(who.uses(command, where=where, **options))

    def hands_in(
        self, who: RemotePerson, text: str, name: str, where: str | None = None, **more: str
    ) -> Answer:
        """Send a document with /submit, and give the answer with what follows it."""
        file = {"file": name, "base64": base64.b64encode(text.encode()).decode()}
        return self.asks(who, "submit", where, document=file, **more)

    def offers(
        self, who: RemotePerson, command: str, option: str, typed: str = "", where: str | None = None
    ) -> dict[str, str]:
        """The choices while somebody types into an option: labels with their values."""
        answer = self.answer(who.types(command, option, typed, where=where))
        return {choice["name"]: choice["value"] for choice in answer["choices"]}

    def presses(self, who: RemotePerson, message: Message, label: str) -> Answer:
        """Press the button whose label has this."""
        return self.answer(who.presses(message=message, label=labelled(message, label)))

    def chooses(self, who: RemotePerson, message: Message, *labels: Any, menu: str | int = 0) -> Answer:  # noqa: ANN401
        """Choose from a menu of the message."""
        return self.answer(who.chooses({"message": message}, *labels, select=menu))

    def submits(self, who: RemotePerson, asked: Answer, **fields: str) -> Answer:
        """Fill in the form that was the answer."""
        return self.answer(who.submits({"interaction": asked["id"]}, **fields))

    def answer(self, asked: Answer) -> Answer:
        """The answer to what somebody did, when it is there; it was acknowledged in time."""
        try:
            answer: Answer = self.answered(asked=asked["id"], seconds=30)
        except Exception as error:
            error.add_note(f"the program's log:\n{self.log()[-4000:]}")
            raise
        assert answer["seconds"] < 3, "acknowledged in time"
        return answer


class Newsroom(telegram.Newsroom):
    """A newsroom with both: what is inherited is about Telegram, what is Discord's is in `discord`.

    `chief` is an operator there; all channels stand in `guild` unless another one is named.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.discord = Discord()
        self.discord.log = lambda: "" if self._run is None else self._run.log()
        self.guild: str = self.discord.guild(name="Readers")["id"]
        self.chief = self.discord.person("Chief", guilds=[self.guild], rights=["manage_guild"])
        self.settings = self.settings.replace("admins = [", f'admins = ["discord:{self.chief.id}", ')
        # Without a chat for reports each operator is told in private, on both platforms.
        self.settings = self.settings.replace(f'report_to = ["telegram:{self.desk}"]\n', "")
        self.desk = self.editor.id
        self.settings += SETTINGS.format(token=TOKEN, server=self.discord)

    def reader(self, *guilds: str, **made: Any) -> RemotePerson:  # noqa: ANN401
        """Somebody new in the guild, or in these."""
        return self.discord.person("Reader", guilds=list(guilds or (self.guild,)), **made)

    def place(self, kind: str = "text", guild: str | None = None, **made: Any) -> str:  # noqa: ANN401
        """A new channel; its id."""
        number: str = self.discord.channel(name=kind, guild=guild or self.guild, kind=kind, **made)["id"]
        return number

    def wants(self, address: str, *publications: str, **policy: Any) -> str:  # noqa: ANN401
        """Declare a target of Discord for these publications; its address."""
        self.declare(
            "targets", platform="discord", address=address, publications=list(publications), **policy
        )
        return address

    def listens(self) -> Self:
        """Wait until the bot is at the gateway, and its commands are there."""
        self.discord.until(lambda: self.discord.totals()["connected"], "the bot is at the gateway", 60)
        self.discord.until(lambda: bool(self.discord.commands()), "the commands are handed in")
        return self

    def lines(self) -> dict[str, dict[str, Any]]:
        """What `ribao status` says of each target, on Discord by its address alone."""
        lines = ribao_json("status", "--config", "ribao.toml", cwd=self.folder)
        return {line["target"].removeprefix("discord:"): line for line in lines}

    def line(self, address: str) -> dict[str, Any]:
        """What `ribao status` says of a target on Discord."""
        return self.lines()[address]

    def kill(self) -> None:
        """End the program without a word; what it had in hand is held for a minute, which is over at once."""
        self.run.process.kill()
        self.run.process.wait()
        self._close()
        with closing(sqlite3.connect(self.folder / "ribao.db")) as line, line:
            line.execute(RUN_OUT.format(table="targets", its="target_id = targets.id"))
            line.execute(RUN_OUT.format(table="deliveries", its="id = deliveries.id"))

    def spotless(self) -> None:
        """Assert that neither server was asked what it never should be, and that nothing broke."""
        assert self.discord.violations() == []
        assert self.server.violations() == []
        log = "" if self._run is None else self._run.log()
        assert "Traceback" not in log, log
        assert SECRET not in log

    def _close(self) -> None:
        log = "" if self._run is None else self._run.log()
        super()._close()
        assert SECRET not in log

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            self.discord.close()


def labelled(message: Message, label: str) -> str:
    """What the first button says whose label has this."""
    found = [text for text in message["labels"] if label in text]
    assert found, f"no button with {label!r} among {message['labels']}"
    return str(found[0])


def options(message: Message) -> list[str]:
    """What can be chosen from the message's first menu, by its label."""
    return [option["label"] for menu in menus(message["components"]) for option in menu["options"]]


def menus(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The select menus with options of one's own among these and all that is in them."""
    found = []
    for component in components:
        if component["type"] == 3:
            found.append(component)
        found += menus(component.get("components") or ())
    return found


def choice(message: Message, label: str) -> str:
    """The first choice of the message that has this."""
    found = [text for text in options(message) if label in text]
    assert found, f"no choice with {label!r} among {options(message)}"
    return found[0]

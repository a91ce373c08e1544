"""A newsroom on Telegram for the end-to-end tests: the fake server in a thread, `ribao run` as a process."""

import asyncio
import datetime as dt
import json
import re
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zlib import crc32
from zoneinfo import ZoneInfo

from tests.e2e.program import Running, eventually, ribao, ribao_json
from tests.fakes.telegram import TOKEN, TelegramServer
from tests.fakes.telegram.client import RemotePerson, RemoteServer

ZONE = ZoneInfo("Asia/Shanghai")
SECRET = TOKEN.partition(":")[2]

SETTINGS = """
timezone = "Asia/Shanghai"
locale = "zh-CN"
admins = ["telegram:{editor}", "telegram:{deputy}"]
report_to = ["telegram:{desk}"]
[database]
url = "sqlite:///ribao.db"
[platforms.web]
listen = "127.0.0.1:0"
[platforms.telegram]
token = "{token}"
base_url = "{server.base_url}"
base_file_url = "{server.base_file_url}"
"""

Message = dict[str, Any]


class Telegram(RemoteServer):
    """The fake Bot API server in a thread of this process; it can go down and come back with all it knows."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._thread.start()
        self._server = TelegramServer()
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


def written(sections: Mapping[str, Sequence[str]], date: dt.date, *, body: str = "") -> str:
    """A daily with these titles by section; `body` stands in each item beside its title."""
    lines = [f"---\ndate: {date}\ntitle: 资讯日报\n---\n\n# {date} 资讯日报\n"]
    for name, titles in sections.items():
        lines.append(f"## {name}\n")
        for title in titles:
            address = f"https://example.com/{crc32(title.encode())}"
            lines.append(f"### {title}\n\n这是{title}的摘要。{body}[>阅读原文]({address})\n")
    return "\n".join(lines)


class Newsroom:
    """A folder with settings, two operators (editor and deputy), and the server that the bot works with.

    Declare publications and targets, then `start`. One process serves many tests: each has publications,
    chats and people of its own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.today = dt.datetime.now(ZONE).date()
        self.server = Telegram()
        self.editor = self.person("Editor")
        self.deputy = self.person("Deputy")
        operators = [self.editor.id, self.deputy.id]
        self.desk: int = self.server.supergroup(title="Desk", members=operators)["id"]
        self.settings = SETTINGS.format(
            editor=self.editor.id, deputy=self.deputy.id, desk=self.desk, token=TOKEN, server=self.server
        )
        self._run: Running | None = None

    def person(self, name: str = "Reader", **made: Any) -> RemotePerson:  # noqa: ANN401
        """Somebody who pressed Start before."""
        return self.server.person(name, started=True, **made)

    # --- the settings ---

    def declare(self, table: str, **keys: Any) -> None:  # noqa: ANN401  (JSON, which TOML reads alike)
        """Add one to a list of tables."""
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
        self.settings += "\n".join((f"[[{table}]]", *lines, ""))

    def publication(self, slug: str, name: str, **keys: Any) -> None:  # noqa: ANN401
        """Declare a daily, whose documents stand in the folder of its slug."""
        self.declare("publications", slug=slug, name=name, kind="daily", source=slug, **keys)

    def target(self, address: int | str, *publications: str, **policy: Any) -> None:  # noqa: ANN401
        """Declare a target of Telegram for these publications."""
        self.declare(
            "targets", platform="telegram", address=address, publications=list(publications), **policy
        )

    def channel(self, *publications: str, **policy: Any) -> int:  # noqa: ANN401
        """A channel that is a target, where the bot is an administrator; its id."""
        number: int = self.server.channel(title=f"Channel {publications}")["id"]
        self.target(number, *publications, **policy)
        return number

    # --- the program ---

    @property
    def run(self) -> Running:
        """The process."""
        assert self._run is not None, "start it first"
        return self._run

    def start(self, **environment: str) -> Self:
        """Begin `ribao run` and wait until it is ready; also once more after a stop."""
        (self.folder / "ribao.toml").write_text(self.settings, encoding="utf-8")
        self._run = Running(self.folder, "--config", "ribao.toml", **environment).ready()
        return self

    def stop(self) -> float:
        """Press Ctrl-C; how many seconds the end took. Nothing that it said holds the token."""
        status, took = self.run.stop()
        assert status == 0, self.run.log()
        self._close()
        return took

    def _close(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            log = run.log()
            run.__exit__(None, None, None)
            assert SECRET not in log
            assert "Traceback" not in log, log

    def command(self, *arguments: str, status: int = 0) -> str:
        """What a command of `ribao` says."""
        done = ribao(*arguments, "--config", "ribao.toml", cwd=self.folder, status=status)
        assert SECRET not in done.stdout + done.stderr
        return done.stdout + done.stderr

    def ledger(self, address: int | str) -> dict[str, Any]:
        """What `ribao status` says of a target."""
        lines = ribao_json("status", "--config", "ribao.toml", cwd=self.folder)
        return next(line for line in lines if line["target"] == f"telegram:{address}")

    def write(
        self,
        slug: str,
        sections: Mapping[str, Sequence[str]],
        date: dt.date | None = None,
        *,
        body: str = "",
    ) -> Path:
        """Put a digest of that day (today) before the program; the same day again is its correction."""
        path = self.folder / slug / f"{date or self.today}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(sections, date or self.today, body=body), encoding="utf-8")
        return path

    # --- what is seen in Telegram ---

    def until(self, check: Callable[[], bool], what: str, within: float = 20) -> float:
        """Wait until it is so; returns how long it took."""
        try:
            return eventually(
                check, within=within, what=what, pause=0.06
            )  # a look costs the server something
        except AssertionError as error:
            error.add_note(f"the program's log:\n{self.run.log()[-4000:]}")
            raise

    def posts(self, chat: int | str) -> list[Message]:
        """What the bot has standing in a chat, in order."""
        return [message for message in self.server.messages(chat=chat) if message["outgoing"]]

    def has(self, chat: int | str, *titles: str, posts: int = 1, within: float = 20) -> list[Message]:
        """Wait until each of these stands in the chat, in that many posts or more; the posts there."""

        def there() -> bool:
            found = self.posts(chat)
            text = "\n".join(message["text"] for message in found)
            return len(found) >= posts and all(title in text for title in titles)

        self.until(there, f"{titles} in {chat}", within)
        return self.posts(chat)

    def answer(self, chat: int | str, pattern: str = "", *, after: int = 0, edits: int = 0) -> Message:
        """The bot's newest message in the chat that has the pattern, when it comes."""

        def there() -> bool:
            found.extend(
                message
                for message in self.posts(chat)
                if message["id"] > after and message["edits"] >= edits and re.search(pattern, message["text"])
            )
            return bool(found)

        found: list[Message] = []
        self.until(there, f"an answer like {pattern!r} in {chat}: {self.server.texts(chat=chat)[-3:]}")
        return found[-1]

    def told(self, pattern: str) -> Message:
        """What operators are told unasked, where reports go, when it comes."""
        return self.answer(self.desk, pattern)

    def asks(self, who: RemotePerson, text: str, pattern: str = "", **how: Any) -> Message:  # noqa: ANN401
        """Write a text and give the answer to it."""
        asked = who.says(text=text, **how)
        return self.answer(asked["chat"], pattern, after=asked["id"])

    def follows(self, who: RemotePerson, url: str) -> Message:
        """Follow a link to the bot, and give the answer to that."""
        asked = who.follows(url=url)
        return self.answer(who.id, after=asked["id"])

    def presses(self, who: RemotePerson, message: Message, label: str) -> Message:
        """Press the button whose label has this; the message as it is then."""
        who.presses(message=message, label=next(text for text in labels(message) if label in text))
        return self.answer(message["chat"], after=message["id"] - 1, edits=message["edits"] + 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._close()
        finally:
            self.server.close()


def labels(message: Message) -> list[str]:
    """What its buttons say."""
    return [button["text"] for button in message["buttons"]]


def once(posts: Sequence[Message], *titles: str) -> None:
    """Assert that each title stands in these posts, once (but for its summary), and in this order."""
    text = "\n".join(message["text"] for message in posts)
    places = [text.find(title) for title in titles]
    assert all(place >= 0 for place in places), f"{titles} in {text}"
    assert places == sorted(places), f"the order of {titles} in {text}"
    for title in titles:
        assert len(re.findall(rf"{re.escape(title)}(?!的)", text)) == 1, f"{title} once in {text}"

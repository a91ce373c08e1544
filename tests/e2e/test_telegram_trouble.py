"""When things go wrong on Telegram: lost answers, outages, a second instance, a webhook, a wrong token."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.telegram import SECRET, Newsroom, once
from tests.fakes.telegram import TOKEN

CROWD = 64


class Chats:
    """Who receives what; a test a publication."""

    def __init__(self, room: Newsroom) -> None:
        for slug, name in {"lost": "失联刊", "away": "断线刊", "many": "众人刊"}.items():
            room.publication(slug, name)
        self.lost, self.away = room.channel("lost"), room.channel("away")
        self.readers = [room.person().id for _ in range(2)]
        self.waiting = room.person().id
        self.crowd: list[int] = room.server.people(count=CROWD)
        for reader in self.readers:
            room.target(reader, "lost")
        room.target(self.waiting, "away")
        for number in self.crowd:
            room.target(number, "many")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("trouble")) as room:
        yield room


@pytest.fixture(scope="module")
def chats(room: Newsroom) -> Chats:
    chats = Chats(room)
    room.start()
    return chats


def test_a_lost_answer_doubles_nothing(room: Newsroom, chats: Chats) -> None:
    for chat in (chats.lost, *chats.readers):
        room.server.fault(kind="dropped after", methods=["sendMessage"], chat=chat)
    room.write("lost", {"新闻": ("失而复得一则",)})
    # In private nobody can tell but an admin, who has two buttons for each.
    doubts = room.told("不知道发出了没有[^$]*2\\.")
    first = next(n for n in (1, 2) if re.search(rf"{n}\. telegram:{chats.readers[0]} ", doubts["text"]))
    doubts = room.presses(room.editor, doubts, f"{first}：已发出")
    again = room.presses(room.editor, doubts, "重新发送")
    assert "重新发送" in again["text"]
    assert len(room.has(chats.readers[1], posts=2)) == 2
    assert len(room.posts(chats.readers[0])) == 1
    # In a channel it is found.
    room.until(
        lambda: room.ledger(chats.lost)["deliveries"] == {"posted": 1}, "the channel's post is adopted"
    )
    (post,) = room.posts(chats.lost)
    once([post], "失而复得一则")
    assert all(room.ledger(reader)["deliveries"] == {"posted": 1} for reader in chats.readers)


def test_an_outage_delays_and_loses_nothing(room: Newsroom, chats: Chats) -> None:
    reader = room.person()
    room.server.down()
    path = room.write("away", {"新闻": ("久等一则",)})
    try:
        # What is fetched fails as well: the log alone does not say that the document was read.
        room.until(lambda: room.run.shows(f"/d/away/{room.today}", "久等一则"), "the page goes on")
        room.until(lambda: room.run.log().count("Telegram can't be reached") > 1, f"{path} can't be sent")
    finally:
        room.server.up()
    assert "命令" in room.asks(reader, "/help")["text"]
    for chat in (chats.away, chats.waiting):
        assert len(room.has(chat, "久等一则")) == 1
    room.until(lambda: room.ledger(chats.waiting)["deliveries"] == {"posted": 1}, "it is settled")
    assert [len(room.posts(chat)) for chat in (chats.away, chats.waiting)] == [1, 1]


def test_a_second_instance_is_told_and_survived(room: Newsroom, chats: Chats) -> None:
    reader = room.person()

    told = threading.Event()

    def polls() -> None:
        while not told.wait(0.1):  # one that comes between two polls of ours disturbs nobody
            line = HTTPConnection(urlsplit(room.server.address).netloc, timeout=10)
            with closing(line):
                line.request("GET", f"/bot{TOKEN}/getUpdates?timeout=1")
                line.getresponse().read()

    rival = threading.Thread(target=polls)
    rival.start()
    try:
        room.until(lambda: "another instance runs with this token" in room.run.log(), "the rival is told of")
    finally:
        told.set()
        rival.join()
    assert "命令" in room.asks(reader, "/help")["text"]


def test_an_end_in_the_middle_of_sending_is_quick_and_loses_nothing(room: Newsroom, chats: Chats) -> None:
    def arrived() -> int:
        sent: int = room.server.totals()["sent"].get("private", 0)
        return sent - before

    before = 0
    before = arrived()
    room.server.fault(kind="delay", methods=["sendMessage"], times=None, seconds=0.4)
    room.write("many", {"新闻": ("众人一则",)})
    room.until(lambda: arrived() > 3, "some have it")
    assert room.stop() < 5
    assert arrived() < CROWD
    room.server.heal()
    room.start()
    room.until(lambda: arrived() >= CROWD, "everybody has it")
    room.until(lambda: room.ledger(chats.crowd[-1])["deliveries"] == {"posted": 1}, "it is settled")
    assert [len(room.posts(number)) for number in chats.crowd] == [1] * CROWD


def test_updates_come_by_webhook(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with Newsroom(tmp_path) as room:
        room.publication("ai-daily", "AI日报")
        room.settings = room.settings.replace(
            f'token = "{TOKEN}"',
            f'token = "{TOKEN}"\nmode = "webhook"\nlisten = "{address}"\n'
            f'webhook_url = "http://{address}/hook"\nwebhook_secret = "known_to_two"',
        )
        room.start()
        reader = room.person()
        assert "命令" in room.asks(reader, "/help")["text"]
        assert room.server.webhook()["url"] == f"http://{address}/hook"
        assert {status for _, status in room.server.webhook()["deliveries"]} == {200}
        assert room.server.log(method="getUpdates") == []

        forged = {"update_id": 1, "message": {**reader.says(text="/today")["json"], "text": "/sections"}}
        for headers, status in (({}, 401), ({"X-Telegram-Bot-Api-Secret-Token": "guessed"}, 403)):
            with closing(HTTPConnection(address, timeout=10)) as line:
                line.request("POST", "/hook", json.dumps(forged), headers)
                assert line.getresponse().status == status
        room.has(reader.id, posts=2)
        assert not any("栏目" in text for text in room.server.texts(chat=reader.id)[3:])
        assert "known_to_two" not in room.run.log()
        assert room.stop() < 5


def test_a_wrong_token_is_one_sentence_and_the_page_goes_on(tmp_path: Path) -> None:
    with Newsroom(tmp_path) as room:
        room.publication("ai-daily", "AI日报")
        channel = room.channel("ai-daily")
        room.settings = room.settings.replace(TOKEN, f"43:{SECRET}")
        room.write("ai-daily", {"新闻": ("照样登出一则",)})
        room.start()
        room.until(lambda: room.run.shows("/", "照样登出一则"), "the page has it")
        room.until(lambda: "does not accept the bot's token" in room.run.log(), "the log says why")
        assert "platforms.telegram.token" in room.run.log()
        assert len(room.run.log().splitlines()) < 10, room.run.log()
        assert room.posts(channel) == []
        assert room.ledger(channel)["deliveries"] == {"pending": 1}
        assert room.stop() < 5

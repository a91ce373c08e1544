"""What systemd hears."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import systemd


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield sock


def words(heard: socket.socket) -> list[str]:
    found = []
    while True:
        try:
            found.append(heard.recv(100).decode())
        except BlockingIOError:
            return found


async def test_it_hears_that_we_are_ready_alive_and_stopping(
    heard: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000")
    async with systemd.watched():
        await asyncio.sleep(0.1)
    first, *alive, last = words(heard)
    assert (first, last) == ("READY=1", "STOPPING=1")
    assert set(alive) == {"WATCHDOG=1"}
    assert len(alive) > 1


async def test_without_a_watchdog_it_hears_no_more(heard: socket.socket) -> None:
    async with systemd.watched():
        await asyncio.sleep(0)
    assert words(heard) == ["READY=1", "STOPPING=1"]


async def test_nobody_need_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    async with systemd.watched():
        pass
    monkeypatch.delenv("NOTIFY_SOCKET")
    systemd.tell("READY=1")

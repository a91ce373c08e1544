"""Words to systemd, where it started us: ready, alive, stopping (the protocol of sd_notify)."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


def tell(state: str) -> None:
    """Tell the service manager, if there is one; it may have gone, and need not listen."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # Linux's abstract names
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(state.encode(), address)


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Ready within, and alive as long as the loop turns; stopping at the end."""
    alive = asyncio.create_task(_alive(), name="systemd's watchdog")
    tell("READY=1")
    try:
        yield
    finally:
        tell("STOPPING=1")
        alive.cancel()
        with suppress(asyncio.CancelledError):
            await alive


async def _alive() -> None:
    """A word in half of the time after which systemd takes us for stuck."""
    allowed = os.environ.get("WATCHDOG_USEC", "")
    meant = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    if not (allowed.isdecimal() and int(allowed) and meant):
        return
    while True:
        tell("WATCHDOG=1")
        await asyncio.sleep(int(allowed) / 2_000_000)

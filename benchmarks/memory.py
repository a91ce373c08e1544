"""Memory of an idle `ribao run` that shows the samples, beside a bare server that imports its libraries."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
GOAL = 2.0
IDLE = 12.0

PEER = """
import asyncio, aiohttp.web, jinja2, sqlalchemy.ext.asyncio, aiosqlite, pydantic, watchfiles, structlog
async def main():
    runner = aiohttp.web.AppRunner(aiohttp.web.Application())
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    await asyncio.Event().wait()
asyncio.run(main())
"""


def resident(arguments: list[str]) -> tuple[float, float]:
    """MB held and CPU seconds used in the second half of the idle time, of a process in an empty folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RIBAO_")}
    environment |= {"PYTHONPATH": str(ROOT), "RIBAO_PLATFORMS__WEB__LISTEN": "127.0.0.1:0"}
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, env=environment, stderr=subprocess.DEVNULL
        ) as process,
    ):
        watched = psutil.Process(process.pid)
        time.sleep(IDLE / 2)
        before = sum(watched.cpu_times()[:2])
        time.sleep(IDLE / 2)
        used = sum(watched.cpu_times()[:2]) - before
        held = watched.memory_info().rss / 1e6
        process.terminate()
    return held, used


def main() -> int:
    """Print both and their ratio."""
    ours, busy = resident(["-m", "bot", "run"])
    peer, _ = resident(["-c", PEER])
    passed = ours / peer < GOAL
    print(f"ribao run, idle            {ours:6.1f} MB, {busy / (IDLE / 2):.1%} of a core")
    print(f"its libraries, imported    {peer:6.1f} MB")
    print(f"ratio {ours / peer:.2f}, limit < {GOAL}: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

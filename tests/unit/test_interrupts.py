"""Ctrl-C while the libraries load."""

import signal
import subprocess
import sys

SWALLOWED = """
import contextlib, signal
from bot import interrupts

signal.signal(signal.SIGINT, DISPOSITION)  # who runs the tests may have switched it off
interrupts.notice()
with contextlib.suppress(KeyboardInterrupt):  # as libraries do
    signal.raise_signal(signal.SIGINT)

async def work():
    print("at work")

interrupts.run(work())
"""


def ended(program: str, disposition: str = "signal.default_int_handler") -> subprocess.CompletedProcess[str]:
    program = program.replace("DISPOSITION", disposition)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_one_that_a_library_swallowed_stops_the_work_before_it_begins() -> None:
    done = ended(SWALLOWED)
    assert done.returncode == -signal.SIGINT
    assert "at work" not in done.stdout


def test_without_one_the_work_is_done() -> None:
    done = ended(SWALLOWED.replace("signal.raise_signal(signal.SIGINT)", "pass"))
    assert (done.returncode, done.stdout) == (0, "at work\n")


def test_one_that_the_shell_has_switched_off_stays_off() -> None:
    done = ended(SWALLOWED, "signal.SIG_IGN")
    assert (done.returncode, done.stdout) == (0, "at work\n")

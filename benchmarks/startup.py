"""`ribao today --json` beside the bare import of its two largest libraries."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
GOAL = 2.5
ROOT = Path(__file__).parents[1]


def environment() -> dict[str, str]:
    """Our environment without settings, with byte code allowed as on an operator's machine."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RIBAO_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PYTHONPATH": str(ROOT)}


def seconds(arguments: list[str], folder: str) -> float:
    """How long one process takes from its start to its end."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def main() -> int:
    """Interleave the rounds, compare medians."""
    ours = ["-m", "bot", "today", "--json"]
    bare = ["-c", "import sqlalchemy, pydantic"]
    with tempfile.TemporaryDirectory() as folder:
        samples = str(ROOT / "bot" / "samples" / "ai-daily")
        subprocess.run(
            [sys.executable, "-m", "bot", "import", samples],
            cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        seconds(ours, folder)
        rounds = [(seconds(ours, folder), seconds(bare, folder)) for _ in range(ROUNDS)]
    today = statistics.median(each[0] for each in rounds)
    imports = statistics.median(each[1] for each in rounds)
    ratio = statistics.median(each[0] / each[1] for each in rounds)
    passed = ratio < GOAL
    print(f"ribao today --json                  {today * 1000:7.0f} ms")
    print(f"python -c 'import sqlalchemy, pydantic' {imports * 1000:3.0f} ms")
    print(f"ratio {ratio:.2f}, goal < {GOAL}: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks [NAME…]`: run the benchmarks one after another; exit 1 if one misses its goal."""

import subprocess
import sys

ALL = ("startup", "parsing", "importing", "search", "planning", "delivering", "telegram", "discord", "memory")


def main(names: list[str]) -> int:
    """Run each in a process of its own, so that none inherits another's memory or caches."""
    unknown = sorted(set(names) - set(ALL))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(ALL)}")
        return 2
    missed = []
    for name in names or ALL:
        print(f"\n===== {name} =====", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            missed.append(name)
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nall goals reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

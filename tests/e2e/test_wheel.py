"""The built wheel, in an empty environment elsewhere."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.e2e.program import ROOT, Running, environment, eventually


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment's Python that has the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    built = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder / "dist"),
        str(ROOT),
    ]
    subprocess.run(built, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=True, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    # The registry is asked for nothing: what the lock file pins is already beside this interpreter.
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    here = sysconfig.get_paths()["purelib"]
    there = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    links = Path(there) / "dependencies.pth"
    links.write_text(here + "\n", encoding="utf-8")
    return python


def test_the_wheel_serves_the_samples(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(installed))
    where = subprocess.run(
        [str(installed), "-c", "import bot, handlers.web, storage, config; print(bot.__file__)"],
        cwd=tmp_path, env=environment(PYTHONPATH=""), check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert str(ROOT / "bot") not in where
    with Running(tmp_path, PYTHONPATH="", RIBAO_PLATFORMS__WEB__LISTEN="127.0.0.1:0").ready() as run:
        eventually(lambda: run.shows("/", "新闻资讯"), within=60, what="the samples")
        assert run.stop()[0] == 0


def test_the_wheel_parses(installed: Path, tmp_path: Path) -> None:
    sample = next((ROOT / "bot" / "samples" / "ai-daily").glob("*.md"))
    ribao = installed.parent / "ribao"
    done = subprocess.run(
        [str(ribao), "parse", str(sample), "--json"],
        cwd=tmp_path, env=environment(PYTHONPATH=""), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert '"sections"' in done.stdout

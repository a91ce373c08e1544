"""A Git repository for tests: a remote, an editor's clone of it, and the working copy that we read."""

import os
import subprocess
from pathlib import Path

QUIET = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "Editor",
    "GIT_AUTHOR_EMAIL": "editor@example.com",
    "GIT_COMMITTER_NAME": "Editor",
    "GIT_COMMITTER_EMAIL": "editor@example.com",
}


class Repository:
    """`copy` is the working copy."""

    def __init__(self, folder: Path) -> None:
        self._remote, self._editor, self.copy = (folder / name for name in ("remote.git", "editor", "copy"))
        _git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self._remote))
        _git(folder, "clone", "--quiet", str(self._remote), str(self._editor))
        _git(self._editor, "checkout", "--quiet", "-b", "main")
        self.push("README.md", "News")
        _git(folder, "clone", "--quiet", str(self._remote), str(self.copy))

    def push(self, name: str, text: str) -> None:
        """An editor writes a file and sends it to the remote."""
        path = self._editor / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        _git(self._editor, "add", name)
        _git(self._editor, "commit", "--quiet", "-m", name)
        _git(self._editor, "push", "--quiet", "origin", "main")

    def git(self, *words: str) -> None:
        """Run git in the working copy."""
        _git(self.copy, *words)


def _git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True, env=os.environ | QUIET
    )

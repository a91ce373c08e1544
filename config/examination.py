"""How it stands with the settings file itself: who can read it, where it holds a token."""

import stat
from collections.abc import Sequence
from pathlib import Path

from bot.findings import Finding
from config.reading import settings_file

SUBJECT = "settings"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine(path: Path | None, secrets: Sequence[str]) -> list[Finding]:
    """`path` as for `load`, which has read it; `secrets` are those of its settings, wherever they stand."""
    file = settings_file(path)
    if file is None:
        return [Finding(level="ok", subject=SUBJECT, told="no file is named: the samples are shown")]
    mode, text = file.stat().st_mode, file.read_text(encoding="utf-8-sig")
    if mode & OTHERS and any(secret in text for secret in secrets):
        told = f"{file} holds a secret, and others on this machine can read it ({stat.filemode(mode)})"
        return [Finding(level="warning", subject=SUBJECT, told=told, remedy=f"chmod 600 {file}")]
    return [Finding(level="ok", subject=SUBJECT, told=f"{file} was read")]

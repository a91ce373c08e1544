"""The Bot API's methods, by theme. Importing a theme registers its methods."""

from tests.fakes.telegram.methods import (
    account,
    chats,
    commands,
    editing,
    files,
    inline,
    receiving,
    sending,
)
from tests.fakes.telegram.methods.table import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "account",
    "chats",
    "commands",
    "editing",
    "files",
    "inline",
    "receiving",
    "sending",
]

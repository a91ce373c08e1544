"""What goes wrong between a client and the server: scripted, or by chance with a seed."""

from dataclasses import dataclass

from tests.fakes import faults

KINDS = ("status", "flood", "delay", "dropped before", "dropped after", "truncated", "hang", "hang after")
WRITES = (
    "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageCaption",
    "editMessageReplyMarkup", "deleteMessage", "deleteMessages", "copyMessage", "copyMessages",
    "forwardMessage", "forwardMessages",
)  # fmt: skip


@dataclass
class Fault(faults.Fault):
    """One way of failing, for the requests that it fits.

    status: answered with an HTTP `status`, nothing done. flood: 429, the chat is barred for `seconds`. delay:
    done after `seconds`. dropped before / after: the connection is closed without an answer, before the
    request took effect or after. truncated: done, but half of the answer arrives. hang / hang after: not
    done / done, and never answered.
    """

    chat: int | None = None

    def is_meant(self, method: str, place: int | None) -> bool:
        """By its name, and by the chat."""
        return (self.methods is None or method in self.methods) and self.chat in {None, place}


class Faults(faults.Faults[Fault]):
    """The faults of this server."""

    def __init__(self) -> None:
        super().__init__(Fault, KINDS, WRITES)

"""What is typed to try each command, and by what it is seen that it was done: written by hand, one by one."""

from dataclasses import dataclass

from tests.e2e.authority.archive import HIDDEN


@dataclass(frozen=True, slots=True)
class Deed:
    """A line to try a command with. `proof` (a regular expression) is in the answer of whoever may.

    `act` begins the sentence that is then kept of it; empty where nothing changes.
    """

    argument: str
    proof: str
    act: str = ""

    def line(self, name: str) -> str:
        """What stands behind the slash."""
        return f"{name} {self.argument}".strip()


def deeds(platform: str, *, item: int, retracted: int, doubt: int) -> dict[str, Deed]:
    """A line for each command, about what the house holds."""
    hidden, lost = (f"{platform}:{address}" for address in HIDDEN[platform])
    return {
        "today": Deed("", "头条一"),
        "digest": Deed("2026-11-20", "头条一"),
        "section": Deed("新闻资讯", "头条一"),
        "sections": Deed("", "新闻资讯"),
        "search": Deed("头条一", "头条一"),
        "item": Deed(str(item), "头条一的正文"),
        "help": Deed("search", "Search the archive"),
        "start": Deed("", "Welcome to Ribao"),
        "subscribe": Deed("all", "This chat receives from now on", "subscribed"),
        "unsubscribe": Deed("", "No more digests come to this chat", "unsubscribed"),
        "settings": Deed("silent on", "Now: without a sound", "settings changed"),
        "watch": Deed("芯片", "芯片", "settings changed"),
        "status": Deed("", "posted|in doubt|in all targets|[0-9]+ targets"),
        "preview": Deed(f"2026-11-20 ai-daily {hidden}", "This is how AI日报"),
        "publish": Deed("2026-11-18", "goes out", "published"),
        "repost": Deed("2026-11-20 ai-daily all", "is posted anew", "posted anew"),
        "retract": Deed(f"#{item}", "is taken out", "item retracted"),
        "restore": Deed(f"#{retracted}", "is back in its digest", "item restored"),
        "undo": Deed("", "is taken down", "publishing undone"),
        "retry": Deed("all", "is tried again|are tried again", "tried again"),
        "pause": Deed("all", "Everything is paused", "paused"),
        "resume": Deed(lost, "goes on", "resumed"),
        "audit": Deed("", "Who did what"),
        "resolve": Deed(f"{doubt} there", "Noted: delivery", "doubt settled"),
    }

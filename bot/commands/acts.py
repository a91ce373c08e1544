"""What is kept of those who steer: each act as one short English sentence, its details in brackets.

The details are names and numbers, so that /audit says the sentence in the reader's language and leaves them.
"""

from bot.commands.models import Chat, Reply, Request
from bot.locales import message
from bot.records import Act

PUBLISHED = message("published")
REPOSTED = message("posted anew")
IMPORTED = message("imported")
TARGETS_IMPORTED = message("targets imported")
HANDED_IN = message("handed in")
RETRACTED = message("taken down")
ITEM_RETRACTED = message("item retracted")
ITEM_RESTORED = message("item restored")
UNDONE = message("publishing undone")
RETRIED = message("tried again")
PAUSED = message("paused")
RESUMED = message("resumed")
RESOLVED_THERE = message("doubt settled: it is there")
RESOLVED_AGAIN = message("doubt settled: sent again")
SUBSCRIBED = message("subscribed")
UNSUBSCRIBED = message("unsubscribed")
CHANGED = message("settings changed")
BACKED_UP = message("backed up")


def act(sentence: str, *details: object) -> str:
    """What was done, with names and numbers in brackets."""
    known = [str(detail) for detail in details if detail or detail == 0]
    return f"{sentence} ({', '.join(known)})" if known else sentence


def place(chat: Chat | None) -> str:
    """The chat as the record names it."""
    if chat is None or not chat.addresses:
        return ""
    name = f"{chat.platform}:{chat.addresses[0]}"
    return f"{chat.title} ({name})" if chat.title else name


def recorded(request: Request, reply: Reply) -> Act | None:
    """The act of a request that changed something."""
    if reply.act is None:
        return None
    return Act(
        at=request.now,
        actor=request.actor.id,
        command=request.command,
        argument=request.argument,
        place=place(request.chat),
        result=reply.act,
    )

"""Sending to the web: the ledger itself is the page, so a post is there as soon as it is settled."""

from bot.delivery.models import Claim, Receipt
from bot.errors import Refused


def path_of(publication: str, date: str) -> str:
    """Where a digest stands on this site, for ever."""
    return f"/d/{publication}/{date}"


def receipt(claim: Claim) -> Receipt:
    """The digest's own address: the same for every send and edit of it, so doing it twice is harmless."""
    match claim.content:
        case {"digest": {"publication": str(publication), "date": str(date)}}:
            return Receipt(message_id=path_of(publication, date))
        case _:
            raise Refused(f"delivery {claim.id} holds no digest that the web page could show")

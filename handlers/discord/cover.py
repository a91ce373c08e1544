"""The picture above a digest, where there is one that Discord does not refuse."""

from urllib.parse import quote, urlsplit

from bot.documents.urls import as_written, is_web
from bot.models import Policy, StoredDigest

_LONGEST = 2000
_KEPT = "%/:=&?~#+!$,;'@()*[]"


def cover(digest: StoredDigest, policy: Policy) -> str | None:
    """The address of the digest's cover, if the policy wants one shown."""
    if policy.preview != "cover" or digest.cover is None or not is_web(digest.cover):
        return None
    address = quote(as_written(digest.cover), safe=_KEPT, errors="replace")
    host = urlsplit(digest.cover).hostname or ""
    # One bad address would have the whole message refused.
    named = host.isascii() and "." in host.strip(".") and address.startswith(("http://", "https://"))
    return address if named and len(address) <= _LONGEST else None

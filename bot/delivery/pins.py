"""Which pins a new one takes the place of (pure)."""

from collections.abc import Iterable

from bot.delivery.models import Claim, Post, Receipt


def before(posts: Iterable[Post], claim: Claim, receipt: Receipt) -> list[Post]:
    """Older posts of the claim's digest, and the newest other digest; `posts` come newest first."""
    firsts = [post for post in posts if post.part == 0 and post.receipt != receipt]
    same = [post for post in firsts if post.digest_id == claim.digest_id]
    return same + [post for post in firsts if post.digest_id != claim.digest_id][:1]

"""The payload: what the policy leaves, and nothing that changes by itself."""

import datetime as dt
import json

import pytest

from bot.delivery.models import Action, Claim
from bot.errors import Refused
from bot.models import Policy, StoredDigest, Target
from handlers.web.render import render, unfold
from handlers.web.sender import receipt
from storage import SqlStore
from tests.unit.web.editions import TODAY


@pytest.fixture
async def digest(store: SqlStore) -> StoredDigest:
    """A digest of the archive."""
    found = await store.digest(TODAY)
    assert found
    return found


def test_payload_comes_back_as_the_digest(digest: StoredDigest) -> None:
    (part,) = render(digest, Policy())
    assert unfold(part.model_validate_json(part.model_dump_json()), digest) == digest
    assert json.loads(json.dumps(part.content)) == part.content


def test_payload_does_not_change_with_its_surroundings(digest: StoredDigest) -> None:
    later = digest.model_copy(
        update={
            "previous": None,
            "next": TODAY + dt.timedelta(days=1),
            "published_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
            "revision": 7,
        }
    )
    assert later != digest
    assert render(later, Policy()) == render(digest, Policy())
    (part,) = render(digest, Policy())
    assert unfold(part, later) == later


@pytest.mark.parametrize(
    ("policy", "items"),
    [
        (Policy(), 8),
        (Policy(sections=("算法论文", "产品应用")), 4),
        (Policy(keywords=("gpt-4O",)), 1),
        (Policy(sections=("算法论文",), keywords=("GPT-4o",)), 0),
        (Policy(sections=("没有",)), 0),
    ],
)
def test_policy_leaves_what_it_asks_for(digest: StoredDigest, policy: Policy, items: int) -> None:
    parts = render(digest, policy)
    assert sum(unfold(part, digest).items for part in parts) == items
    assert len(parts) == (1 if items else 0)


def claim(content: dict[str, object] | None) -> Claim:
    return Claim(
        id=1,
        token="t",  # noqa: S106
        action=Action.SEND,
        target=Target(id=1, platform="web", address="site"),
        digest_id=1,
        generation=1,
        part=0,
        content=content,
        receipt=None,
        attempts=0,
        interrupted=False,
    )


def test_receipt_is_the_address_of_the_digest(digest: StoredDigest) -> None:
    (part,) = render(digest, Policy(keywords=("GPT-4o",)))
    assert receipt(claim(part.content)).message_id == "/d/ai-daily/2025-05-24"


@pytest.mark.parametrize("content", [None, {}, {"text": "x"}, {"digest": {"publication": 1, "date": "x"}}])
def test_content_of_another_kind_is_refused(content: dict[str, object] | None) -> None:
    with pytest.raises(Refused, match="no digest"):
        receipt(claim(content))

"""Whom a digest can reach, and how it stands with each: what people are told around a plan."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.models import Policy, StoredDigest, Target
from bot.ports import Platform, Store


class Obstacle(StrEnum):
    """Why a target can't receive a digest now."""

    OFF = "its platform is off"
    OTHERS = "it takes other publications"
    SUSPENDED = "it is suspended"


class Standing(StrEnum):
    """How it stands with a digest in a target."""

    STANDS = "stands"
    PLANNED = "planned"
    NOTHING = "its policy leaves nothing"


@dataclass(frozen=True, slots=True)
class Receivers:
    """The targets that can receive a digest, and those that can't, with the reason."""

    able: list[Target] = field(default_factory=list)
    unable: list[tuple[Target, Obstacle]] = field(default_factory=list)


def wants(policy: Policy, publication: str) -> bool:
    """Whether a target with this policy receives the publication at all."""
    return not policy.publications or publication in policy.publications


def receivers(
    digest: StoredDigest, targets: Iterable[Target], platforms: Mapping[str, Platform]
) -> Receivers:
    """Who of these can receive the digest."""
    found = Receivers()
    for target in targets:
        if target.platform not in platforms:
            found.unable.append((target, Obstacle.OFF))
        elif not wants(target.policy, digest.publication):
            found.unable.append((target, Obstacle.OTHERS))
        elif target.suspended:
            found.unable.append((target, Obstacle.SUSPENDED))
        else:
            found.able.append(target)
    return found


async def standings(store: Store, digest_id: int, targets: Sequence[Target]) -> list[Standing]:
    """How it stands with the digest in each of these targets, as the ledger has it."""
    planned = set(await store.planned_targets(digest_id))
    found = []
    for target in targets:
        if await store.standing(target.id, digest_id):
            found.append(Standing.STANDS)
        else:
            found.append(Standing.PLANNED if target.id in planned else Standing.NOTHING)
    return found


async def digests_of(store: Store, day: dt.date, publication: str | None = None) -> list[StoredDigest]:
    """The digests of that date, drafts too, by publication."""
    slugs = [publication] if publication else [each.slug for each in await store.publications()]
    found = [await store.digest(day, publication=slug, drafts=True) for slug in slugs]
    return [digest for digest in found if digest is not None]

"""From a digest to what each target is to show: render once a policy, write once for all."""

import datetime as dt
from collections.abc import Iterable, Mapping

from bot.delivery.models import DesiredParts, Part, Planned, Scope
from bot.models import Policy, StoredDigest, Target
from bot.ports import Platform, Store


def wants(policy: Policy, publication: str) -> bool:
    """Whether a target with this policy receives the publication at all."""
    return not policy.publications or publication in policy.publications


def desired(
    digest: StoredDigest, targets: Iterable[Target], platforms: Mapping[str, Platform]
) -> list[DesiredParts]:
    """What the digest is to look like in each target; targets that share a policy share their parts.

    Targets of a platform that is off, or that do not take the publication, are left out.
    """
    rendered: dict[tuple[str, Policy], tuple[Part, ...]] = {}
    result = []
    for target in targets:
        platform = platforms.get(target.platform)
        if platform is None or not wants(target.policy, digest.publication):
            continue
        look = (target.platform, target.policy)
        if look not in rendered:
            rendered[look] = platform.render(digest, target.policy)
        result.append(DesiredParts(target_id=target.id, parts=rendered[look]))
    return result


async def publish(
    store: Store,
    digest: StoredDigest,
    targets: Iterable[Target],
    platforms: Mapping[str, Platform],
    *,
    now: dt.datetime,
    scope: Scope = Scope.ALL,
    again: bool = False,
) -> Planned:
    """Promise the digest to these targets; `again` posts it anew even where it already stands."""
    generation = await store.generation(digest.id) + 1 if again else None
    parts = desired(digest, targets, platforms)
    return await store.plan(
        digest.id, parts, now=now, revision=digest.revision, scope=scope, generation=generation
    )


async def amend(
    store: Store, digest: StoredDigest, platforms: Mapping[str, Platform], *, now: dt.datetime
) -> Planned:
    """Bring a corrected digest to the targets that have it, and an archive to those that keep archives."""
    have = set(await store.planned_targets(digest.id))
    every = await store.targets()
    targets = [target for target in every if target.id in have or keeps_archive(target, platforms)]
    return await publish(store, digest, targets, platforms, now=now, scope=Scope.STANDING)


def keeps_archive(target: Target, platforms: Mapping[str, Platform]) -> bool:
    """Whether readers come to the target by themselves, so that old digests may go there."""
    platform = platforms.get(target.platform)
    return platform is not None and platform.keeps_archive

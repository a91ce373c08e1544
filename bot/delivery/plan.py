"""From a digest to what each target is to show: render once a policy, write once for all."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from bot.delivery.models import Alike, DesiredParts, Planned, Scope
from bot.models import Policy, StoredDigest, Target
from bot.ports import Platform, Store


def wants(policy: Policy, publication: str) -> bool:
    """Whether a target with this policy receives the publication at all."""
    return not policy.publications or publication in policy.publications


def alike(targets: Iterable[Target]) -> list[Alike]:
    """These targets by platform and policy, without those that people gave up."""
    groups: defaultdict[tuple[str, Policy], list[int]] = defaultdict(list)
    for target in targets:
        if not target.given_up:
            groups[target.platform, target.policy].append(target.id)
    return [
        Alike(platform=platform, policy=policy, target_ids=tuple(target_ids))
        for (platform, policy), target_ids in groups.items()
    ]


def desired(
    digest: StoredDigest, targets: Iterable[Target], platforms: Mapping[str, Platform]
) -> list[DesiredParts]:
    """What the digest is to look like in these targets; those that share a policy are told together.

    Targets of a platform that is off, or that do not take the publication, are left out.
    """
    return rendered(digest, alike(targets), platforms)


def rendered(
    digest: StoredDigest, groups: Iterable[Alike], platforms: Mapping[str, Platform]
) -> list[DesiredParts]:
    """The same for targets that are grouped already."""
    return [
        DesiredParts(
            target_ids=group.target_ids, parts=platforms[group.platform].render(digest, group.policy)
        )
        for group in concerned(groups, digest.publication, platforms)
    ]


def concerned(groups: Iterable[Alike], publication: str, platforms: Mapping[str, Platform]) -> list[Alike]:
    """Those of the groups that can receive the publication and want it."""
    return [group for group in groups if group.platform in platforms and wants(group.policy, publication)]


def without(groups: Iterable[Alike], target_ids: AbstractSet[int]) -> list[Alike]:
    """What is left of the groups without these targets."""
    left = (
        group.model_copy(
            update={"target_ids": tuple(one for one in group.target_ids if one not in target_ids)}
        )
        for group in groups
    )
    return [group for group in left if group.target_ids]


async def publish(
    store: Store,
    digest: StoredDigest,
    targets: Iterable[Target] | None,
    platforms: Mapping[str, Platform],
    *,
    now: dt.datetime,
    scope: Scope = Scope.ALL,
    again: bool = False,
) -> Planned:
    """Promise the digest to these targets, None: to all; `again` posts it anew even where it stands."""
    generation = await store.generation(digest.id) + 1 if again else None
    groups = await store.alike() if targets is None else alike(targets)
    parts = rendered(digest, groups, platforms)
    return await store.plan(
        digest.id, parts, now=now, revision=digest.revision, scope=scope, generation=generation
    )


async def publish_to(
    store: Store,
    digest: StoredDigest,
    groups: Iterable[Alike],
    platforms: Mapping[str, Platform],
    *,
    now: dt.datetime,
    scope: Scope,
) -> Planned:
    """Promise the digest to these groups, who do not have it.

    With Scope.ALL, which says that nobody is owed a correction, those that have it are brought up to date.
    """
    standing = await store.alike(planned=digest.id) if scope is Scope.ALL else []
    parts = rendered(digest, [*standing, *groups], platforms)
    return await store.plan(digest.id, parts, now=now, revision=digest.revision, scope=scope)


async def amend(
    store: Store, digest: StoredDigest, platforms: Mapping[str, Platform], *, now: dt.datetime
) -> Planned:
    """Bring a corrected digest to the targets that have it, and an archive to those that keep archives."""
    groups = [*await store.alike(planned=digest.id), *await archives(store, platforms)]
    parts = rendered(digest, groups, platforms)
    return await store.plan(digest.id, parts, now=now, revision=digest.revision, scope=Scope.STANDING)


async def archives(store: Store, platforms: Mapping[str, Platform]) -> list[Alike]:
    """The targets to which readers come by themselves, so that old digests may go there."""
    keeping = {name for name, platform in platforms.items() if platform.keeps_archive}
    return [group for group in await store.alike() if group.platform in keeping] if keeping else []

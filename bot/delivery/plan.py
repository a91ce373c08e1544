"""From a digest to what each target is to show: render once a look, write once for all."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from bot.aliases import Aliases
from bot.delivery.models import Alike, DesiredParts, Planned, Scope
from bot.delivery.receivers import wants
from bot.layout import alerted
from bot.models import Policy, StoredDigest, Target
from bot.ports import Platform, Store

TIMING: dict[str, object] = {
    "publications": (),
    "publish_at": None,
    "timezone": None,
    "weekdays": (),
    "quiet_hours": None,
}
"""What of a policy says whether and when a digest comes, and nothing of how."""


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


async def desired(
    store: Store, digest: StoredDigest, targets: Iterable[Target], platforms: Mapping[str, Platform]
) -> list[DesiredParts]:
    """What the digest is to look like in these targets; those that it reaches alike are told together.

    Targets of a platform that is off, or that do not take the publication, are left out.
    """
    return await rendered(digest, alike(targets), platforms, store.aliases)


async def rendered(
    digest: StoredDigest, groups: Iterable[Alike], platforms: Mapping[str, Platform], aliases: Aliases
) -> list[DesiredParts]:
    """The same for targets that are grouped already. Others get a turn after each policy."""
    looks: defaultdict[tuple[str, Policy], list[int]] = defaultdict(list)
    for group in concerned(groups, digest.publication, platforms):
        looks[group.platform, look(digest, group.policy, aliases)] += group.target_ids
    found = []
    for (platform, policy), target_ids in looks.items():
        parts = platforms[platform].render(digest, policy)
        found.append(DesiredParts(target_ids=tuple(target_ids), parts=parts))
        await asyncio.sleep(0)
    return found


def look(digest: StoredDigest, policy: Policy, aliases: Aliases) -> Policy:
    """As much of the policy as the digest shows: not when it comes, nor watched words that it does not have.

    So a thousand hours and watches are rendered once.
    """
    alert = alerted(digest, policy, aliases) if policy.watch else None
    return policy.model_copy(update=TIMING | {"watch": alert.words if alert else ()})


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
    generation: int | None = None,
) -> Planned:
    """Promise the digest to these targets, None: to all; a newer generation posts it anew where it stands."""
    groups = await store.alike() if targets is None else alike(targets)
    parts = await rendered(digest, groups, platforms, store.aliases)
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
    """Promise the digest, as its time has come, to these groups, who do not have it.

    With Scope.ALL, which says that nobody is owed a correction, those that have it are brought up to date.
    """
    standing = await store.alike(planned=digest.id) if scope is Scope.ALL else []
    parts = await rendered(digest, [*standing, *groups], platforms, store.aliases)
    return await store.plan(digest.id, parts, now=now, revision=digest.revision, scope=scope, unasked=True)


async def amend(
    store: Store,
    digest: StoredDigest,
    platforms: Mapping[str, Platform],
    *,
    now: dt.datetime,
    new: Iterable[Alike] = (),
) -> Planned:
    """Bring a corrected digest to the targets that have it; `new`, who may have nothing of it, as well."""
    groups = [*await store.alike(planned=digest.id), *new]
    parts = await rendered(digest, groups, platforms, store.aliases)
    return await store.plan(
        digest.id, parts, now=now, revision=digest.revision, scope=Scope.STANDING, unasked=True
    )


def archives(groups: Iterable[Alike], platforms: Mapping[str, Platform]) -> list[Alike]:
    """Those of the groups to which readers come by themselves, so that old digests may go there."""
    keeping = {name for name, platform in platforms.items() if platform.keeps_archive}
    return [group for group in groups if group.platform in keeping]

"""Targets, and when each of them is due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Alike
from bot.models import GIVEN_UP, NOT_DECLARED, PAUSED, Policy, Target
from storage.dialects import dump, listed
from storage.tables import UNSETTLED, deliveries, moves, targets

AT_ONCE = 5_000
PAGES = "web"
"""The platform whose targets are pages."""

BY_PEOPLE = GIVEN_UP | {PAUSED}
"""Reasons of people: no platform's takes the place of one, or its events would lift what they have said."""

COLUMNS = [targets.c[name] for name in Target.model_fields]
POLICY = sa.cast(targets.c.policy, sa.Text).label("policy")
ROWS = sa.select(*(targets.c[name] if name != "policy" else POLICY for name in Target.model_fields))
FIELDS = set(Target.model_fields)


class Policies(dict[str, Policy]):
    """Policies by their JSON text: the many targets that share one are given the very same."""

    def __missing__(self, text: str) -> Policy:
        """Read it."""
        self[text] = Policy.model_validate_json(text)
        return self[text]


def made(row: sa.Row[*tuple[Any, ...]], policies: Policies) -> Target:
    """A row of ROWS as a value; not checked again, as it is ours and there may be 100,000."""
    target_id, platform, address, policy, suspended, title, mark = row
    return Target.model_construct(
        FIELDS,
        id=target_id,
        platform=platform,
        address=address,
        policy=policies[policy],
        suspended=suspended,
        title=title,
        mark=mark,
    )


HEAD_DUE = (
    sa.select(deliveries.c.due_at)
    .where(deliveries.c.target_id == targets.c.id, UNSETTLED)
    .order_by(deliveries.c.id)
    .limit(1)
    .scalar_subquery()
)
REFRESH = (
    targets.update()
    .where(targets.c.id.in_(listed("ids")))
    .values(due_at=sa.case((targets.c.suspended.is_(None), HEAD_DUE)))
)
# What is added is younger than all that waits: it changes the time of those alone that had nothing to do.
BEGUN = (
    targets.update()
    .where(targets.c.id.in_(listed("ids")), targets.c.due_at.is_(None), targets.c.suspended.is_(None))
    .values(due_at=sa.bindparam("now", type_=targets.c.due_at.type))
)
# Whoever changes a target's deliveries locks the target first: this is their one lock. All take those of
# several targets in the order of their ids.
LOCK = sa.select(targets.c.id).where(targets.c.id.in_(listed("ids"))).order_by(targets.c.id).with_for_update()
LOCKED = sa.select(sa.func.count()).select_from(LOCK.subquery())


async def declare(connection: AsyncConnection, platform: str, address: str, policy: Policy) -> Target:
    """Add the target, or give it this policy; a former address names the target that moved from there."""
    known = await called(connection, platform, address)
    if known is None:
        row = {
            "platform": platform,
            "address": address,
            "policy": policy.model_dump(mode="json"),
            "declared": False,
        }
        added = await connection.execute(targets.insert().values(row).returning(*COLUMNS))
        return Target.model_validate(dict(added.mappings().one()))
    if known.policy != policy:
        this = targets.update().where(targets.c.id == known.id)
        await connection.execute(this.values(policy=policy.model_dump(mode="json")))
    return known.model_copy(update={"policy": policy})


async def change(
    connection: AsyncConnection, platform: str, address: str, made_of: Callable[[Policy | None], Policy]
) -> Target:
    """Give the target what is made of its policy; one that is not there yet is added."""
    known = await called(connection, platform, address)
    return await declare(connection, platform, address, made_of(known.policy if known else None))


async def called(connection: AsyncConnection, platform: str, address: str) -> Target | None:
    """The target that has the address, or else the one that had it."""
    found = await at(connection, platform, [address])
    if not found:
        moved = sa.select(moves.c.target_id).where(moves.c.platform == platform, moves.c.address == address)
        found = await some(connection, targets.c.id.in_(moved))
    return found[0] if found else None


async def at(connection: AsyncConnection, platform: str, addresses: Sequence[str]) -> list[Target]:
    """The targets with one of these addresses, by id."""
    return await some(connection, targets.c.platform == platform, targets.c.address.in_(addresses))


async def declare_all(connection: AsyncConnection, declared: Sequence[tuple[str, str, Policy]]) -> None:
    """Add or update these as the settings' own; the settings' former ones that are missing are suspended."""
    left_out = targets.c.suspended == NOT_DECLARED
    before = {target.id: target for target in await some(connection, sa.or_(targets.c.declared, left_out))}
    # Each start declares them: what is as it was costs nothing.
    same = {(target.platform, target.address, target.policy): target.id for target in before.values()}
    named = {same.get(one) or (await declare(connection, *one)).id for one in declared}
    was = set(await connection.scalars(sa.select(targets.c.id).where(targets.c.declared)))
    # A chat that subscribes after it was left out is no longer the settings' to suspend. One that is paused
    # stays theirs until it is resumed.
    left = {one for one in was - named if before[one].suspended != PAUSED}
    for changed, declares in ((named - was, True), (left, False)):
        if changed:
            await connection.execute(
                targets.update().where(targets.c.id.in_(changed)).values(declared=declares)
            )
    for target_id, target in before.items():
        if target_id in named and target.suspended == NOT_DECLARED:
            await resume(connection, target_id)
        elif target_id in left and not target.given_up:
            await suspend(connection, target_id, NOT_DECLARED)


async def every(connection: AsyncConnection, platform: str | None, *, suspended: bool) -> list[Target]:
    """Targets by id."""
    conditions = [] if platform is None else [targets.c.platform == platform]
    if not suspended:
        conditions.append(targets.c.suspended.is_(None))
    return await some(connection, *conditions)


async def some(connection: AsyncConnection, *conditions: sa.ColumnElement[bool]) -> list[Target]:
    """The targets that meet these conditions, by id."""
    found = await connection.stream(ROWS.where(*conditions).order_by(targets.c.id))
    policies = Policies()
    return [made(row, policies) async for rows in found.partitions(AT_ONCE) for row in rows]


async def alike(connection: AsyncConnection, planned: int | None) -> list[Alike]:
    """All targets in service, or those that have deliveries of this digest, by platform and policy."""
    every = sa.select(targets.c.id, targets.c.platform, POLICY).order_by(targets.c.id)
    if planned is not None:
        have = sa.select(deliveries.c.target_id).where(
            deliveries.c.digest_id == planned, sa.not_(deliveries.c.withdrawn)
        )
        every = every.where(targets.c.id.in_(have))
    else:
        every = every.where(sa.or_(targets.c.suspended.is_(None), targets.c.suspended.not_in(GIVEN_UP)))
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    found = await connection.stream(every)
    async for rows in found.partitions(AT_ONCE):
        for target_id, platform, policy in rows:
            groups[platform, policy].append(target_id)
    policies = Policies()
    return [
        Alike.model_construct(platform=platform, policy=policies[policy], target_ids=tuple(target_ids))
        for (platform, policy), target_ids in groups.items()
    ]


async def entitle(connection: AsyncConnection, titles: Mapping[int, str]) -> None:
    """What people call them."""
    rows = [{"this": target_id, "title": title} for target_id, title in titles.items()]
    await connection.execute(targets.update().where(targets.c.id == sa.bindparam("this")), rows)


async def note(connection: AsyncConnection, target_id: int, mark: str) -> None:
    """The platform's own note."""
    await connection.execute(targets.update().where(targets.c.id == target_id).values(mark=mark))


async def suspend(connection: AsyncConnection, target_id: int, reason: str) -> None:
    """Send nothing there any more; within a transaction that writes."""
    this = targets.update().where(targets.c.id == target_id)
    if reason not in BY_PEOPLE:
        this = this.where(sa.or_(targets.c.suspended.is_(None), targets.c.suspended.not_in(BY_PEOPLE)))
    await connection.execute(this.values(suspended=reason))
    await refresh(connection, [target_id])


async def pages(connection: AsyncConnection) -> frozenset[int]:
    """The targets to which readers come by themselves: what is planned there is no post, and no news."""
    these = sa.select(targets.c.id).where(targets.c.platform == PAGES)
    return frozenset((await connection.scalars(these)).all())


async def move(connection: AsyncConnection, target_id: int, address: str) -> None:
    """Have it at another address, or suspended if that one is taken."""
    this = targets.c.id == target_id
    row = (
        await connection.execute(sa.select(targets.c.platform, targets.c.address).where(this))
    ).one_or_none()
    if row is None or row.address == address:
        return
    if await at(connection, row.platform, [address]):
        await suspend(connection, target_id, f"it moved to {address}, where another target is already")
        return
    await connection.execute(
        moves.delete().where(moves.c.platform == row.platform, moves.c.address == address)
    )
    await connection.execute(targets.update().where(this).values(address=address))
    await connection.execute(
        moves.insert().values(platform=row.platform, address=row.address, target_id=target_id)
    )


async def resume(connection: AsyncConnection, target_id: int) -> None:
    """Lift a suspension; what waited is due."""
    await connection.execute(targets.update().where(targets.c.id == target_id).values(suspended=None))
    await refresh(connection, [target_id])


async def lock(connection: AsyncConnection, target_ids: Collection[int]) -> int:
    """Keep these to this transaction; returns how many there are."""
    found = await connection.scalar(LOCKED, {"ids": dump([*target_ids])})
    return found or 0


async def refresh(connection: AsyncConnection, target_ids: Collection[int]) -> None:
    """Tell anew when these locked targets are due."""
    await connection.execute(REFRESH, {"ids": dump([*target_ids])})


async def begun(connection: AsyncConnection, target_ids: Collection[int], now: dt.datetime) -> None:
    """These locked targets were given deliveries that are due now, and nothing else changed."""
    await connection.execute(BEGUN, {"ids": dump([*target_ids]), "now": now})

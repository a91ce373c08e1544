"""How it stands with each platform, asked of it now, and with its targets, as far as there is time."""

import asyncio
from collections.abc import Sequence

from bot.delivery.models import DeliveryState
from bot.desk import Desk
from bot.findings import Finding
from bot.models import Target
from bot.ports import Platform

MOST = 50
"""Targets of each platform that are looked at, unless all are asked for."""
PATIENCE = 60.0  # seconds, and as much again for each MOST of targets
PAGE = 1000


async def examine(desk: Desk, platform: Platform, *, every: bool) -> list[Finding]:
    """Ask the platform. Never raises DeliveryError; raises StoreError."""
    targets, number = await _targets(desk, platform.name, every=every)
    try:
        async with asyncio.timeout(PATIENCE * (1 + len(targets) // MOST)):
            found = await platform.examine(targets)
    except TimeoutError:
        told = "it could not all be looked at in time"
        return [Finding(level="error", subject=platform.name, told=told, remedy="check the network")]
    if number > len(targets):
        told = f"only {len(targets)} of its {number} targets were looked at, those in trouble first"
        found.append(Finding(level="ok", subject=platform.name, told=told, remedy="--all looks at every one"))
    return [*found, *await _dead(desk, targets)]


async def _targets(desk: Desk, platform: str, *, every: bool) -> tuple[list[Target], int]:
    """The targets to look at, those of the settings that were never begun first, and how many there are."""
    targets: list[Target] = []
    offset, total = 0, 1
    while offset < total and (every or len(targets) < MOST):
        page, total = await desk.store.find_targets(
            f"{platform}:", limit=PAGE if every else MOST, offset=offset
        )
        offset += max(len(page), 1)
        targets += [target for target in page if target.platform == platform and not target.given_up]
    declared = [(address, policy) for name, address, policy in desk.targets if name == platform]
    known = await desk.store.targets_at(platform, [address for address, _ in declared])
    begun = {target.address for target in known}
    fresh = [
        Target(id=0, platform=platform, address=address, policy=policy)
        for address, policy in declared
        if address not in begun
    ]
    found = [*fresh, *targets]
    return (found if every else found[:MOST]), len(fresh) + total


async def _dead(desk: Desk, targets: Sequence[Target]) -> list[Finding]:
    """The targets among these in which something failed for good."""
    lines = await desk.store.ledger([target.id for target in targets if target.id])
    return [
        Finding(
            level="warning",
            subject=line.target.label,
            told=f"posts that failed for good: {dead} ({line.last_error or 'the reason was not kept'})",
            remedy=f"mend it, then /retry {line.target.name}",
        )
        for line in lines
        if (dead := line.states.get(DeliveryState.DEAD))
    ]

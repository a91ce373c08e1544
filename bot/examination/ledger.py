"""How it stands with the work: the zone, the worker, what is out of service, what waits for a person."""

from collections import Counter
from collections.abc import Sequence

from bot.delivery.models import Backlog, Doubt
from bot.desk import Desk
from bot.findings import Finding, Level
from bot.health import SILENCE
from bot.models import PAUSED, Target

LATE = 10 * SILENCE
MOST = 50
"""Targets out of service that are told one by one."""


async def examine(desk: Desk) -> list[Finding]:
    """What the store knows. Raises StoreError."""
    store = desk.store
    found = [_hour(desk), *await _worker(desk), *_admins(desk)]
    found += await _archive(desk)
    found += await _publications(desk)
    backlog = await store.backlog()
    found += [_deliveries(each, desk) for each in backlog]
    found += _doubts(await store.doubts())
    suspended = sum(each.suspended for each in backlog)
    if suspended:
        targets, _ = await store.find_targets(limit=MOST)
        told = [target for target in targets if target.suspended and not target.given_up]
        found += [_suspended(target) for target in told]
        if suspended > len(told):
            rest = f"{suspended - len(told)} more targets are out of service"
            found.append(_of("warning", "targets", rest, "`ribao status` names all of them"))
    return found


def _of(level: Level, subject: str, told: str, remedy: str = "") -> Finding:
    return Finding(level=level, subject=subject, told=told, remedy=remedy)


def _hour(desk: Desk) -> Finding:
    local = desk.clock().astimezone(desk.zone)
    return _of("ok", "time zone", f"it is {local:%Y-%m-%d %H:%M} in {desk.zone.key}")


def _admins(desk: Desk) -> list[Finding]:
    if all(platform.keeps_archive for platform in desk.platforms.values()):
        return []
    if not desk.admins:
        remedy = 'name yourself: admins = ["telegram:100"] (the number is told by `ribao init`)'
        return [_of("warning", "admins", "nobody is an operator: nobody is told of failures", remedy)]
    silent = [admin for admin in desk.admins if admin.partition(":")[0] not in desk.platforms]
    if silent:
        remedy = "turn that platform on, or take them out"
        return [
            _of("warning", "admins", f"can't be reached, their platform is off: {', '.join(silent)}", remedy)
        ]
    return [_of("ok", "admins", ", ".join(desk.admins))]


async def _worker(desk: Desk) -> list[Finding]:
    heard, pause = await desk.store.last_heartbeat(), await desk.store.paused()
    if pause is not None:
        told = f"{pause.actor} has paused everything since {pause.since:%Y-%m-%d %H:%M} UTC"
        return [_of("warning", "worker", told, "/resume, by an operator")]
    if heard is None:
        return [_of("ok", "worker", "was never started yet: `ribao run`")]
    if desk.clock() - heard > SILENCE:
        told = f"nothing was heard of it since {heard:%Y-%m-%d %H:%M} UTC: nothing is published"
        return [_of("warning", "worker", told, "start `ribao run`, or read its log")]
    return [_of("ok", "worker", "is at work")]


async def _archive(desk: Desk) -> list[Finding]:
    editions = await desk.store.editions(limit=1, drafts=True)
    newest = (
        f"the newest digest is {editions[0].publication} {editions[0].date}" if editions else "no digest yet"
    )
    return [_of("ok", "archive", newest)]


async def _publications(desk: Desk) -> list[Finding]:
    """Those that nobody receives, and those of which nothing comes by itself."""
    policies = [each.policy for each in await desk.store.alike() if each.platform in desk.platforms]
    policies += [policy for platform, _, policy in desk.targets if platform in desk.platforms]
    found = []
    for publication in desk.publications:
        slug = publication.slug
        if not any(not policy.publications or slug in policy.publications for policy in policies):
            remedy = "name it in a target's publications, or /subscribe in a chat"
            found.append(_of("warning", slug, "nobody receives it", remedy))
        if publication.source is None:
            remedy = f"set its source, or: ribao import FILE --publication {slug}"
            found.append(_of("warning", slug, "it has no source: nothing comes by itself", remedy))
    return found


def _deliveries(backlog: Backlog, desk: Desk) -> Finding:
    told = f"{backlog.receiving} targets receive"
    if backlog.waiting and backlog.oldest is not None and desk.clock() - backlog.oldest > LATE:
        late = (
            f"{told}; {backlog.waiting} deliveries wait, the oldest since {backlog.oldest:%Y-%m-%d %H:%M} UTC"
        )
        return _of("warning", backlog.platform, late, "start `ribao run`; `ribao status` tells the reasons")
    return _of("ok", backlog.platform, f"{told}; {backlog.waiting} deliveries wait")


def _doubts(doubts: Sequence[Doubt]) -> list[Finding]:
    count = Counter(doubt.target.label for doubt in doubts)
    remedy = "look there, then answer the bot with /resolve"
    return [
        _of("warning", name, f"of {number} posts nobody knows whether they stand", remedy)
        for name, number in count.most_common(MOST)
    ]


def _suspended(target: Target) -> Finding:
    remedy = (
        f"/resume {target.name}"
        if target.suspended == PAUSED
        else "mend it; it goes on by itself as soon as the bot is told, or by /resume"
    )
    return _of("warning", target.label, f"is out of service: {target.suspended}", remedy)

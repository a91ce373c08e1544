"""What must be planned now: digests whose hour has come, and corrections that no plan has seen."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

import structlog

from bot.delivery.firsts import first_told
from bot.delivery.models import Planned, Scope
from bot.delivery.plan import amend, archives, concerned, publish_to, without
from bot.delivery.waves import Wave, Waves, wave
from bot.heartbeat import outages
from bot.models import Edition, Publication, StoredDigest
from bot.ports import Platform, Store
from bot.schedule import window

AT_ONCE = 50  # archived digests a turn: what is published today must not wait behind thousands of them

log = structlog.get_logger("ribao.due")


async def plan_due(
    store: Store,
    publications: Sequence[Publication],
    platforms: Mapping[str, Platform],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    waves: Waves | None = None,
    on_missed: Callable[[Edition], None] = lambda _: None,
) -> int:
    """Plan all that is due; returns how many deliveries that changed.

    Decided from the store alone, so a crash between saving and planning loses nothing, and two
    processes that do this at once plan the same. `waves` only spares looking for nothing. `on_missed` hears
    of an edition that stays in the archive, as its time is over.
    """
    changes = 0
    waves = Waves() if waves is None else waves
    waiting: set[int] = set()
    for publication in publications:
        editions = await store.unreleased(publication.slug)
        windows = {edition.id: window(publication, edition.date, zone) for edition in editions}
        come = [edition for edition in editions if windows[edition.id].due <= now]
        waiting.update(edition.id for edition in come)
        for edition in come:
            if waves.rest(edition, now):
                continue
            current = wave(
                concerned(await store.alike(), publication.slug, platforms),
                platforms,
                publication.kind,
                windows[edition.id],
                zone=zone,
                now=now,
                outages=await outages(store, since=windows[edition.id].cut_off, now=now),
                caught_up=await is_caught_up(
                    store, publication, edition.date, (other.date for other in come)
                ),
            )
            planned = await release(
                store, edition, current, platforms, waves=waves, now=now, on_missed=on_missed
            )
            changes += planned.changes
    waves.keep(waiting)
    outdated = await store.outdated(AT_ONCE)
    everybody = await store.alike() if outdated else []  # once: there may be 100,000, and 50 digests
    for digest_id in outdated:
        digest = await found(store, digest_id)
        new = archives(everybody, platforms)
        if digest_id not in waiting:
            new += await first_told(store, digest, everybody, publications, platforms, zone=zone, now=now)
        changes += (await amend(store, digest, platforms, now=now, new=new)).changes
    return changes


async def release(
    store: Store,
    edition: Edition,
    current: Wave,
    platforms: Mapping[str, Platform],
    *,
    waves: Waves,
    now: dt.datetime,
    on_missed: Callable[[Edition], None],
) -> Planned:
    """Plan the edition to those whose moment has come and who do not have it; the last wave releases it.

    With its own hour readers find it in the archive, whoever receives it later.
    """
    have = frozenset(await store.planned_targets(edition.id))
    owed = without(current.ready, have | waves.asked(edition))
    planned = Planned()
    if owed or current.next is None or edition.published_at is None:
        digest = await found(store, edition.id)
        scope = Scope.ALL if current.next is None else Scope.SOME
        planned = await publish_to(store, digest, owed, platforms, now=now, scope=scope)
    if current.next is None and current.late and have.isdisjoint(current.late):
        log.warning(
            "a digest missed its time and went to the archive; `ribao publish` sends it to the chats",
            publication=edition.publication,
            date=str(edition.date),
        )
        on_missed(edition)
    waves.note(edition, current, now)
    return planned


async def is_caught_up(
    store: Store, publication: Publication, date: dt.date, waiting: Iterable[dt.date]
) -> bool:
    """Whether a digest that was missed goes out by the publication's rule.

    `waiting`: the dates of those that are due and not released.
    """
    match publication.catch_up:
        case "skip":
            return False
        case "all":
            return True
        case "latest":
            out = await store.editions(publication=publication.slug, limit=1)
            return date >= max([*waiting, *(edition.date for edition in out)], default=date)


async def found(store: Store, digest_id: int) -> StoredDigest:
    """The digest of that id, which a plan has just been told of: digests are never removed."""
    digest = await store.digest_by_id(digest_id)
    if digest is None:
        raise LookupError(f"digest {digest_id} has left the store")
    return digest

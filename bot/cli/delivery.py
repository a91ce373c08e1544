"""`publish`, `repost` and `status`: the ledger, steered and read."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli import acts
from bot.cli.composition import (
    Composition,
    Json,
    Slug,
    check_known,
    composition,
    declare_targets,
    json_line,
    with_store,
)
from bot.cli.shapes import ledger_shape, planned_shape
from bot.commands.acts import PUBLISHED, REPOSTED
from bot.commands.dates import understand
from bot.delivery.models import Planned, Scope
from bot.delivery.receivers import Obstacle, Receivers, Standing, digests_of, receivers, standings
from bot.errors import RibaoError, UsageError
from bot.models import StoredDigest, Target
from bot.ports import Store

Targets = Annotated[
    list[str] | None, typer.Option("--target", help="Only this target (platform:address); may be repeated.")
]


FEW = 10  # targets: more are not told one by one


def publish(
    context: typer.Context, date: str, publication: Slug = None, target: Targets = None, as_json: Json = False
) -> None:
    """Publish the digest of a date to its targets; where it already stands, nothing happens."""
    deliver(context, date, publication, target or [], again=False, as_json=as_json)


def repost(
    context: typer.Context, date: str, publication: Slug = None, target: Targets = None, as_json: Json = False
) -> None:
    """Post the digest of a date anew, also where it already stands."""
    deliver(context, date, publication, target or [], again=True, as_json=as_json)


def deliver(
    context: typer.Context,
    date: str,
    publication: str | None,
    names: list[str],
    *,
    again: bool,
    as_json: bool,
) -> None:
    """Plan the digest and tell what that changed; a running Ribao delivers it within two seconds."""
    from bot.delivery import plan

    ribao = composition(context)

    async def work(store: Store) -> tuple[StoredDigest, Planned, str]:
        await check_known(store, publication)
        digest = await asked_digest(ribao, store, date, publication)
        targets = await asked_targets(ribao, store, names)
        platforms = ribao.desk(store).platforms
        try:
            found = receivers(digest, targets, platforms)
            check_able(found)
            scope = Scope.SOME if names else Scope.ALL
            # A suspended target is planned too: what waits there is sent when it is resumed.
            generation = await store.generation(digest.id) + 1 if again else None
            planned = await plan.publish(
                store, digest, targets, platforms, now=ribao.now(), scope=scope, generation=generation
            )
            if planned.changes:
                await acts.note(
                    ribao,
                    store,
                    "repost" if again else "publish",
                    date,
                    REPOSTED if again else PUBLISHED,
                    f"{digest.date} {digest.publication}",
                    *names,
                    f"+{planned.sends} ~{planned.edits} -{planned.deletions}",
                )
            for one in found.unable[:FEW]:
                typer.echo(trouble(*one), err=True)
            return digest, planned, "" if planned.changes else await unchanged(store, digest.id, found.able)
        finally:
            for platform in platforms.values():
                await platform.close()

    digest, planned, standing = with_store(context, work)
    if as_json:
        json_line(planned_shape(digest, planned))
    elif planned.changes:
        typer.echo(
            f"{digest.publication} {digest.date}: {planned.sends} to send, {planned.edits} to edit, "
            f"{planned.deletions} to delete. `ribao run` does it; `ribao status` tells how far it is."
        )
    else:
        typer.echo(f"{digest.publication} {digest.date}: {standing}")


def check_able(found: Receivers) -> None:
    """Raise RibaoError with what stands in the way if nobody can receive the digest."""
    if not found.able:
        troubles, more = [trouble(*one) for one in found.unable[:FEW]], len(found.unable) - FEW
        raise RibaoError("; ".join(troubles) + (f"; and {more} more" if more > 0 else ""))


def trouble(target: Target, obstacle: Obstacle) -> str:
    """Why the target can't receive the digest."""
    match obstacle:
        case Obstacle.OFF:
            return f"{target.name}: platform {target.platform} is off"
        case Obstacle.OTHERS:
            return f"{target.name}: it takes only {', '.join(target.policy.publications)}"
        case Obstacle.SUSPENDED:
            return f"{target.name}: suspended: {target.suspended}"


async def unchanged(store: Store, digest_id: int, targets: Sequence[Target]) -> str:
    """Why a plan changed nothing, as the ledger has it."""
    if len(targets) > FEW:
        return f"nothing to change in {len(targets)} targets; `ribao status` tells what stands in each."
    found = await standings(store, digest_id, targets)
    return "\n  ".join(standing_of(*one) for one in zip(targets, found, strict=True))


def standing_of(target: Target, standing: Standing) -> str:
    """How it stands with the digest in the target."""
    match standing:
        case Standing.STANDS:
            return f"stands in {target.name}; `ribao repost` posts it again"
        case Standing.PLANNED:
            return f"is planned to {target.name} but not there yet; `ribao status` tells why"
        case Standing.NOTHING:
            return f"its policy leaves nothing for {target.name}"


async def asked_digest(ribao: Composition, store: Store, date: str, publication: str | None) -> StoredDigest:
    """The digest that a person named by its date.

    Raises UsageError, also where several publications have one; RibaoError when there is none.
    """
    day = understand(date, ribao.now().astimezone(ribao.zone).date())
    if day is None:
        raise UsageError(f"{date!r} is not a date; write it as 2025-05-24, 5-24, yesterday or 昨天")
    digests = await digests_of(store, day, publication)
    if not digests:
        raise RibaoError(f"the archive has no digest of {day}; `ribao import` brings one in")
    match [digest for digest in digests if digest.items]:
        case []:
            raise RibaoError(f"the digest of {day} has no items: there is nothing to publish")
        case [digest]:
            return digest
        case several:
            choices = ", ".join(digest.publication for digest in several)
            raise UsageError(f"several publications have a digest of {day}; add --publication: {choices}")


async def asked_targets(ribao: Composition, store: Store, names: list[str]) -> list[Target]:
    """The targets of these names, or all of them. Raises UsageError with the choices."""
    await declare_targets(ribao, store)
    known = {target.name: target for target in await store.targets()}
    if not known:
        raise UsageError("there is no target; declare one under [[targets]], or turn on [platforms.web]")
    for name in names:
        if name not in known:
            raise UsageError(f"no target is called {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show the ledger: what stands, waits or failed in each target."""
    lines = with_store(context, lambda store: store.ledger())
    if as_json:
        json_line([ledger_shape(line) for line in lines])
        return
    if not lines:
        typer.echo("The ledger is empty: nothing has been published yet.")
    for line in lines:
        states = ", ".join(f"{count} {state.value}" for state, count in line.states.items() if count)
        typer.echo(f"{line.target.label}: {states or 'nothing yet'}")
        if line.target.suspended:
            typer.echo(f"  suspended: {line.target.suspended}")
        if line.last_error:
            typer.echo(f"  last trouble: {line.last_error}")

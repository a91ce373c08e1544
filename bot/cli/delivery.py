"""`publish`, `repost` and `status`: the ledger, steered and read."""

from typing import Annotated

import typer

from bot.cli.composition import Composition, Json, Slug, check_publication, composition, json_line, with_store
from bot.cli.shapes import ledger_shape, planned_shape
from bot.commands.dates import understand
from bot.delivery import plan
from bot.delivery.models import Planned
from bot.errors import RibaoError, UsageError
from bot.models import StoredDigest, Target
from bot.ports import Store

Targets = Annotated[
    list[str] | None, typer.Option("--target", help="Only this target (platform:address); may be repeated.")
]


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
    check_publication(context, publication)
    ribao = composition(context)

    async def work(store: Store) -> tuple[StoredDigest, Planned]:
        digest = await asked_digest(ribao, store, date, publication)
        targets = await asked_targets(ribao, store, names)
        platforms = ribao.platforms(store)
        planned = await plan.publish(store, digest, targets, platforms, now=ribao.now(), again=again)
        for platform in platforms.values():
            await platform.close()
        return digest, planned

    digest, planned = with_store(context, work)
    if as_json:
        json_line(planned_shape(digest, planned))
    elif planned.changes:
        typer.echo(
            f"{digest.publication} {digest.date}: {planned.sends} to send, {planned.edits} to edit, "
            f"{planned.deletions} to delete. `ribao run` does it; `ribao status` tells how far it is."
        )
    else:
        typer.echo(
            f"{digest.publication} {digest.date} already stands in every target that wants it; "
            "`ribao repost` posts it again."
        )


async def asked_digest(ribao: Composition, store: Store, date: str, publication: str | None) -> StoredDigest:
    """The digest that a person named by its date. Raises UsageError, and RibaoError when there is none."""
    day = understand(date, ribao.now().astimezone(ribao.zone).date())
    if day is None:
        raise UsageError(f"{date!r} is not a date; write it as 2025-05-24, 5-24, yesterday or 昨天")
    digest = await store.digest(day, publication=publication, drafts=True)
    if digest is None:
        raise RibaoError(f"the archive has no digest of {day}; `ribao import` brings one in")
    if not digest.items:
        raise RibaoError(f"the digest of {day} has no items: there is nothing to publish")
    return digest


async def asked_targets(ribao: Composition, store: Store, names: list[str]) -> list[Target]:
    """The targets of these names, or all of them. Raises UsageError with the choices."""
    for platform, address, policy in ribao.targets:
        await store.declare_target(platform, address, policy)
    known = {f"{target.platform}:{target.address}": target for target in await store.targets()}
    if not known:
        raise UsageError("there is no target; declare one under [[targets]], or turn on [platforms.web]")
    for name in names:
        if name not in known:
            raise UsageError(f"no target is called {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in names] if names else list(known.values())


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
        typer.echo(f"{line.target.platform}:{line.target.address}: {states or 'nothing yet'}")
        if line.target.suspended:
            typer.echo(f"  suspended: {line.target.suspended}")
        if line.last_error:
            typer.echo(f"  last trouble: {line.last_error}")

"""`publish`, `repost` and `status`: the ledger, steered and read."""

from collections.abc import Mapping
from typing import Annotated

import typer

from bot.cli.composition import Composition, Json, Slug, check_known, composition, json_line, with_store
from bot.cli.shapes import ledger_shape, planned_shape
from bot.commands.dates import understand
from bot.delivery import plan
from bot.delivery.models import Planned, Scope
from bot.errors import RibaoError, UsageError
from bot.models import StoredDigest, Target
from bot.ports import Platform, Store

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
    ribao = composition(context)

    async def work(store: Store) -> tuple[StoredDigest, Planned, str]:
        await check_known(store, publication)
        digest = await asked_digest(ribao, store, date, publication)
        targets = await asked_targets(ribao, store, names)
        platforms = ribao.desk(store).platforms
        try:
            able, troubles = receivers(digest, targets, platforms)
            scope = Scope.SOME if names else Scope.ALL
            # A suspended target is planned too: what waits there is sent when it is resumed.
            planned = await plan.publish(
                store, digest, targets, platforms, now=ribao.now(), scope=scope, again=again
            )
            for trouble in troubles:
                typer.echo(trouble, err=True)
            return digest, planned, "" if planned.changes else await unchanged(store, digest.id, able)
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


def receivers(
    digest: StoredDigest, targets: list[Target], platforms: Mapping[str, Platform]
) -> tuple[list[Target], list[str]]:
    """The targets that can receive the digest, and a sentence for each of the others.

    Raises RibaoError with these sentences if none can.
    """
    able, troubles = [], []
    for target in targets:
        if target.platform not in platforms:
            trouble = f"platform {target.platform} is off"
        elif not plan.wants(target.policy, digest.publication):
            trouble = f"it takes only {', '.join(target.policy.publications)}"
        elif target.suspended:
            trouble = f"suspended: {target.suspended}"
        else:
            able.append(target)
            continue
        troubles.append(f"{name_of(target)}: {trouble}")
    if not able:
        first, more = troubles[:FEW], len(troubles) - FEW
        raise RibaoError("; ".join(first) + (f"; and {more} more" if more > 0 else ""))
    return able, troubles[:FEW]


async def unchanged(store: Store, digest_id: int, targets: list[Target]) -> str:
    """Why a plan changed nothing, as the ledger has it."""
    if len(targets) > FEW:
        return f"nothing to change in {len(targets)} targets; `ribao status` tells what stands in each."
    planned = set(await store.planned_targets(digest_id))
    told = []
    for target in targets:
        if await store.standing(target.id, digest_id):
            told.append(f"stands in {name_of(target)}; `ribao repost` posts it again")
        elif target.id in planned:
            told.append(f"is planned to {name_of(target)} but not there yet; `ribao status` tells why")
        else:
            told.append(f"its policy leaves nothing for {name_of(target)}")
    return "\n  ".join(told)


async def asked_digest(ribao: Composition, store: Store, date: str, publication: str | None) -> StoredDigest:
    """The digest that a person named by its date.

    Raises UsageError, also where several publications have one; RibaoError when there is none.
    """
    day = understand(date, ribao.now().astimezone(ribao.zone).date())
    if day is None:
        raise UsageError(f"{date!r} is not a date; write it as 2025-05-24, 5-24, yesterday or 昨天")
    slugs = [publication] if publication else [each.slug for each in await store.publications()]
    found = [await store.digest(day, publication=slug, drafts=True) for slug in slugs]
    digests = [digest for digest in found if digest is not None]
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
    await store.declare_targets(ribao.targets)
    known = {name_of(target): target for target in await store.targets()}
    if not known:
        raise UsageError("there is no target; declare one under [[targets]], or turn on [platforms.web]")
    for name in names:
        if name not in known:
            raise UsageError(f"no target is called {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def name_of(target: Target) -> str:
    """As `--target` calls it."""
    return f"{target.platform}:{target.address}"


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
        typer.echo(f"{name_of(line.target)}: {states or 'nothing yet'}")
        if line.target.suspended:
            typer.echo(f"  suspended: {line.target.suspended}")
        if line.last_error:
            typer.echo(f"  last trouble: {line.last_error}")

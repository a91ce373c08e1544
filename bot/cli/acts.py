"""What the command line changes is recorded like every operator's act, and shown: `ribao audit`."""

import getpass
from typing import Annotated, Any

import typer

from bot.cli.composition import Composition, Json, composition, json_line, with_store
from bot.commands.acts import act
from bot.ports import Store
from bot.records import Act

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many, the newest first.")]


async def note(
    ribao: Composition, store: Store, command: str, argument: str, result: str, *details: object
) -> None:
    """Record what this command did. Raises StoreError."""
    await store.record(
        Act(
            at=ribao.now(),
            actor=f"cli:{_user()}",
            command=command,
            argument=argument,
            result=act(result, *details),
        )
    )


def audit(context: typer.Context, limit: Limit = 20, as_json: Json = False) -> None:
    """Show who did what, when and from where, the newest first."""
    ribao = composition(context)
    found = with_store(context, lambda store: store.acts(limit=limit))
    if as_json:
        json_line([_shape(one) for one in found])
        return
    if not found:
        typer.echo("Nobody has changed anything yet.")
    for one in found:
        when = one.at.astimezone(ribao.zone).strftime("%Y-%m-%d %H:%M")
        given = f"{one.command} {one.argument}".strip()
        told = "  ".join(filter(None, (when, one.actor, given, one.place, one.result)))
        typer.echo(" ".join(told.splitlines()))


def _shape(one: Act) -> dict[str, Any]:
    return {**one.model_dump(exclude={"at"}), "at": one.at.isoformat()}


def _user() -> str:
    """The system's name of who called; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"

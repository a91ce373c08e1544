"""`targets`: who receives, declared in the settings or subscribed in a chat; their way to another archive."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from bot.cli import acts
from bot.cli.composition import Composition, Json, composition, declare_targets, json_line, with_store
from bot.commands.acts import TARGETS_IMPORTED
from bot.delivery.models import Admission
from bot.errors import RibaoError, UsageError
from bot.models import Frozen, Policy, Target
from bot.ports import Store

targets = typer.Typer(
    name="targets", help="Show who receives, export them, import them.", rich_markup_mode=None
)

Names = Collection[tuple[str, str]]
"""Targets by platform and address."""


class Subscription(Admission):
    """A target in a file. `declared`: the settings where it came from name it, so its policy is theirs."""

    declared: bool = False


class Subscriptions(Frozen):
    """The file."""

    version: int = 1
    targets: tuple[Subscription, ...]


class Arrivals(Frozen):
    """What an import comes to, by the names of the targets."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_to_settings: tuple[str, ...] = ()


@targets.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: Json = False) -> None:
    """Show who receives: each target with where it was settled, its policy, and why nothing is sent there."""
    if context.invoked_subcommand is not None:
        return
    found = _read(context)
    if as_json:
        json_line([one.model_dump(mode="json") for one in found.targets])
        return
    if not found.targets:
        typer.echo("Nobody receives yet: subscribe in a chat, or declare one under [[targets]].")
    for one in found.targets:
        name = f"{one.platform}:{one.address}"
        typer.echo(f"{one.title} ({name})" if one.title else name)
        typer.echo(f"  {'declared' if one.declared else 'subscribed'}; {told(one.policy)}")
        if one.suspended:
            typer.echo(f"  suspended: {one.suspended}")


@targets.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write; without it: to stdout.")] = None,
) -> None:
    """Write all targets as JSON, with their policies and suspensions."""
    found = _read(context)
    text = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    if file is None:
        typer.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RibaoError(f"{file} can't be written: {error.strerror}") from None
    typer.echo(f"Wrote {file}: {len(found.targets)} targets.")


@targets.command("import")
def import_(
    context: typer.Context,
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    as_json: Json = False,
) -> None:
    """Add the targets of an exported file, or change those that are there; all of them or none."""
    arriving = read(file)
    ribao = composition(context)

    async def work(store: Store) -> Arrivals:
        await declare_targets(ribao, store)
        declared = names_of(ribao)
        found = arrivals(await store.targets(), arriving, declared)
        if not dry_run:
            await store.admit_targets(admissions(arriving, declared))
            if found.added or found.changed:
                told = f"{len(found.added)} added", f"{len(found.changed)} changed"
                await acts.note(ribao, store, "targets import", str(file), TARGETS_IMPORTED, *told)
        return found

    found = with_store(context, work)
    if as_json:
        json_line({"dry_run": dry_run, **found.model_dump(mode="json")})
        return
    would = "Would be " if dry_run else ""
    typer.echo(
        f"{would}{len(found.added)} added, {len(found.changed)} changed, "
        f"{len(found.unchanged)} as they were before."
    )
    if found.left_to_settings:
        typer.echo(
            f"{', '.join(found.left_to_settings)}: declared in settings, and so left to them: "
            "what they are to receive stands under [[targets]]."
        )
    known = {publication.slug for publication in ribao.publications}
    asked = {slug for one in arriving.targets for slug in one.policy.publications}
    if unknown := sorted(asked - known):
        typer.echo(f"no publication here is called {', '.join(unknown)}: of it nothing comes", err=True)


def read(file: Path) -> Subscriptions:
    """The targets of the file. Raises RibaoError with what is wrong, and where."""
    try:
        found = Subscriptions.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise RibaoError(f"{file} can't be read: {reason}") from None
    except json.JSONDecodeError as error:
        raise RibaoError(f"{file}, line {error.lineno}: this is not JSON ({error.msg})") from None
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, problem["loc"])) or "the file"
        message = str(problem["msg"]).removeprefix("Value error, ")
        raise RibaoError(
            f"{file}: {place}: {message[:1].lower()}{message[1:]}; `ribao targets export` writes such a file"
        ) from None
    if found.version != 1:
        raise UsageError(f"{file} was written by a later Ribao (version {found.version})")
    before: set[tuple[str, str]] = set()
    for number, one in enumerate(found.targets):
        if not (one.platform.strip() and one.address.strip()):
            raise RibaoError(f"{file}: targets.{number}: a target needs a platform and an address")
        if (one.platform, one.address) in before:
            raise RibaoError(f"{file}: targets.{number}: {one.platform}:{one.address} is there twice")
        before.add((one.platform, one.address))
    return found


def exported(found: Sequence[Target], declared: Names) -> Subscriptions:
    """These targets as a file has them."""
    fields = Admission.model_fields
    return Subscriptions(
        targets=tuple(
            Subscription(
                **{name: getattr(target, name) for name in fields},
                declared=(target.platform, target.address) in declared,
            )
            for target in sorted(found, key=lambda target: (target.platform, target.address))
        )
    )


def admissions(arriving: Subscriptions, declared: Names = ()) -> list[Admission]:
    """What of the file is no settings' to say."""
    return [
        Admission(**{name: getattr(one, name) for name in Admission.model_fields})
        for one in arriving.targets
        if not is_left(one, declared)
    ]


def is_left(one: Subscription, declared: Names) -> bool:
    """Whether the settings say what it receives: those here, or those where it came from."""
    return one.declared or (one.platform, one.address) in declared


def arrivals(found: Sequence[Target], arriving: Subscriptions, declared: Names) -> Arrivals:
    """What the import of the file changes in these targets."""
    there = {(target.platform, target.address): target for target in found}
    told: dict[str, list[str]] = {name: [] for name in Arrivals.model_fields}
    for one in arriving.targets:
        target = there.get((one.platform, one.address))
        if is_left(one, declared):
            kind = "left_to_settings"
        elif target is None:
            kind = "added"
        else:
            same = target.policy == one.policy and one.title in {None, target.title}
            stays = target.suspended is not None or one.suspended is None
            kind = "unchanged" if same and stays else "changed"
        told[kind].append(f"{one.platform}:{one.address}")
    return Arrivals(**{kind: tuple(names) for kind, names in told.items()})


def told(policy: Policy) -> str:
    """What of the policy is not as everybody has it."""
    ordinary = Policy()
    own = policy.model_dump(mode="json")
    parts = [f"{name} {_shown(own[name])}" for name, value in policy if value != getattr(ordinary, name)]
    return ", ".join(parts) or "everything"


def names_of(ribao: Composition) -> Names:
    """The targets that the settings name."""
    return {(platform, address) for platform, address, _ in ribao.targets}


def _shown(value: Any) -> str:  # noqa: ANN401  (JSON)
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(context: typer.Context) -> Subscriptions:
    ribao = composition(context)

    async def work(store: Store) -> Subscriptions:
        await declare_targets(ribao, store)
        return exported(await store.targets(), names_of(ribao))

    return with_store(context, work)

"""The commands in their order, and the options that all of them share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import acts, delivery, doctor, documents, health, init, migration, reading, service
from bot.cli.targets import targets

EVERYWHERE = ("--config", "--debug")
"""Options that may stand behind a command's name as well as before it."""

cli = typer.Typer(
    name="ribao",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    service.run,
    documents.parse,
    reading.search,
    reading.today,
    reading.digest,
    reading.section,
    delivery.publish,
    delivery.repost,
    delivery.status,
    acts.audit,
    doctor.doctor,
    init.init,
    service.backup,
    health.health,
):
    cli.command()(command)
cli.command("import")(documents.import_)
cli.command("migrate-store")(migration.migrate_store)
cli.add_typer(targets)


@cli.callback()
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="The settings file (or RIBAO_CONFIG).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and debug logs.")] = False,
) -> None:
    """Ribao (日报): publish a daily digest, keep its archive, search it."""
    compose = context.obj  # a Compose, handed in by `run`
    context.obj = compose(config, debug=debug)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the options of EVERYWHERE first; what stands behind `--` stays."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument.split("=")[0] in EVERYWHERE:
            first.append(argument)
            if argument == "--config":
                first += [value for value in [next(waiting, None)] if value is not None]
        else:
            rest.append(argument)
    return first + rest

"""`migrate-store`: everything into another database."""

from typing import Annotated

import typer

from bot import interrupts
from bot.cli.composition import composition


def migrate_store(
    context: typer.Context,
    to_url: Annotated[
        str, typer.Argument(help="The empty database: postgresql://user@host/name or sqlite:///path.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Even while Ribao is at work: what it does then is not copied.")
    ] = False,
) -> None:
    """Copy the archive and the ledger into another database; what is here stays as it is."""

    def tell(table: str, rows: int) -> None:
        typer.echo(f"{table}: {rows:,}")

    place = interrupts.run(composition(context).migrate_store(to_url, force=force, on_table=tell))
    typer.echo(
        f'Everything is there. To use it, set url = "{place}" under [database] in the settings'
        f"{' (*** stands for the password)' if '***' in place else ''}, and start Ribao."
    )

"""`health`: one line and an exit status, for whoever watches Ribao from outside."""

import typer

from bot.cli.composition import composition, with_store
from bot.errors import RibaoError
from bot.health import health as asked


def health(context: typer.Context) -> None:
    """Say whether Ribao is at work: the archive answers, and a worker was heard of. Exit status 1 if not."""
    ribao = composition(context)
    found = with_store(context, lambda store: asked(store, ribao.now()))
    if not found.well:
        raise RibaoError(found.told)
    typer.echo(found.told)

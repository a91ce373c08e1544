"""`run` and `backup`: an operator's day."""

import asyncio
import signal
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot import interrupts
from bot.cli import acts
from bot.cli.composition import composition, undeclared, with_store
from bot.commands.acts import BACKED_UP
from bot.errors import RibaoError
from bot.ports import Platform, Store

Role = Literal["all", "gateway", "worker", "web"]


def run(
    context: typer.Context,
    role: Annotated[Role, typer.Option(help="Which part of the work to do.")] = "all",
) -> None:
    """Publish and answer until stopped (Ctrl-C). Without settings: the samples, on the local web page."""
    from bot.app import App
    from bot.cli.logs import Reports, set_up
    from bot.cli.systemd import watched

    ribao = composition(context)
    set_up(debug=ribao.debug, form=ribao.log, secrets=ribao.secrets)
    reports = Reports(ribao.log)
    for remark in ribao.remarks:
        reports.say(remark)

    async def work() -> None:
        async with ribao.open() as store:
            for remark in await undeclared(store, ribao.publications):
                reports.say(remark)
            desk = ribao.desk(
                store,
                lambda place: reports.say(
                    f"Ribao is at {place} (archive: {ribao.database}). Ctrl-C stops it."
                ),
            )
            check_role(role, desk.platforms.values())
            async with watched():
                await App(desk, role=role, on_batch=reports.begin, on_ingested=reports.ingested).run()

    interrupts.run(until_stopped(work()))


def check_role(role: Role, platforms: Iterable[Platform]) -> None:
    """Raise RibaoError if this role has nothing to serve."""
    archives = [platform.keeps_archive for platform in platforms]
    if role == "web" and True not in archives:
        raise RibaoError("role web has nothing to serve: add [platforms.web]")
    if role == "gateway" and False not in archives:
        raise RibaoError("role gateway has nothing to serve: no chat platform is on")


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it ends or the process gets SIGINT or SIGTERM, which cancel it."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopped.set()
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped.is_set():
            raise


def backup(context: typer.Context, file: Path) -> None:
    """Write a consistent copy of the archive; Ribao may be running."""
    ribao = composition(context)

    async def work(store: Store) -> None:
        await store.backup(file)
        await acts.note(ribao, store, "backup", str(file), BACKED_UP)

    with_store(context, work)
    typer.echo(f"Wrote {file} ({file.stat().st_size:,} bytes).")

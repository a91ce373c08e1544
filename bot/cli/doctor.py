"""`doctor`: all that can be looked at, a line each, with the remedy for what is wrong."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot import interrupts
from bot.cli.composition import Composition, Json, composition, json_line, undeclared
from bot.findings import Finding, Level

if TYPE_CHECKING:  # it brings the logs, for which the reading commands shall not pay
    from bot.desk import Desk

SIGNS: dict[Level, tuple[str, str]] = {
    "ok": ("ok     ", "green"),
    "warning": ("warning", "yellow"),
    "error": ("ERROR  ", "bold red"),
}


def doctor(
    context: typer.Context,
    as_json: Json = False,
    all: Annotated[  # noqa: A002  # the option's own name
        bool, typer.Option("--all", help="Look at every target, not only at the first 50 of each platform.")
    ] = False,
) -> None:
    """Look at settings, database, sources, tokens and rights; say what to do. Exit status 1 for an error."""
    found = interrupts.run(examined(composition(context), every=all))
    if as_json:
        json_line([finding.model_dump() for finding in found])
    else:
        show(found)
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)


async def examined(ribao: Composition, *, every: bool) -> list[Finding]:
    """All findings, in an order in which one reads them. Raises SettingsError."""
    found = ribao.examine_settings()
    database = await ribao.examine_database()
    found += database
    if any(finding.level == "error" for finding in database):
        return found
    async with ribao.open() as store:
        desk = ribao.desk(store)
        try:
            found += await worked(ribao, desk, every=every)
        finally:
            for platform in desk.platforms.values():
                await platform.close()
    return found


async def worked(ribao: Composition, desk: "Desk", *, every: bool) -> list[Finding]:
    """What the store knows, what the sources hold, what the platforms say; the slow ones side by side."""
    from bot.examination import ledger, platforms
    from bot.sources import examination as sources

    level: Level = "warning" if desk.platforms else "error"  # without one there is nobody to receive
    found = [Finding(level=level, subject="settings", told=text) for text in ribao.remarks]
    found += await ledger.examine(desk)
    others = await undeclared(desk.store, ribao.publications)
    found += [Finding(level="ok", subject="archive", told=text) for text in others]
    by_slug = {publication.slug: publication for publication in desk.publications}
    looks = [
        *(
            sources.examine(by_slug[slug], source, zone=desk.zone, now=desk.clock())
            for slug, source in desk.sources.items()
        ),
        *(platforms.examine(desk, platform, every=every) for platform in desk.platforms.values()),
    ]
    for each in await asyncio.gather(*looks):
        found += each
    return found


def show(found: Sequence[Finding]) -> None:
    """Print a line for each, its remedy below; in colours where somebody looks."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for finding in found:
        sign, style = SIGNS[finding.level]
        console.print(Text(sign, style), Text(f"{finding.subject}: {finding.told}"))
        if finding.remedy:
            console.print(Text(f"        → {finding.remedy}", "dim"))
    count = {level: sum(finding.level == level for finding in found) for level in SIGNS}
    totals = (f"{count[level]} {level}{'s'[: count[level] != 1]}" for level in ("warning", "error"))
    console.print(", ".join((f"{count['ok']} ok", *totals)))

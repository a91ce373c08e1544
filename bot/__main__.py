"""The composition root, and the command line's entry: the only file of bot/ that points outwards.

Imports stand in the functions that need them: `ribao today` must not pay for a web server.
"""

import datetime as dt
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli import delivery, documents, reading, service
from bot.errors import RibaoError, UsageError
from bot.models import Locale, Policy, Publication
from bot.ports import Platform, Store

if TYPE_CHECKING:
    from config import Settings

WEB_TARGET = ("web", "site")
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
    service.doctor,
    service.init,
    service.backup,
):
    cli.command()(command)
cli.command("import")(documents.import_)


class Ribao:
    """The real composition: settings from config/, the store from storage/, platforms from handlers/."""

    def __init__(self, config: Path | None, *, debug: bool) -> None:
        self._config = config
        self.debug = debug

    @cached_property
    def _settings(self) -> "Settings":
        from config import load

        return load(self._config)

    @property
    def publications(self) -> Sequence[Publication]:
        """The declared publications."""
        return self._settings.publications

    @property
    def sources(self) -> Mapping[str, Path]:
        """Where each publication's documents appear, by slug."""
        return {
            publication.slug: source
            for publication in self._settings.publications
            if (source := self._settings.source_of(publication)) is not None
        }

    @property
    def targets(self) -> Sequence[tuple[str, str, Policy]]:
        """The declared targets; the web page is one by itself."""
        targets: list[tuple[str, str, Policy]] = [
            (target.platform, target.full_address, target.policy) for target in self._settings.targets
        ]
        if self._settings.platforms.web is not None and WEB_TARGET not in {each[:2] for each in targets}:
            targets.append((*WEB_TARGET, Policy(locale=self._settings.locale)))
        return targets

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates and hours."""
        return self._settings.zone

    @property
    def locale(self) -> Locale:
        """The language of what is printed for readers."""
        return self._settings.locale

    @property
    def database(self) -> str:
        """Where the archive is, for people."""
        return self._settings.database_name

    @property
    def remarks(self) -> Sequence[str]:
        """What the operator should know of the settings."""
        return [
            f"platforms.{name} has a token, but this version of Ribao can't serve it yet: it stays off."
            for name in ("telegram", "discord")
            if getattr(getattr(self._settings.platforms, name), "token", None) is not None
        ]

    def now(self) -> dt.datetime:
        """The time, in UTC."""
        return dt.datetime.now(dt.UTC)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """The store, with the publications declared."""
        from storage import open_store

        store = await open_store(self._settings.database_url, now=self.now())
        try:
            await store.declare_publications(self.publications)
            yield store
        finally:
            await store.close()

    def platforms(self, store: Store, on_ready: Callable[[str], None] | None = None) -> dict[str, Platform]:
        """The platforms that the settings turn on, by name."""
        platforms: dict[str, Platform] = {}
        if (web := self._settings.platforms.web) is not None:
            from handlers.web import create

            platforms["web"] = create(
                store,
                listen=web.listen,
                title=web.title,
                base_url=web.base_url,
                locale=self.locale,
                timezone=self.zone,
                now=self.now,
                on_ready=on_ready,
            )
        return platforms

    def example(self) -> str:
        """The example settings."""
        from config import example

        return example()


@cli.callback()
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="The settings file (or RIBAO_CONFIG).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and debug logs.")] = False,
) -> None:
    """Ribao (日报): publish a daily digest, keep its archive, search it."""
    context.obj = Ribao(config, debug=debug)


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


def one_line(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    """The last resort for a defect: say so in one line. Its message is left out, it may hold a secret."""
    if issubclass(kind, KeyboardInterrupt):
        return
    typer.echo(f"ribao: a defect of Ribao ({kind.__name__}); --debug shows where, please report it", err=True)


def main() -> None:
    """Run the command line; errors are one line on stderr, exit status 1, or 2 for wrong usage."""
    arguments = hoisted(sys.argv[1:])
    if "--debug" not in arguments:
        sys.excepthook = one_line
    try:
        cli(arguments, prog_name="ribao")
    except RibaoError as error:
        if "--debug" in arguments:
            raise
        typer.echo(f"ribao: {error}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has left; there is nobody to tell
        sys.exit(1)


if __name__ == "__main__":
    main()

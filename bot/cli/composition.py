"""What the command line is given: the settings' meaning, and ways to open what stands outside of bot/."""

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot import interrupts
from bot.errors import UsageError
from bot.findings import Finding
from bot.models import Locale, Policy, Publication
from bot.ports import Store
from bot.sources import Source

if TYPE_CHECKING:  # reading needs none, and shall not pay for its logs
    from bot.desk import Desk
    from bot.introduction import Introduction

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value and nothing else.")]
Slug = Annotated[str | None, typer.Option("--publication", help="Only this publication (its slug).")]


class Composition(Protocol):
    """One invocation's settings and rooms; each is read or opened when it is first asked for.

    Every member may raise SettingsError, `open` and its store StoreError too.
    """

    debug: bool

    @property
    def publications(self) -> Sequence[Publication]: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def targets(self) -> Sequence[tuple[str, str, Policy]]: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def locale(self) -> Locale: ...
    @property
    def database(self) -> str:
        """Where the archive is, for people: never with a password."""
        ...

    @property
    def log(self) -> Literal["text", "json"]:
        """How the log is written."""
        ...

    @property
    def secrets(self) -> Sequence[str]:
        """What no log may show."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What the operator should know of the settings, a sentence each."""
        ...

    def now(self) -> dt.datetime:
        """The time, aware, in UTC."""
        ...

    def open(self) -> AbstractAsyncContextManager[Store]:
        """The store with the publications declared, closed at the end."""
        ...

    async def migrate_store(self, to: str, *, force: bool, on_table: Callable[[str, int], None]) -> str:
        """Copy the store to the empty database of that URL; returns the URL without a password.

        `on_table` hears of each table that is done, with its rows.
        """
        ...

    def desk(self, store: Store, on_ready: Callable[[str], None] | None = None) -> "Desk":
        """The desk with the platforms that are turned on; `on_ready` hears where readers find them."""
        ...

    def example(self) -> str:
        """The text of a settings file to begin with."""
        ...

    def check(self, content: Mapping[str, Any]) -> None:
        """Raise SettingsError if this can't stand in a settings file."""
        ...

    def introduction(self, platform: str, token: str | None) -> "Introduction | None":
        """The bot of this token or, without one, of the environment's; None where there is neither.

        Raises SettingsError for what can't be a token.
        """
        ...

    def examine_settings(self) -> list[Finding]:
        """How it stands with the settings file."""
        ...

    async def examine_database(self) -> list[Finding]:
        """How it stands with the database and its disk."""
        ...


def composition(context: typer.Context) -> Composition:
    """The composition of this invocation."""
    found: Composition = context.obj
    return found


def with_store(context: typer.Context, work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, do the work, close the store."""

    async def run() -> T:
        async with composition(context).open() as store:
            return await work(store)

    return interrupts.run(run())


def check_declared(context: typer.Context, slug: str | None) -> None:
    """Raise UsageError with the choices if no publication of the settings has this slug."""
    check_slug(slug, [publication.slug for publication in composition(context).publications])


async def check_known(store: Store, slug: str | None) -> None:
    """Raise UsageError with the choices if the archive has no publication of this slug, declared or not."""
    if slug is not None:
        check_slug(slug, [publication.slug for publication in await store.publications()])


def check_slug(slug: str | None, known: Sequence[str]) -> None:
    """Raise UsageError with the choices if it is none of these."""
    if slug is not None and slug not in known:
        raise UsageError(f"no publication is called {slug!r}; there are: {', '.join(known) or 'none'}")


async def declare_targets(ribao: Composition, store: Store) -> None:
    """The settings' targets are in service from now on, and no others of theirs."""
    from bot.delivery.leftovers import declare

    await declare(store, ribao.targets, ribao.publications, zone=ribao.zone, now=ribao.now())


async def undeclared(store: Store, declared: Sequence[Publication]) -> list[str]:
    """A sentence for each publication with digests that the settings don't declare."""
    slugs = {publication.slug for publication in declared}
    return [
        f"the archive also has {publication.slug} ({publication.name}), which the settings don't declare: "
        "it can be read, nothing new comes."
        for publication in await store.publications()
        if publication.slug not in slugs
        and await store.editions(publication=publication.slug, limit=1, drafts=True)
    ]


def json_line(value: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print one JSON value on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))

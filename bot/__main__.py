"""The composition root, and the command line's entry: the only file of bot/ that points outwards.

Imports stand in the functions that need them: `ribao today` must not pay for a web server, and Ctrl-C
in the first moments must find `main` at work.
"""

import datetime as dt
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from bot.errors import RibaoError, UsageError
from bot.interrupts import notice

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.delivery.pacing import Pacing
    from bot.desk import Desk
    from bot.findings import Finding
    from bot.introduction import Introduction
    from bot.models import Locale, Policy, Publication
    from bot.ports import Platform, Store
    from bot.sources import Source
    from config import Settings

WEB_TARGET = ("web", "site")


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
    def publications(self) -> "Sequence[Publication]":
        """The declared publications."""
        return self._settings.publications

    @property
    def sources(self) -> "Mapping[str, Source]":
        """Where each publication's documents come from, by slug."""
        return self._settings.sources

    @property
    def targets(self) -> "Sequence[tuple[str, str, Policy]]":
        """The declared targets; the web page is one by itself."""
        from bot.models import Policy

        targets: list[tuple[str, str, Policy]] = [
            (target.platform, target.full_address, target.policy(self.locale))
            for target in self._settings.targets
        ]
        if self._settings.platforms.web is not None and WEB_TARGET not in {each[:2] for each in targets}:
            targets.append((*WEB_TARGET, Policy(locale=self._settings.locale)))
        return targets

    @property
    def zone(self) -> "ZoneInfo":
        """The time zone of dates and hours."""
        return self._settings.zone

    @property
    def locale(self) -> "Locale":
        """The language of what is printed for readers."""
        return self._settings.locale

    @property
    def database(self) -> str:
        """Where the archive is, for people."""
        return self._settings.database_name

    @property
    def log(self) -> "Literal['text', 'json']":
        """How the log is written."""
        return self._settings.log

    @property
    def secrets(self) -> Sequence[str]:
        """What no log may show: the tokens, and the database's password."""
        return self._settings.secrets

    @property
    def remarks(self) -> Sequence[str]:
        """What the operator should know of the settings."""
        platforms, overlooked = self._settings.platforms, self._settings.overlooked
        remarks = []
        if overlooked is not None:
            remarks.append(
                f"{overlooked.name} in this folder is not read: --config {overlooked.name} does it."
            )
        if platforms.web is None and not platforms.telegram_is_on and not platforms.discord_is_on:
            remarks.append(
                "no platform is on, nobody receives anything: "
                "add [platforms.web], [platforms.telegram] or [platforms.discord]."
            )
        return remarks

    def now(self) -> dt.datetime:
        """The time, in UTC."""
        return dt.datetime.now(dt.UTC)

    def pacing(self, platform: str) -> "Pacing | None":  # noqa: ARG002  (for a clock of another speed)
        """Another pace than the platform's published one; None: that."""
        return None

    @asynccontextmanager
    async def open(self) -> "AsyncIterator[Store]":
        """The store, with the publications declared."""
        from storage import open_store

        store = await open_store(
            self._settings.database_url, now=self.now(), aliases=self._settings.aliases_file
        )
        try:
            await store.declare_publications(self.publications)
            yield store
        finally:
            await store.close()

    async def migrate_store(self, to: str, *, force: bool, on_table: Callable[[str, int], None]) -> str:
        """Copy the store to the database of that URL; returns the URL without a password."""
        from storage.copy import copy

        return await copy(self._settings.database_url, to, now=self.now(), force=force, on_table=on_table)

    def desk(self, store: "Store", on_ready: Callable[[str], None] | None = None) -> "Desk":
        """The desk, with the platforms that the settings turn on."""
        from bot.desk import Desk

        platforms: dict[str, Platform] = {}
        desk = Desk(
            store=store,
            platforms=platforms,
            publications=self.publications,
            sources=self.sources,
            admins=self._settings.admins,
            zone=self.zone,
            locale=self.locale,
            clock=self.now,
            targets=self.targets,
            report_to=self._settings.report_to,
            folder=self._settings.database_folder,
        )
        on = self._settings.platforms
        if (web := on.web) is not None:
            from handlers.web import create as create_web

            platforms["web"] = create_web(
                store,
                listen=web.listen,
                title=web.title,
                base_url=web.base_url,
                admin_token=web.admin_token,
                tally=desk.tally,
                locale=self.locale,
                timezone=self.zone,
                now=self.now,
                on_ready=on_ready,
            )
        if (telegram := on.telegram) is not None and telegram.token is not None:
            from handlers.telegram import Webhook
            from handlers.telegram import create as create_telegram

            webhook = None
            if telegram.mode == "webhook":
                assert telegram.webhook_url is not None  # noqa: S101  (the settings were checked)
                webhook = Webhook(
                    url=telegram.webhook_url, listen=telegram.listen, secret=telegram.webhook_secret
                )
            platforms["telegram"] = create_telegram(
                desk,
                token=telegram.token,
                base_url=telegram.base_url,
                base_file_url=telegram.base_file_url,
                webhook=webhook,
                on_ready=on_ready,
                pacing=self.pacing("telegram"),
            )
        if (discord := on.discord) is not None and discord.token is not None:
            from handlers.discord import create as create_discord

            platforms["discord"] = create_discord(
                desk,
                token=discord.token,
                api_url=discord.api_url,
                gateway_url=discord.gateway_url,
                on_ready=on_ready,
                pacing=self.pacing("discord"),
            )
        return desk

    def example(self) -> str:
        """The example settings."""
        from config import example

        return example()

    def check(self, content: Mapping[str, Any]) -> None:
        """Raise SettingsError if this can't stand in a settings file."""
        from config import tried

        tried(content)

    def introduction(self, platform: str, token: str | None) -> "Introduction | None":
        """The bot of this token or, without one, of the environment's; None where there is neither."""
        from config import tried

        given = {} if token is None else {"platforms": {platform: {"token": token}}}
        known = tried(given, environment=token is None).platforms
        proxies = tried({}, environment=True).platforms
        if platform == "telegram" and known.telegram is not None and known.telegram.token is not None:
            from handlers.telegram.introduction import TelegramIntroduction

            base_url = proxies.telegram.base_url if proxies.telegram else None
            return TelegramIntroduction(known.telegram.token, base_url=base_url)
        if platform == "discord" and known.discord is not None and known.discord.token is not None:
            from handlers.discord.introduction import DiscordIntroduction

            api_url = proxies.discord.api_url if proxies.discord else None
            return DiscordIntroduction(known.discord.token, api_url=api_url)
        return None

    def examine_settings(self) -> "list[Finding]":
        """How it stands with the settings file."""
        from config import examine

        return examine(self._config, self.secrets)

    async def examine_database(self) -> "list[Finding]":
        """How it stands with the database and its disk."""
        from storage import examine

        return await examine(self._settings.database_url, now=self.now())


def one_line(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    """The last resort for a defect: say so in one line. Its message is left out, it may hold a secret."""
    if not issubclass(kind, KeyboardInterrupt):
        tell(f"a defect of Ribao ({kind.__name__}); --debug shows where, please report it")


def traced(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """All of it, for --debug; a token in an error's text is taken out."""
    from traceback import format_exception

    from bot.cli.redaction import Redaction

    print(Redaction()("".join(format_exception(kind, error, trace))), end="", file=sys.stderr)  # noqa: T201


def tell(sentence: str) -> None:
    """One line on stderr, if anybody can still read it."""
    with suppress(OSError, ValueError):
        print(f"ribao: {sentence}", file=sys.stderr)  # noqa: T201  (typer may not be there yet)


def main() -> None:
    """Run the command line; errors are one line on stderr, exit status 1, or 2 for wrong usage."""
    notice()
    debug = "--debug" in sys.argv[1:]
    sys.excepthook = traced if debug else one_line
    try:
        run(sys.argv[1:])
    except RibaoError as error:
        if debug:
            raise
        tell(str(error))
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except OSError as error:
        if debug:
            raise
        reason = error.strerror or type(error).__name__
        tell(f"{error.filename}: {reason}" if error.filename else f"the system refused: {reason}")
        with suppress(OSError):
            sys.stdout.close()  # or the interpreter would try, and fail, to write the rest at its end
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def run(arguments: Sequence[str]) -> None:
    """Run one command and exit."""
    from typer.main import get_command

    from bot.cli.program import cli, hoisted

    # Not `cli(…)`: it would put an excepthook of its own in the place of ours.
    get_command(cli)(hoisted(arguments), prog_name="ribao", obj=Ribao)


if __name__ == "__main__":
    main()

"""What an operator may set."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.models import Locale, Publication
from bot.sources.models import REFRESH, Address, Folder, Source, is_address
from config.checks import (
    fitting_secret,
    fitting_slug,
    fitting_source,
    fitting_token,
    known_places,
    known_platforms,
    whole_token,
)
from config.tables import Hour, Listen, Names, Socket, Table, Timezone, Url, Weekdays
from config.targets import DeclaredTarget


class Database(Table):
    """Where the archive is kept."""

    url: str = "sqlite:///data/ribao.db"


class Telegram(Table):
    """The Telegram bot; off without a token."""

    token: Annotated[SecretStr | None, AfterValidator(fitting_token)] = None
    base_url: Url | None = None
    base_file_url: Url | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Url | None = None
    webhook_secret: Annotated[SecretStr | None, AfterValidator(fitting_secret)] = None
    listen: Listen = "127.0.0.1:8090"

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """What does not go together, a key and a sentence each."""
        if self.mode == "webhook":
            if self.webhook_url is None:
                yield (
                    "webhook_url",
                    "is missing; mode webhook needs the address at which Telegram reaches this machine",
                )
            elif self.base_url is None and not self.webhook_url.startswith("https://"):
                yield "webhook_url", "Telegram only sends to https:// addresses"


class Discord(Table):
    """The Discord bot; off without a token."""

    token: Annotated[SecretStr | None, AfterValidator(whole_token)] = None
    api_url: Url | None = None
    gateway_url: Socket | None = None


class Web(Table):
    """The web page."""

    listen: Listen = "127.0.0.1:8080"
    title: str = "日报"
    base_url: str | None = None
    admin_token: SecretStr | None = None


class Platforms(Table):
    """A platform that is not named is off."""

    telegram: Telegram | None = None
    discord: Discord | None = None
    web: Web | None = None

    @property
    def telegram_is_on(self) -> bool:
        """Whether Telegram has a token."""
        return self.telegram is not None and self.telegram.token is not None

    @property
    def discord_is_on(self) -> bool:
        """Whether Discord has a token."""
        return self.discord is not None and self.discord.token is not None


class DeclaredPublication(Publication):
    """A publication as the settings file writes it.

    `pull`: the source lies in a Git working copy that Ribao is to pull. `refresh`: after how many seconds a
    source that tells nothing by itself (an address, a Git working copy) is asked again. `allow_private`: an
    address may lead into our own network.
    """

    slug: Annotated[str, BeforeValidator(fitting_slug)]
    source: Annotated[str | None, AfterValidator(fitting_source)] = None
    publish_at: Hour = None
    weekdays: Weekdays = ()
    timezone: Timezone | None = None
    cut_off: Hour = None
    pull: bool = False
    refresh: Annotated[int, Field(ge=10, le=86_400)] = REFRESH
    allow_private: bool = False

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """What does not go together, a key and a sentence each."""
        given = self.source or ""
        if is_address(given) and self.pull:
            yield "pull", "only a folder in a Git working copy can be pulled"
        if is_address(given) and not self.allow_private and not given.startswith("https://"):
            yield "source", "an address without https:// is read only with allow_private = true"
        if not is_address(given) and self.allow_private:
            yield "allow_private", "only a source that is an address can have this"

    def source_at(self, folder: Path) -> Source | None:
        """Where its documents come from; a relative path starts at `folder`. None if it has no source."""
        if self.source is None:
            return None
        if is_address(self.source):
            return Address(self.source, refresh=self.refresh, allow_private=self.allow_private)
        path = (folder / Path(self.source).expanduser()).absolute()
        return Folder(path, pull=self.pull, refresh=self.refresh)


class Settings(Table):
    """All settings, checked one by one; `contradictions` compares them. Relative paths start at `folder`.

    `overlooked` is a settings file that lies here and that nobody named.
    """

    timezone: Timezone = "Asia/Shanghai"
    locale: Locale = "zh-CN"
    admins: Annotated[Names, AfterValidator(known_platforms)] = ()
    report_to: Annotated[Names, AfterValidator(known_places)] = ()
    log: Literal["text", "json"] = "text"
    aliases: Path | None = None
    database: Database = Database()
    publications: tuple[DeclaredPublication, ...] = ()
    platforms: Platforms = Platforms()
    targets: tuple[DeclaredTarget, ...] = ()
    folder: Annotated[Path, Field(exclude=True)] = Path()
    overlooked: Annotated[Path | None, Field(exclude=True)] = None

    def contradictions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What does not go together, a key and a sentence each."""
        slugs = [publication.slug for publication in self.publications]
        for place, slug in enumerate(slugs):
            if slug in slugs[:place]:
                yield ("publications", place, "slug"), f"{slug} is there twice; give each its own"
        for place, publication in enumerate(self.publications):
            for key, sentence in publication.contradictions():
                yield ("publications", place, key), sentence
        if self.platforms.telegram is not None:
            for key, sentence in self.platforms.telegram.contradictions():
                yield ("platforms", "telegram", key), sentence
        names: set[str] = set()
        for place, target in enumerate(self.targets):
            for key, sentence in target.contradictions(slugs):
                yield ("targets", place, key), sentence
            if target.name.casefold() in names:
                yield ("targets", place, "address"), f"{target.name} is there twice; keep one of them"
            names.add(target.name.casefold())

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates and hours are meant."""
        return ZoneInfo(self.timezone)

    @property
    def database_url(self) -> str:
        """The database's URL, a relative SQLite path made absolute."""
        scheme, _, path = self.database.url.partition(":///")
        if scheme != "sqlite" or Path(path).is_absolute():
            return self.database.url
        return f"sqlite:///{(self.folder / path).absolute()}"

    @property
    def database_folder(self) -> Path | None:
        """The folder of the database's file; None where it is no file."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path).parent if scheme == "sqlite" else None

    @property
    def database_name(self) -> str:
        """The database's URL without a password, for people."""
        scheme, sign, rest = self.database_url.partition("://")
        account, at, place = rest.rpartition("@")
        return f"{scheme}{sign}{account.partition(':')[0]}{at}{place}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set, for whoever must keep them out of a log."""
        platforms = self.platforms
        telegram, discord, web = platforms.telegram, platforms.discord, platforms.web
        secrets = (
            telegram and telegram.token,
            telegram and telegram.webhook_secret,
            discord and discord.token,
            web and web.admin_token,
        )
        _, at, _ = (account := self.database.url.partition("://")[2]).rpartition("@")
        password = account.rpartition("@")[0].partition(":")[2] if at else ""
        known = [secret.get_secret_value() for secret in secrets if secret]
        return tuple(secret for secret in (*known, password) if secret)

    @property
    def sources(self) -> dict[str, Source]:
        """Where each publication's documents come from, by slug, as far as they have a source."""
        found = {publication.slug: publication.source_at(self.folder) for publication in self.publications}
        return {slug: source for slug, source in found.items() if source is not None}

    @property
    def aliases_file(self) -> Path | None:
        """The file with more words that mean the same, as an absolute path."""
        return None if self.aliases is None else (self.folder / self.aliases.expanduser()).absolute()

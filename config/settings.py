"""What an operator may set."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.models import Layout, Locale, Policy, Preview, Publication


def known_timezone(name: str) -> str:
    """The name itself, if the time zone database has it; else ValueError."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"no time zone is called {name!r}; write one such as Asia/Shanghai") from None
    return name


def host_and_port(value: str) -> str:
    """The value itself, if it reads `host:port`; else ValueError."""
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError("write it as host:port, such as 127.0.0.1:8080")
    return value


def known_platforms(actors: tuple[str, ...]) -> tuple[str, ...]:
    """The actors themselves, if each reads `telegram:number` or `discord:number`; else ValueError."""
    for actor in actors:
        platform, _, number = actor.partition(":")
        if platform not in {"telegram", "discord"} or not number.isdigit():
            raise ValueError("write each as telegram:100 or discord:200")
    return actors


def listed(value: object) -> object:
    """A text, such as the environment's `a,b`, as the list that it means."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def hour(value: object) -> object:
    """The hour of a day, if it is written as one (a bare number would count seconds); else ValueError."""
    if value is None or isinstance(value, dt.time) or (isinstance(value, str) and HOUR.fullmatch(value)):
        return value
    raise ValueError('write the hour as "08:30"')


def number(value: object) -> object:
    """A long number as text, however it is written; else ValueError."""
    if value is None or DISCORD_NUMBER.fullmatch(str(value)):
        return None if value is None else str(value)
    raise ValueError("write the number of a role: with Discord's developer mode on, right-click it, Copy ID")


def fitting_slug(value: object) -> object:
    """The value itself, if it can be a slug; else ValueError."""
    if isinstance(value, str) and len(value) <= 64 and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        return value
    raise ValueError("a slug is made of small letters and digits, with single hyphens between: ai-daily")


def local_source(value: str | None) -> str | None:
    """The value itself, if it is a path; else ValueError."""
    if value is not None and (not value.strip() or "://" in value):
        raise ValueError("name a folder or a glob such as inbox/*.md; this version reads no addresses")
    return value


def http_address(value: str) -> str:
    """The value itself, if it is an address that begins with http:// or https://; else ValueError."""
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError("write it as http://host:port/path or https://host/path")
    return value


def fitting_token(value: SecretStr | None) -> SecretStr | None:
    """The value itself, if it can be a token of Telegram's; else ValueError, which does not tell it."""
    if value is not None and not re.fullmatch(r"[\w:-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("this is no bot token; @BotFather gives one such as 123456:ABC-DEF1234ghIkl")
    return value


def whole_token(value: SecretStr | None) -> SecretStr | None:
    """The value itself, if it can be a token of Discord's; else ValueError, which does not tell it."""
    if value is not None and not re.fullmatch(r"[\w.-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("this is no bot token; the Developer Portal shows it under Bot, Reset Token")
    return value


def websocket_address(value: str) -> str:
    """The value itself, if it is an address that begins with ws:// or wss://; else ValueError."""
    if not re.fullmatch(r"wss?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError("write it as ws://host:port/path or wss://host/path")
    return value


def fitting_secret(value: SecretStr | None) -> SecretStr | None:
    """The value itself, if Telegram takes it as a webhook's secret; else ValueError."""
    if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("a webhook's secret is made of 1 to 256 letters, digits, _ and -")
    return value


DISCORD_NUMBER = re.compile(r"[1-9][0-9]{14,19}", re.ASCII)
TELEGRAM_ADDRESS = re.compile(r"@\w{1,32}|-?[1-9][0-9]{0,18}", re.ASCII)
HOUR = re.compile(r"\d\d:\d\d(:\d\d)?")

Timezone = Annotated[str, AfterValidator(known_timezone)]
Address = Annotated[str, AfterValidator(http_address)]
Socket = Annotated[str, AfterValidator(websocket_address)]
Listen = Annotated[str, AfterValidator(host_and_port)]
Names = Annotated[tuple[str, ...], BeforeValidator(listed)]
Hour = Annotated[dt.time | None, BeforeValidator(hour)]


class Table(BaseModel):
    """A table of the settings file: a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Database(Table):
    """Where the archive is kept."""

    url: str = "sqlite:///data/ribao.db"


class Telegram(Table):
    """The Telegram bot; off without a token."""

    token: Annotated[SecretStr | None, AfterValidator(fitting_token)] = None
    base_url: Address | None = None
    base_file_url: Address | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Address | None = None
    webhook_secret: Annotated[SecretStr | None, AfterValidator(fitting_secret)] = None
    listen: Listen = "127.0.0.1:8090"


class Discord(Table):
    """The Discord bot; off without a token."""

    token: Annotated[SecretStr | None, AfterValidator(whole_token)] = None
    api_url: Address | None = None
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
    """A publication as the settings file writes it."""

    slug: Annotated[str, BeforeValidator(fitting_slug)]
    source: Annotated[str | None, AfterValidator(local_source)] = None
    publish_at: Hour = None


class DeclaredTarget(Table):
    """A target that the operator names in the settings."""

    platform: Literal["telegram", "discord", "web"]
    address: str | int
    thread: int | None = None
    publications: Names = ()
    sections: Names = ()
    keywords: Names = ()
    layout: Layout = "full"
    silent: bool = False
    pin: bool = False
    preview: Preview = "cover"
    publish_at: Hour = None
    timezone: Timezone | None = None
    locale: Locale = "zh-CN"
    role: Annotated[str | None, BeforeValidator(number)] = None
    embeds: bool = False

    @property
    def full_address(self) -> str:
        """The address, with the topic behind a slash where one is named. Telegram's names know no case."""
        address = str(self.address)
        if self.platform == "telegram":
            address = address.lower()
        return address if self.thread is None else f"{address}/{self.thread}"

    @property
    def name(self) -> str:
        """As the command line calls it."""
        return f"{self.platform}:{self.full_address}"

    @property
    def policy(self) -> Policy:
        """How this target wants its digests."""
        return Policy(
            publications=self.publications,
            sections=self.sections,
            keywords=self.keywords,
            layout=self.layout,
            silent=self.silent,
            pin=self.pin,
            preview=self.preview,
            locale=self.locale,
            publish_at=self.publish_at,
            timezone=self.timezone,
            role=self.role,
            embeds=self.embeds,
        )


class Settings(Table):
    """All settings, checked one by one; `contradictions` compares them. Relative paths start at `folder`."""

    timezone: Timezone = "Asia/Shanghai"
    locale: Locale = "zh-CN"
    admins: Annotated[Names, AfterValidator(known_platforms)] = ()
    aliases: Path | None = None
    database: Database = Database()
    publications: tuple[DeclaredPublication, ...] = ()
    platforms: Platforms = Platforms()
    targets: tuple[DeclaredTarget, ...] = ()
    folder: Annotated[Path, Field(exclude=True)] = Path()

    def contradictions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What does not go together, a key and a sentence each."""
        slugs = [publication.slug for publication in self.publications]
        for number, slug in enumerate(slugs):
            if slug in slugs[:number]:
                yield ("publications", number, "slug"), f"{slug} is there twice; give each its own"
        telegram = self.platforms.telegram
        if telegram is not None and telegram.mode == "webhook":
            if telegram.webhook_url is None:
                yield (
                    ("platforms", "telegram", "webhook_url"),
                    "is missing; mode webhook needs the address at which Telegram reaches this machine",
                )
            elif telegram.base_url is None and not telegram.webhook_url.startswith("https://"):
                yield ("platforms", "telegram", "webhook_url"), "Telegram only sends to https:// addresses"
        names: set[str] = set()
        for place, target in enumerate(self.targets):
            if target.platform == "web" and target.full_address != "site":
                yield ("targets", place, "address"), 'the web page has one address: write "site"'
            if target.platform == "telegram" and not TELEGRAM_ADDRESS.fullmatch(str(target.address)):
                yield (
                    ("targets", place, "address"),
                    'write a channel as "@name", any chat by its number, such as -1001234567890',
                )
            if target.platform == "discord" and not DISCORD_NUMBER.fullmatch(str(target.address)):
                yield (
                    ("targets", place, "address"),
                    "write the channel's number: with Discord's developer mode on, right-click it, Copy ID",
                )
            if target.name.casefold() in names:
                yield ("targets", place, "address"), f"{target.name} is there twice; keep one of them"
            names.add(target.name.casefold())
            for slug in target.publications:
                if slug not in slugs:
                    there = ", ".join(slugs) or "none"
                    yield (
                        ("targets", place, "publications"),
                        f"no publication is called {slug!r}; there are: {there}",
                    )

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
    def database_name(self) -> str:
        """The database's URL without a password, for people."""
        scheme, sign, rest = self.database_url.partition("://")
        account, at, place = rest.rpartition("@")
        return f"{scheme}{sign}{account.partition(':')[0]}{at}{place}"

    def source_of(self, publication: Publication) -> Path | None:
        """The publication's folder or glob as an absolute path; None if it has no source."""
        if publication.source is None:
            return None
        return (self.folder / Path(publication.source).expanduser()).absolute()

    @property
    def aliases_file(self) -> Path | None:
        """The file with more words that mean the same, as an absolute path."""
        return None if self.aliases is None else (self.folder / self.aliases.expanduser()).absolute()

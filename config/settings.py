"""What an operator may set, and how it is read."""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError
from bot.models import Locale, Policy, Publication

SAMPLES = Path(__file__).parent.parent / "bot" / "samples"


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


Timezone = Annotated[str, AfterValidator(known_timezone)]
Listen = Annotated[str, AfterValidator(host_and_port)]


class Table(BaseModel):
    """A table of the settings file: a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Database(Table):
    """Where the archive is kept."""

    url: str = "sqlite:///data/ribao.db"


class Telegram(Table):
    """The Telegram bot; off without a token."""

    token: SecretStr | None = None
    base_url: str | None = None
    base_file_url: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: Listen | None = None


class Discord(Table):
    """The Discord bot; off without a token."""

    token: SecretStr | None = None
    api_url: str | None = None
    gateway_url: str | None = None


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


class DeclaredTarget(Table):
    """A target that the operator names in the settings."""

    platform: Literal["telegram", "discord", "web"]
    address: str | int
    thread: int | None = None
    publications: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    locale: Locale = "zh-CN"

    @property
    def full_address(self) -> str:
        """The address, with the topic behind a slash where one is named."""
        return str(self.address) if self.thread is None else f"{self.address}/{self.thread}"

    @property
    def policy(self) -> Policy:
        """How this target wants its digests."""
        return Policy(
            publications=self.publications,
            sections=self.sections,
            keywords=self.keywords,
            locale=self.locale,
        )


class Settings(BaseSettings):
    """All settings, checked. `folder` is where relative paths start."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="RIBAO_", env_nested_delimiter="__", env_ignore_empty=True
    )

    timezone: Timezone = "Asia/Shanghai"
    locale: Locale = "zh-CN"
    admins: Annotated[tuple[str, ...], AfterValidator(known_platforms)] = ()
    aliases: Path | None = None
    database: Database = Database()
    publications: tuple[Publication, ...] = ()
    platforms: Platforms = Platforms()
    targets: tuple[DeclaredTarget, ...] = ()
    folder: Annotated[Path, Field(exclude=True)] = Path()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  (the library's signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return env_settings, init_settings

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


BUILT_IN: dict[str, Any] = {
    "publications": [
        {"slug": "ai-daily", "name": "AI日报", "kind": "daily", "source": str(SAMPLES / "ai-daily")},
        {"slug": "ai-monthly", "name": "AI月刊", "kind": "monthly", "source": str(SAMPLES / "ai-monthly")},
    ],
    "platforms": {"web": {}},
}


def load(path: Path | None = None) -> Settings:
    """Read the settings from `path`, RIBAO_CONFIG, or neither; then the samples go to the local web page.

    Raises SettingsError with one sentence that names the file, the key and what to do; never a value
    that may be secret.
    """
    named = path or (Path(os.environ["RIBAO_CONFIG"]) if os.environ.get("RIBAO_CONFIG") else None)
    if named is None:
        content, folder, where = BUILT_IN, Path.cwd(), "the environment"
    else:
        content, folder, where = read_toml(named), named.absolute().parent, str(named)
    try:
        return Settings(**content).model_copy(update={"folder": folder})
    except ValidationError as error:
        raise SettingsError(f"{where}: {first_sentence(error)}") from None
    except ValueError as error:
        raise SettingsError(f"{where}: {error}") from None


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises SettingsError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such settings file; `ribao init` writes one") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"{path}: the settings can't be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    if "folder" in content:
        raise SettingsError(f"{path}: folder is not a setting; relative paths start at the file's folder")
    return content


def first_sentence(error: ValidationError) -> str:
    """What is wrong first, by key and in words; the value stays unsaid, it may be a token."""
    problem = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(problem["loc"][-1]), sorted(known_keys()), n=1)
        return f"{key} is not a setting" + (f"; did you mean {near[0]}?" if near else "")
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{key}: {message[:1].lower()}{message[1:]}"


def known_keys() -> set[str]:
    """The names of all settings, without their tables."""
    keys: set[str] = set()
    waiting: list[Any] = [Settings]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= set(kind.model_fields) - {"folder"}
            waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += get_args(kind)
    return keys

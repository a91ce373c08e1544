"""What a single value must be. Each check gives the value itself, or raises ValueError with a sentence."""

import datetime as dt
import re
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.sources.models import PLACEHOLDER, is_address

DISCORD_NUMBER = re.compile(r"[1-9][0-9]{14,19}", re.ASCII)
TELEGRAM_ADDRESS = re.compile(r"@\w{1,32}|-?[1-9][0-9]{0,18}", re.ASCII)
DATE_FORMAT = re.compile(r"(?:[^%]|%-?[YymdjGVu])+")
HOUR = re.compile(r"\d\d:\d\d(:\d\d)?")
HOURS = re.compile(r"(\d\d:\d\d)\s*[-–~]\s*(\d\d:\d\d)")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


def hours(value: object) -> object:
    """The two hours of a span of the day, written as `22:00-07:00`; else ValueError."""
    if isinstance(value, str) and (found := HOURS.fullmatch(value.strip())) and found[1] != found[2]:
        return (found[1], found[2])
    if value is None or isinstance(value, tuple | list):
        return value
    raise ValueError('write the hours as "22:00-07:00"')


def weekdays(value: object) -> object:
    """The days of a week in their order, each once, from `mon, tue` or a list; else ValueError."""
    named = listed(value)
    if not isinstance(named, list | tuple) or {str(day).casefold() for day in named} - set(WEEKDAYS):
        raise ValueError("write the days as a list of mon, tue, wed, thu, fri, sat, sun")
    days = {str(day).casefold() for day in named}
    return tuple(day for day in WEEKDAYS if day in days)


def role_number(value: object) -> object:
    """The number of a role as text, however it is written; else ValueError."""
    if value is None or DISCORD_NUMBER.fullmatch(str(value)):
        return None if value is None else str(value)
    raise ValueError("write the number of a role: with Discord's developer mode on, right-click it, Copy ID")


def fitting_slug(value: object) -> object:
    """The value itself, if it can be a slug; else ValueError."""
    if isinstance(value, str) and len(value) <= 64 and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        return value
    raise ValueError("a slug is made of small letters and digits, with single hyphens between: ai-daily")


def known_places(places: tuple[str, ...]) -> tuple[str, ...]:
    """The places themselves, if each is a chat of Telegram or a channel of Discord; else ValueError."""
    for place in places:
        platform, _, address = place.partition(":")
        shape = {"telegram": TELEGRAM_ADDRESS, "discord": DISCORD_NUMBER}.get(platform)
        if shape is None or not shape.fullmatch(address):
            raise ValueError(
                "write each as a target is called: telegram:-1001234567890, discord:112233445566778899"
            )
    return places


def fitting_source(value: str | None) -> str | None:
    """The value itself, if it is a path or an address; else ValueError, which does not tell it."""
    if value is None or (value.strip() and not is_address(value)):
        return value
    parts = address_parts(value)
    if parts is None:
        raise ValueError(
            "name a folder, a glob such as inbox/*.md, or an address such as https://host/{date}.md"
        )
    formats = [found[1] for found in PLACEHOLDER.finditer(parts._replace(netloc="").geturl())]
    if (
        re.search("[{}]", PLACEHOLDER.sub("", value))
        or "{" in parts.netloc
        or not all(given is None or (DATE_FORMAT.fullmatch(given) and "%" in given) for given in formats)
    ):
        raise ValueError("write the date behind the host, as {date} or as {date:%Y/%m/%d}")
    return value


def address_parts(value: str) -> SplitResult | None:
    """The parts of an address that http can ask for; None where it is none."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if whole and not re.search(r"[\s\x00-\x1f]", value) else None


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

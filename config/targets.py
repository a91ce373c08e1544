"""A target as the settings file writes it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from bot.models import Layout, Locale, Policy, Preview
from bot.text import normalise
from bot.text.keywords import read_keyword
from config.checks import DISCORD_NUMBER, TELEGRAM_ADDRESS, role_number
from config.tables import Hour, Hours, Names, Table, Timezone, Weekdays


class DeclaredTarget(Table):
    """A target that the operator names in the settings."""

    platform: Literal["telegram", "discord", "web"]
    address: str | int
    thread: int | None = None
    publications: Names = ()
    digests: bool = True
    sections: Names = ()
    without_sections: Names = ()
    keywords: Names = ()
    without_keywords: Names = ()
    watch: Names = ()
    layout: Layout = "full"
    silent: bool = False
    pin: bool = False
    preview: Preview = "cover"
    publish_at: Hour = None
    timezone: Timezone | None = None
    weekdays: Weekdays = ()
    quiet_hours: Hours = None
    locale: Locale | None = None
    role: Annotated[str | None, BeforeValidator(role_number)] = None
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

    def contradictions(self, slugs: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What does not go together, a key and a sentence each; `slugs` are the declared publications."""
        match self.platform:
            case "web" if self.full_address != "site":
                yield "address", 'the web page has one address: write "site"'
            case "telegram" if not TELEGRAM_ADDRESS.fullmatch(str(self.address)):
                yield (
                    "address",
                    'write a channel as "@name", any chat by its number, such as -1001234567890',
                )
            case "discord" if not DISCORD_NUMBER.fullmatch(str(self.address)):
                yield (
                    "address",
                    "write the channel's number: with Discord's developer mode on, right-click it, Copy ID",
                )
        if self.platform != "discord" and (self.role is not None or self.embeds):
            yield "embeds" if self.role is None else "role", "only a target on Discord can have this"
        if self.platform == "web" and (self.watch or not self.digests):
            yield "watch" if self.watch else "digests", "the web page tells nobody; this is for chats"
        elif not (self.digests or self.watch):
            yield "digests", "with false and no words to watch for nothing comes; name some in watch"
        yield from self._confused()
        for slug in self.publications:
            if slug not in slugs:
                there = ", ".join(slugs) or "none"
                yield "publications", f"no publication is called {slug!r}; there are: {there}"

    def _confused(self) -> Iterator[tuple[str, str]]:
        """Names and words that are wanted and left out, or that no text can have."""
        for wanted, unwanted in (("sections", "without_sections"), ("keywords", "without_keywords")):
            both = set(map(normalise, getattr(self, wanted))).intersection(
                map(normalise, getattr(self, unwanted))
            )
            for name in getattr(self, unwanted):
                if normalise(name) in both:
                    yield unwanted, f"{name!r} stands in {wanted} as well; take it out of one of them"
        for key in ("keywords", "without_keywords", "watch"):
            for word in getattr(self, key):
                if not read_keyword(word):
                    yield key, f"{word!r} has neither letters nor digits, so it is found nowhere"

    def policy(self, locale: Locale) -> Policy:
        """How this target wants its digests; `locale` is for those that name none."""
        own = {name: getattr(self, name) for name in Policy.model_fields}
        return Policy(**own | {"locale": self.locale or locale})

"""What every page knows: the store, the names and the clock; and what stands on this site."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import SecretStr

from bot.locales import message
from bot.models import Locale, StoredDigest
from bot.ports import Store
from bot.tally import Tally
from handlers.web.answer import Sorry
from handlers.web.render import unfold

PLATFORM = "web"
ADDRESS = "site"
SITE: web.AppKey["Site"] = web.AppKey("SITE")
LOOK_BACK = 10  # digests that are tried for the front page before it says that there is none


@dataclass(frozen=True, slots=True)
class Site:
    """The site as its operator set it up; `now` gives aware times.

    `tally` is what this process counts; `admin_token` opens what is not for everybody.
    """

    store: Store
    title: str
    locale: Locale
    timezone: ZoneInfo
    now: Callable[[], dt.datetime]
    base_url: str | None = None
    admin_token: SecretStr | None = None
    tally: Tally = field(default_factory=Tally)

    def today(self) -> dt.date:
        """The date in the site's time zone."""
        return self.now().astimezone(self.timezone).date()

    def origin(self, request: web.Request) -> str:
        """The start of an absolute address: the operator's `base_url`, or where the request came to."""
        if self.base_url:
            return self.base_url.rstrip("/")
        try:
            return str(request.url.origin())
        except ValueError:  # a Host header that names no host
            raise Sorry(400, message("This address is not complete. Follow the links of the page.")) from None

    async def standing(self, live: StoredDigest) -> StoredDigest | None:
        """That digest as it was delivered to this site; None where it was not."""
        for target in await self.store.targets(platform=PLATFORM):
            if target.address == ADDRESS and (parts := await self.store.standing(target.id, live.id)):
                return unfold(parts[0], live)
        return None

    async def digest(self, publication: str, date: dt.date) -> StoredDigest | None:
        """The digest of that date as it stands here."""
        live = await self.store.digest(date, publication=publication)
        return None if live is None else await self.standing(live)

    async def newest(self) -> StoredDigest | None:
        """Today's digest, or the newest that stands here."""
        if (live := await self.store.digest(self.today())) and (digest := await self.standing(live)):
            return digest
        for edition in await self.store.editions(limit=LOOK_BACK):
            if edition.items and (digest := await self.digest(edition.publication, edition.date)):
                return digest
        return None

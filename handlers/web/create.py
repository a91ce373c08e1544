"""The web platform, put together."""

import asyncio
import datetime as dt
import errno
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import SecretStr

from bot.commands.models import Reply
from bot.delivery.models import Claim, Part, Receipt
from bot.errors import Refused, RibaoError, SettingsError
from bot.findings import Finding
from bot.models import Locale, Policy, StoredDigest, Target
from bot.ports import Store
from bot.tally import Tally
from handlers.web import render, sender
from handlers.web.guard import add_headers, kindly
from handlers.web.routes import ROUTES
from handlers.web.site import PLATFORM, SITE, Site

LONGEST_BODY = 16 * 1024  # bytes of a form
LONGEST_ADDRESS = 32 * 1024  # bytes; the pages themselves take less, and say so kindly
FAREWELL = 0.4  # seconds for answers under way when the site closes


def create(
    store: Store,
    *,
    listen: str,
    title: str,
    locale: Locale,
    timezone: ZoneInfo,
    now: Callable[[], dt.datetime],
    base_url: str | None = None,
    admin_token: SecretStr | None = None,
    tally: Tally | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> "WebPlatform":
    """The site on `listen` (host:port; port 0 takes any); `on_ready` is told where to look once it is up."""
    site = Site(
        store=store,
        title=title,
        locale=locale,
        timezone=timezone,
        now=now,
        base_url=base_url,
        admin_token=admin_token,
        tally=tally or Tally(),
    )
    return WebPlatform(site, listen, on_ready)


class WebPlatform:
    """Pages for readers; what stands in the ledger is what they show."""

    name = PLATFORM
    keeps_archive = True
    deletes_within: dt.timedelta | None = None

    def __init__(self, site: Site, listen: str, on_ready: Callable[[str], None] | None) -> None:
        self._site = site
        self._listen = listen
        self._on_ready = on_ready

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """One part that holds what the policy leaves; see Platform."""
        return render.render(digest, policy, self._site.store.aliases)

    def room(self) -> int:
        """Any number: nothing is asked of anybody."""
        return 1000

    async def send(self, claim: Claim) -> Receipt:
        """The digest's address; the page is drawn from the ledger."""
        return sender.receipt(claim)

    async def edit(self, claim: Claim) -> Receipt:
        """The same address; the page shows the new content once it is settled."""
        return sender.receipt(claim)

    async def delete(self, claim: Claim) -> None:
        """Nothing to do: a page without a delivery is not found."""

    async def recover(self, claim: Claim) -> Receipt | None:
        """None: sending again is harmless."""

    async def serve(self) -> None:
        """Serve until cancelled. Raises SettingsError for an address that can't be used."""
        app = application(self._site)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL, max_line_size=LONGEST_ADDRESS)
        await runner.setup()
        try:
            url = await bind(runner, self._listen)
            if self._on_ready is not None:
                self._on_ready(url)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def tell(self, actor: str, reply: Reply) -> None:  # noqa: ARG002
        """Raises Refused: nobody is known on a page."""
        raise Refused("the web page knows nobody whom it could tell something")

    async def report(self, place: str, reply: Reply) -> None:  # noqa: ARG002
        """Raises Refused: a page has no chats."""
        raise Refused("the web page has no chat in which something could be told")

    async def examine(self, targets: Sequence[Target]) -> list[Finding]:
        """Whether the address is free, or ours already; the targets have nothing of their own."""
        from handlers.web.examination import examine  # noqa: PLC0415  # a page is served without it

        return await examine(self._listen, targets)

    async def close(self) -> None:
        """Nothing is held beyond `serve`."""


def application(site: Site) -> web.Application:
    """The aiohttp application of a site."""
    app = web.Application(middlewares=[kindly], client_max_size=LONGEST_BODY)
    app[SITE] = site
    app.on_response_prepare.append(add_headers)
    app.add_routes(ROUTES)
    return app


async def bind(runner: web.AppRunner, listen: str) -> str:
    """Listen; returns the address to look at. Raises SettingsError."""
    host, colon, port = listen.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 65536):
        raise SettingsError(
            f"platforms.web.listen is {listen!r}; write it as host:port, such as 127.0.0.1:8080"
        )
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except OSError as error:
        raise unusable(listen, error) from error
    bound_host, bound_port = runner.addresses[0][:2]
    seen = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bound_host, bound_host)  # noqa: S104  (not bound: named)
    if ":" in seen and not seen.startswith("["):
        seen = f"[{seen}]"
    return f"http://{seen}:{bound_port}/"


def unusable(listen: str, error: OSError) -> RibaoError:
    """The sentence for an address that the system does not give us."""
    match error.errno:
        case errno.EADDRINUSE:
            reason = "another program has this port; stop it, or set platforms.web.listen to another"
        case errno.EACCES:
            reason = "ports below 1024 need rights that Ribao does not have; set platforms.web.listen above"
        case _:
            reason = "this machine has no such address; set platforms.web.listen, such as 127.0.0.1:8080"
    return SettingsError(f"the web page can't listen on {listen}: {reason}")

"""What Prometheus reads: the ledger's backlog, the worker's pulse, and what this process did."""

import hmac
from collections.abc import Iterable, Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.delivery.models import Backlog
from bot.errors import StoreError
from bot.models import Edition
from handlers.web.answer import answer
from handlers.web.site import SITE, Site


class Snapshot(Collector):
    """The numbers of one moment. It names no chat: publications and platforms are all its labels."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """The families, once."""
        return self._families


async def metrics(request: web.Request) -> web.Response:
    """The page; with an admin token in the settings only for who shows it (Authorization: Bearer …)."""
    site = request.app[SITE]
    if not is_allowed(site, request.headers.get("Authorization", "")):
        return answer(request, b"show the admin token\n", "text/plain", status=401)
    try:
        families = await measured(site)
    except StoreError:
        return answer(request, b"the archive does not answer\n", "text/plain", status=503)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Snapshot(families))
    body = generate_latest(registry)
    return answer(request, body, CONTENT_TYPE_PLAIN_0_0_4.partition(";")[0], cache="no-store")


def is_allowed(site: Site, authorization: str) -> bool:
    """Whether who asks may read; told in a time that tells nothing."""
    if site.admin_token is None:
        return True
    wanted = f"Bearer {site.admin_token.get_secret_value()}"
    return hmac.compare_digest(authorization.encode(), wanted.encode())


async def measured(site: Site) -> list[Metric]:
    """All families, as the store has them now. Raises StoreError."""
    store = site.store
    editions = [
        edition
        for publication in await store.publications()
        for edition in await store.editions(publication=publication.slug, limit=1)
    ]
    heard = await store.last_heartbeat()
    paused = await store.paused()
    return [
        *of_backlog(await store.backlog(), site),
        *of_editions(editions),
        *of_tally(site),
        gauge("ribao_paused", "Whether an operator has paused everything.", float(paused is not None)),
        gauge(
            "ribao_worker_heartbeat_timestamp_seconds",
            "When a worker was last heard of; 0: never.",
            0.0 if heard is None else heard.timestamp(),
        ),
    ]


def gauge(name: str, told: str, value: float) -> Metric:
    """A number without labels."""
    return GaugeMetricFamily(name, told, value=value)


def of_backlog(lines: Iterable[Backlog], site: Site) -> Iterator[Metric]:
    """What waits, by platform."""
    waiting = GaugeMetricFamily("ribao_deliveries_waiting", "Deliveries that are due.", labels=["platform"])
    oldest = GaugeMetricFamily(
        "ribao_deliveries_oldest_seconds", "Since when the oldest of them is due.", labels=["platform"]
    )
    doubts = GaugeMetricFamily(
        "ribao_deliveries_in_doubt", "Deliveries of which a person must say.", labels=["platform"]
    )
    places = GaugeMetricFamily("ribao_targets", "Targets.", labels=["platform", "state"])
    now = site.now()
    for line in lines:
        late = 0.0 if line.oldest is None else max((now - line.oldest).total_seconds(), 0.0)
        waiting.add_metric([line.platform], line.waiting)
        oldest.add_metric([line.platform], late)
        doubts.add_metric([line.platform], line.in_doubt)
        places.add_metric([line.platform, "receiving"], line.receiving)
        places.add_metric([line.platform, "suspended"], line.suspended)
    yield from (waiting, oldest, doubts, places)


def of_editions(editions: Iterable[Edition]) -> Iterator[Metric]:
    """When the newest digest of each publication went out, and how many items it has."""
    published = GaugeMetricFamily(
        "ribao_digest_published_timestamp_seconds",
        "When the newest digest was published.",
        labels=["publication"],
    )
    items = GaugeMetricFamily("ribao_digest_items", "Items of the newest digest.", labels=["publication"])
    for edition in editions:
        if edition.published_at is not None:
            published.add_metric([edition.publication], edition.published_at.timestamp())
            items.add_metric([edition.publication], edition.items)
    yield from (published, items)


def of_tally(site: Site) -> Iterator[Metric]:
    """What this process did since it started."""
    outcomes = CounterMetricFamily(
        "ribao_deliveries", "What became of deliveries in this process.", labels=["platform", "outcome"]
    )
    documents = CounterMetricFamily("ribao_documents", "Documents read by this process.", labels=["status"])
    for (platform, outcome), count in sorted(site.tally.outcomes.items()):
        outcomes.add_metric([platform, outcome], count)
    for status, count in sorted(site.tally.documents.items()):
        documents.add_metric([status], count)
    yield from (outcomes, documents)

"""What a monitor reads: health and metrics."""

import datetime as dt

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.models import Policy
from bot.records import Pause
from bot.tally import Tally
from storage import SqlStore
from tests.unit.web.newsstand import NOW, on_show

MINUTE = dt.timedelta(minutes=1)


async def numbers(session: ClientSession, address: str) -> dict[tuple[str, ...], float]:
    """The samples by name and labels' values (ordered by label); the text is what Prometheus itself takes."""
    async with session.get(f"{address}/metrics") as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        text = await response.text()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_numbers_are_those_of_the_store_and_of_this_process(
    store: SqlStore, session: ClientSession
) -> None:
    lost = await store.declare_target("telegram", "-1001", Policy())
    await store.suspend_target(lost.id, "kicked")
    await store.heartbeat(now=NOW - MINUTE, patience=MINUTE)
    tally = Tally()
    tally.outcomes["telegram", "posted"] += 3
    tally.documents["created"] += 2
    async with on_show(store, tally=tally) as address:
        found = await numbers(session, address)
    assert found["ribao_targets", "telegram", "suspended"] == 1
    assert found["ribao_targets", "web", "receiving"] == 1
    assert found["ribao_deliveries_waiting", "web"] == 0
    assert found["ribao_deliveries_total", "posted", "telegram"] == 3
    assert found["ribao_documents_total", "created"] == 2
    assert found["ribao_worker_heartbeat_timestamp_seconds",] == (NOW - MINUTE).timestamp()
    assert found["ribao_paused",] == 0
    assert found["ribao_digest_items", "ai-daily"] > 0


async def test_with_an_admin_token_only_who_shows_it_reads_them(
    store: SqlStore, session: ClientSession
) -> None:
    async with on_show(store, admin_token=SecretStr("open sesame")) as address:
        for headers in ({}, {"Authorization": "Bearer open"}, {"Authorization": "Bearer ö"}):
            async with session.get(f"{address}/metrics", headers=headers) as response:
                assert response.status == 401
        async with session.get(
            f"{address}/metrics", headers={"Authorization": "Bearer open sesame"}
        ) as response:
            assert response.status == 200


async def test_health_tells_of_a_worker_that_has_fallen_silent(
    store: SqlStore, session: ClientSession
) -> None:
    async def asked(address: str) -> tuple[int, str]:
        async with session.get(f"{address}/healthz") as response:
            return response.status, await response.text()

    now = NOW
    async with on_show(store, now=lambda: now) as address:
        assert await asked(address) == (200, "ok, no worker was started yet\n")
        await store.heartbeat(now=NOW, patience=MINUTE)
        assert await asked(address) == (200, "ok, the worker was heard of 0 s ago\n")
        now = NOW + 3 * MINUTE
        assert await asked(address) == (503, "no worker is at work since 2025-05-24 04:00 UTC\n")
        await store.pause(Pause(since=now, actor="telegram:100"))
        assert await asked(address) == (200, "ok, paused by an operator\n")

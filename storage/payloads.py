"""Rendered parts, each kept once."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import DesiredParts, Part
from storage.tables import payloads


def hash_of(part: Part) -> str:
    """The same for the same content, whatever the order of its keys."""
    text = json.dumps(part.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def keep(connection: AsyncConnection, desired: Iterable[DesiredParts]) -> dict[int, list[int]]:
    """Store the parts that are not there yet; returns the payload ids of each target, in order."""
    # Targets that share a policy share their very parts: one hash serves them all. The caller holds
    # `desired`, so an object's id stays its own meanwhile.
    hashes: dict[int, str] = {}
    contents: dict[str, dict[str, Any]] = {}
    wanted: dict[int, list[str]] = {}
    for one in desired:
        for part in one.parts:
            if id(part) not in hashes:
                hashes[id(part)] = hash_of(part)
                contents.setdefault(hashes[id(part)], part.content)
        wanted[one.target_id] = [hashes[id(part)] for part in one.parts]
    known = await ids_of(connection, contents)
    new = [{"hash": name, "content": content} for name, content in contents.items() if name not in known]
    if new:
        await connection.execute(payloads.insert(), new)
        known |= await ids_of(connection, [row["hash"] for row in new])
    return {target_id: [known[name] for name in names] for target_id, names in wanted.items()}


async def ids_of(connection: AsyncConnection, hashes: Iterable[Any]) -> dict[str, int]:
    """The ids of the payloads that are there, by hash."""
    some = sa.select(payloads.c.hash, payloads.c.id).where(payloads.c.hash.in_(list(hashes)))
    return {row.hash: row.id for row in await connection.execute(some)}


async def contents_of(
    connection: AsyncConnection, payload_ids: Iterable[int | None]
) -> dict[int | None, dict[str, Any]]:
    """The payloads by id."""
    wanted = {payload_id for payload_id in payload_ids if payload_id is not None}
    some = sa.select(payloads.c.id, payloads.c.content).where(payloads.c.id.in_(wanted))
    return {row.id: row.content for row in await connection.execute(some)}

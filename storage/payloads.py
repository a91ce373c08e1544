"""Rendered parts, each kept once."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import DesiredParts, Part
from storage.dialects import dump, listed
from storage.tables import payloads

AT_ONCE = 5_000  # hashes: an engine takes some ten thousand parameters and no more

Look = tuple[tuple[int, int], ...]
"""Part numbers with their payload ids."""


CONTENTS = sa.select(payloads.c.id, payloads.c.content).where(payloads.c.id.in_(listed("ids")))


def hash_of(part: Part) -> str:
    """The same for the same content, whatever the order of its keys."""
    text = json.dumps(part.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def keep(connection: AsyncConnection, desired: Sequence[DesiredParts]) -> list[Look]:
    """Store the parts that are not there yet; returns how each of the desired looks."""
    contents: dict[str, dict[str, Any]] = {}
    looks: list[list[str]] = []
    for one in desired:
        looks.append([hash_of(part) for part in one.parts])
        contents.update(zip(looks[-1], (part.content for part in one.parts), strict=True))
    known = await ids_of(connection, contents)
    new = [
        {"hash": hashed, "content": content} for hashed, content in contents.items() if hashed not in known
    ]
    if new:
        await connection.execute(payloads.insert(), new)
        known |= await ids_of(connection, contents.keys() - known.keys())
    return [tuple(enumerate(known[name] for name in names)) for names in looks]


async def ids_of(connection: AsyncConnection, hashes: Iterable[str]) -> dict[str, int]:
    """The ids of the payloads that are there, by hash."""
    found: dict[str, int] = {}
    rest = iter(hashes)
    while some := list(islice(rest, AT_ONCE)):
        these = sa.select(payloads.c.hash, payloads.c.id).where(payloads.c.hash.in_(some))
        found |= {row.hash: row.id for row in await connection.execute(these)}
    return found


async def contents_of(
    connection: AsyncConnection, payload_ids: Iterable[int | None]
) -> dict[int | None, dict[str, Any]]:
    """The payloads by id."""
    wanted = {payload_id for payload_id in payload_ids if payload_id is not None}
    return {row.id: row.content for row in await connection.execute(CONTENTS, {"ids": dump([*wanted])})}

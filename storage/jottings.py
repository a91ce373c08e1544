"""Short texts, such as what a button has no room for, by a key made of the text itself.

Nobody says when a text is done with, and storage reads no clock: the newest KEPT are kept. One that is
asked for again while it is in the older half becomes new.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import jottings

KEPT = 100_000
KEY_BYTES = 12  # 16 letters of base64

NEWEST = sa.select(sa.func.coalesce(sa.func.max(jottings.c.number), 0)).scalar_subquery()
KNOWN = sa.select(NEWEST - jottings.c.number).where(jottings.c.key == sa.bindparam("this"))
TEXT = sa.select(jottings.c.text).where(jottings.c.key == sa.bindparam("this"))
# Another process may keep the same text at the same time.
KEEP = sa.text(
    "INSERT INTO jottings (key, text, number) "
    "SELECT :this, :text, coalesce(max(number), 0) + 1 FROM jottings WHERE true "
    "ON CONFLICT (key) DO UPDATE SET number = excluded.number"
)
DROP = jottings.delete().where(jottings.c.number <= NEWEST - sa.bindparam("kept"))


def key_of(text: str) -> str:
    """The key of that text, in every process: 96 bits of its hash."""
    hashed = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(hashed[:KEY_BYTES]).decode()


async def is_fresh(connection: AsyncConnection, text: str) -> bool:
    """Whether the text is kept and will be for long."""
    age = await connection.scalar(KNOWN, {"this": key_of(text)})
    return age is not None and age < KEPT // 2


async def keep(connection: AsyncConnection, text: str) -> None:
    """Keep the text as the newest one, and let go of the oldest beyond KEPT."""
    await connection.execute(KEEP, {"this": key_of(text), "text": text})
    await connection.execute(DROP, {"kept": KEPT})


async def text_of(connection: AsyncConnection, key: str) -> str | None:
    """The text of that key."""
    text: str | None = await connection.scalar(TEXT, {"this": key})
    return text

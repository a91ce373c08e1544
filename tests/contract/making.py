"""What the store's tests put in."""

import datetime as dt
from collections.abc import Iterable

from bot.delivery.models import Claim, DesiredParts, Part
from bot.models import Digest, Item, Kind, Link, Publication, Section
from bot.ports import Store

DAY = dt.date(2025, 5, 24)
NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)
LEASE = dt.timedelta(seconds=60)
SECOND = dt.timedelta(seconds=1)

DAILY = Publication(slug="ai-daily", name="AI日报", source="inbox/*.md", publish_at=dt.time(8, 30))
WEEKLY = Publication(slug="ai-weekly", name="AI周刊", kind="weekly")
MONTHLY = Publication(slug="ai", name="AI月刊", kind="monthly")


def day(number: int) -> dt.date:
    """The day so many days after DAY."""
    return DAY + dt.timedelta(days=number)


def later(seconds: float) -> dt.datetime:
    """The moment so many seconds after NOW."""
    return NOW + dt.timedelta(seconds=seconds)


def item(key: str, **more: object) -> Item:
    """An item that is told by its key alone, unless `more` says otherwise."""
    told = {
        "title": f"{key}发布新模型",
        "subtitle": None,
        "body": f"{key}今天发布。\n\n第二段。",
        "url": f"https://example.com/{key}",
        "links": (Link(label="阅读原文", url=f"https://example.com/{key}"),),
        "images": (f"https://example.com/{key}.png",),
        "date": DAY,
    }
    return Item.model_validate({"key": key, **told, **more})


def digest(
    *sections: tuple[str, Iterable[Item | str]],
    date: dt.date | None = DAY,
    kind: Kind = "daily",
    title: str = "AI日报：试刊",
) -> Digest:
    """A digest of sections, each a name and its items or their keys."""
    made = tuple(
        Section(name=name, items=tuple(one if isinstance(one, Item) else item(one) for one in items))
        for name, items in sections
    )
    return Digest(kind=kind, date=date, title=title, intro="导语", byline="文字编辑|某人", sections=made)


async def published(store: Store, date: dt.date = DAY, *keys: str) -> int:
    """A stored digest; returns its id."""
    await store.declare_publications([DAILY])
    saved = await store.save(
        digest(("新闻资讯", keys or ("a",)), date=date),
        publication=DAILY.slug,
        text_hash=f"{date} {keys}",
        now=NOW,
        published=True,
    )
    return saved.digest_id


def parts(*texts: str) -> tuple[Part, ...]:
    """Parts that are told by their texts."""
    return tuple(Part(content={"text": text}) for text in texts)


def wanted(target_id: int, *texts: str) -> DesiredParts:
    """A target that is to show these texts."""
    return DesiredParts(target_ids=(target_id,), parts=parts(*texts))


def shown(claims: Iterable[Claim]) -> list[str | None]:
    """The texts of the claims."""
    return [None if claim.content is None else claim.content["text"] for claim in claims]

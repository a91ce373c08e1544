"""The editions nearest to a day that has none."""

import datetime as dt

from bot.models import Edition
from bot.ports import Archive

EARLIER = 2


async def editions_near(
    store: Archive, day: dt.date, *, publication: str | None, drafts: bool
) -> list[Edition]:
    """The first edition after `day` and the last ones before it, those without items left out."""
    before = await store.editions(publication=publication, before=day, limit=EARLIER + 3, drafts=drafts)
    earlier = [edition for edition in before if edition.items][:EARLIER]
    later = await _first_after(store, day, publication=publication, drafts=drafts)
    return [later, *earlier] if later else earlier


async def _first_after(
    store: Archive, day: dt.date, *, publication: str | None, drafts: bool
) -> Edition | None:
    """The first edition after `day`. The archive lists backwards: look ever farther ahead, then close in."""
    newest = await store.editions(publication=publication, limit=1, drafts=drafts)
    if not newest or newest[0].date <= day:
        return None
    nearest: Edition | None = None
    for power in range(1, 12):  # four to the eleventh days are more than the calendar has
        before = day_after(day, 4**power)
        while page := await store.editions(publication=publication, before=before, drafts=drafts):
            later = [edition for edition in page if edition.date > day]
            nearest = next((edition for edition in reversed(later) if edition.items), nearest)
            if len(later) < len(page):
                break
            before = page[-1].date
        if nearest is not None:
            break
    return nearest


def day_after(day: dt.date, days: int = 1) -> dt.date:
    """So many days later, or the last day that there is."""
    return day + dt.timedelta(days=min(days, (dt.date.max - day).days))

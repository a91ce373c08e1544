"""When the next digest comes to a chat, in words."""

from typing import TYPE_CHECKING

from bot.locales import Catalogue
from bot.models import Policy, Publication
from bot.schedule import next_moment, own_zone

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

MOST = 5  # publications that are told one by one


def coming(desk: "Desk", policy: Policy) -> list[Publication]:
    """The publications of which a target with this policy receives digests."""
    if not policy.digests:
        return []
    return [p for p in desk.publications if not policy.publications or p.slug in policy.publications]


def told(desk: "Desk", say: Catalogue, policy: Policy) -> list[str]:
    """A line each on when they come."""
    return [moment(desk, say, publication, policy) for publication in coming(desk, policy)[:MOST]]


def moment(desk: "Desk", say: Catalogue, publication: Publication, policy: Policy) -> str:
    """When the next digest of the publication comes to a target with this policy."""
    if publication.publish_at is None and policy.publish_at is None:
        return say("{name}: each digest comes as soon as it is there.", name=publication.name)
    now = desk.clock()
    zone = own_zone(policy, desk.zone)
    today = now.astimezone(zone).date()
    comes = next_moment(publication, policy, desk.zone, now)
    if comes is None:
        return say("{name}: none comes here, for it appears on other days.", name=publication.name)
    due = comes.astimezone(zone)
    if publication.kind != "daily":
        return say(
            "{name}: each digest comes on its day at {time} ({zone}).",
            name=publication.name,
            time=f"{due:%H:%M}",
            zone=zone.key,
        )
    return say(
        "{name}: the next digest comes on {date} at {time} ({zone}).",
        name=publication.name,
        date=say.day(due.date(), today),
        time=f"{due:%H:%M}",
        zone=zone.key,
    )

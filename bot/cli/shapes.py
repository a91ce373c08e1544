"""The JSON values of the command-line contract."""

import datetime as dt
from typing import Any

from bot.delivery.models import LedgerLine, Planned
from bot.ingest import Ingested
from bot.models import Digest, Item, SearchPage, StoredDigest, StoredItem


def item_shape(item: Item) -> dict[str, Any]:
    """An item; a stored one has its id as well."""
    shape: dict[str, Any] = {
        "title": item.title,
        "subtitle": item.subtitle,
        "body": item.body,
        "url": item.url,
        "links": [{"label": link.label, "url": link.url} for link in item.links],
        "images": list(item.images),
        "date": day(item.date),
    }
    return {"id": item.id, **shape} if isinstance(item, StoredItem) else shape


def parsed_shape(digest: Digest, publication: str | None) -> dict[str, Any]:
    """What `ribao parse` tells of a document."""
    return {
        "publication": publication,
        "kind": digest.kind,
        "date": day(digest.date),
        "title": digest.title,
        "intro": digest.intro,
        "byline": digest.byline,
        "sections": [
            {"name": section.name, "items": [item_shape(item) for item in section.items]}
            for section in digest.sections
        ],
        "warnings": [{"line": warning.line, "message": warning.message} for warning in digest.warnings],
    }


def digest_shape(digest: StoredDigest) -> dict[str, Any]:
    """A digest of the archive, in the shape of a parsed one."""
    return {
        "publication": digest.publication,
        "kind": digest.kind,
        "date": day(digest.date),
        "title": digest.title,
        "intro": digest.intro,
        "byline": digest.byline,
        "revision": digest.revision,
        "published_at": moment(digest.published_at),
        "sections": [
            {"name": section.name, "items": [item_shape(item) for item in section.items]}
            for section in digest.sections
        ],
    }


def section_shape(name: str, items: list[StoredItem]) -> dict[str, Any]:
    """Items of a section, newest first, each with its digest's date and publication."""
    return {
        "section": name,
        "items": [
            {"digest": day(item.digest_date), "publication": item.publication, **item_shape(item)}
            for item in items
        ],
    }


def search_shape(page: SearchPage) -> dict[str, Any]:
    """A page of search hits."""
    return {
        "total": page.total,
        "total_is_exact": page.total_is_exact,
        "hits": [
            {
                "id": hit.id,
                "date": day(hit.date),
                "publication": hit.publication,
                "section": hit.section,
                "title": hit.title,
                "snippet": hit.snippet,
                "url": hit.url,
            }
            for hit in page.hits
        ],
        "suggestion": page.suggestion,
    }


def ingested_shape(ingested: Ingested) -> dict[str, Any]:
    """What became of one file."""
    return {
        "path": ingested.where,
        "status": str(ingested.status),
        "publication": ingested.publication,
        "date": day(ingested.date),
        "items": ingested.items,
        "added": len(ingested.diff.added),
        "removed": len(ingested.diff.removed),
        "changed": len(ingested.diff.changed),
        "line": ingested.line,
        "reason": ingested.reason,
        "warnings": [{"line": warning.line, "message": warning.message} for warning in ingested.warnings],
    }


def planned_shape(digest: StoredDigest, planned: Planned) -> dict[str, Any]:
    """What a plan changed."""
    return {
        "publication": digest.publication,
        "date": day(digest.date),
        "generation": planned.generation,
        "sends": planned.sends,
        "edits": planned.edits,
        "deletions": planned.deletions,
    }


def ledger_shape(line: LedgerLine) -> dict[str, Any]:
    """The ledger of one target."""
    return {
        "target": line.target.name,
        "platform": line.target.platform,
        "address": line.target.address,
        "suspended": line.target.suspended,
        "deliveries": {state.value: count for state, count in line.states.items()},
        "last_settled_at": moment(line.last_settled_at),
        "last_error": line.last_error,
        "next_attempt_at": moment(line.next_attempt_at),
    }


def day(date: dt.date | None) -> str | None:
    """An ISO date, or null."""
    return None if date is None else date.isoformat()


def moment(time: dt.datetime | None) -> str | None:
    """An ISO time, or null."""
    return None if time is None else time.isoformat()

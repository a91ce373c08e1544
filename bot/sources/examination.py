"""How it stands with a source, for `ribao doctor`: can it be read, and what is in it."""

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import ParseError, SourceError
from bot.findings import Finding
from bot.models import Publication
from bot.schedule import zone_of
from bot.sources.arrivals import Arrival, File
from bot.sources.asking import addresses_of, page_of
from bot.sources.files import documents_in, fixed_folder
from bot.sources.folder import newest_first
from bot.sources.git import git, working_copy
from bot.sources.models import Address, Folder, Source

NEWEST = 3
"""Documents that are read, and warnings of each that are told."""
DAYS = 3
"""Addresses that are asked: today's and those before it."""
SECONDS = 10.0


async def examine(
    publication: Publication, source: Source, *, zone: ZoneInfo, now: dt.datetime
) -> list[Finding]:
    """What there is to say of the publication's source. Changes nothing; `zone` is the desk's."""
    match source:
        case Folder():
            found = await asyncio.to_thread(list, _folder(publication.slug, source))
            return found + [each async for each in _pulled(publication.slug, source)]
        case Address():
            return [each async for each in _address(publication, source, zone=zone, now=now)]


def _folder(slug: str, source: Folder) -> Iterator[Finding]:
    folder = fixed_folder(source.path)
    if not folder.exists():
        parent = next(each for each in folder.parents if each.exists())
        if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
            yield _warning(slug, f"the folder {folder} is not there", "`ribao run` makes it")
        else:
            yield _error(slug, f"the folder {folder} is not there and can't be made", f"make it in {parent}")
        return
    if not folder.is_dir():
        yield _error(slug, f"{folder} is no folder", "name another source, or move the file")
        return
    if not os.access(folder, os.R_OK | os.X_OK):
        yield _error(slug, f"{folder} can't be read", "give Ribao's account the right to read it")
        return
    paths = [path for _, path in newest_first((slug, path) for path in documents_in(source.path))]
    paths = [path for path in paths if path.is_file()]
    documents = "1 document" if len(paths) == 1 else f"{len(paths)} documents"
    newest = f", the newest is {_inside(paths[0], folder)}" if paths else " yet"
    yield Finding(level="ok", subject=slug, told=f"{documents}{newest} in {source}")
    if source.place is not None and not os.access(folder, os.W_OK):
        yield _warning(
            slug,
            f"{folder} can't be written: documents sent in the chat stay in the archive alone",
            "give Ribao's account the right to write there",
        )
    yield from _readings(slug, [File(path) for path in paths[:NEWEST]])


def _readings(slug: str, arrivals: Iterable[Arrival]) -> Iterator[Finding]:
    """What is wrong or odd in these documents."""
    from bot import documents  # noqa: PLC0415  (slow to compile; who examines no source needs none)

    for arrival in arrivals:
        try:
            digest, _ = documents.parse(arrival.read(), arrival.name)
        except ParseError as error:
            where = f"{arrival.where}:{error.line}" if error.line else arrival.where
            yield _error(slug, f"{where}: {error.message}", "correct the document")
            continue
        if digest.date is None and arrival.date is None:
            told = f"{arrival.where}: it names no date"
            yield _error(slug, told, "write `date: 2025-05-24` at its top")
        for warning in digest.warnings[:NEWEST]:
            yield _warning(slug, f"{arrival.where}:{warning.line}: {warning.message}", "")


async def _pulled(slug: str, source: Folder) -> AsyncIterator[Finding]:
    if not source.pull:
        return
    root = working_copy(source.path)
    if root is None:
        yield _error(slug, f"{source} lies in no Git working copy", "clone the repository there")
        return
    try:
        await git(root, "ls-remote", "--quiet", "--heads", seconds=SECONDS)
    except SourceError as error:
        yield _error(slug, f"{root}: {error}", f"try `git -C {root} pull --ff-only` as Ribao's account")
    else:
        yield Finding(level="ok", subject=slug, told=f"{root} can be pulled: git reaches its remote")


async def _address(
    publication: Publication, source: Address, *, zone: ZoneInfo, now: dt.datetime
) -> AsyncIterator[Finding]:
    from bot.sources.web import Web  # noqa: PLC0415  (aiohttp is loaded when an address is asked)

    today = now.astimezone(zone_of(publication, zone)).date()
    addresses = addresses_of(publication, source, today, zone=zone, now=now)
    slug = publication.slug
    async with Web.of(source) as web:
        for url, day in list(addresses.items())[:DAYS]:
            page = page_of(url, day)
            try:
                answer = await web.ask(url)
            except SourceError as error:
                yield _error(slug, f"{page.where}: {error}", "see that the address is right and answers")
                return
            if answer is not None and answer.raw is not None:
                page.raw = answer.raw
                yield Finding(level="ok", subject=slug, told=f"{page.where} has a document")
                for finding in await asyncio.to_thread(list, _readings(slug, [page])):
                    yield finding
                return
    told = f"{source} answers, but has no document of these days"
    yield _warning(slug, told, "see that the address is right")


def _inside(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def _warning(subject: str, told: str, remedy: str) -> Finding:
    return Finding(level="warning", subject=subject, told=told, remedy=remedy)


def _error(subject: str, told: str, remedy: str) -> Finding:
    return Finding(level="error", subject=subject, told=told, remedy=remedy)

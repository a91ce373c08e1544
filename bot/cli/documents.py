"""`parse` and `import`: documents on their way in."""

import datetime as dt
import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import acts
from bot.cli.composition import Json, Slug, check_declared, composition, json_line, with_store
from bot.cli.progress import Progress
from bot.cli.shapes import ingested_shape, parsed_shape
from bot.commands.acts import IMPORTED
from bot.errors import ParseError, UsageError
from bot.ingest import Ingested, Owners, ingest, publication_for
from bot.models import Digest
from bot.ports import Store
from bot.sources.arrivals import File
from bot.sources.files import documents_in
from bot.sources.models import folders


def parse(context: typer.Context, files: list[Path], as_json: Json = False) -> None:
    """Read documents and show what is in them; nothing is stored."""
    from bot import documents

    shown = []
    failed = False
    sources = owners(context, files)
    for path in files:
        try:
            digest, _ = documents.load(path)
        except ParseError as error:
            failed = True
            typer.echo(f"ribao: {path}: {error}", err=True)
            continue
        shown.append(parsed_shape(digest, slug_of(context, digest, sources.get(path))))
        if not as_json:
            show(path, digest)
    if as_json:
        json_line(shown)
    if failed:
        raise typer.Exit(1)


def slug_of(context: typer.Context, digest: Digest, named: str | None) -> str | None:
    """The publication that an import would choose, None where it would ask."""
    try:
        return publication_for(digest, composition(context).publications, named=named).slug
    except UsageError:
        return None


def show(path: Path, digest: Digest) -> None:
    """Print a parsed document for people."""
    typer.echo(f"{path}: {digest.date or 'no date'} {digest.title}")
    for section in digest.sections:
        typer.echo(f"  {section.name or '-'} ({len(section.items)})")
        for item in section.items:
            typer.echo(f"    - {item.title}" + (f"  {item.url}" if item.url else ""))
    for warning in digest.warnings:
        typer.echo(f"  line {warning.line}: {warning.message}")


def owners(context: typer.Context, paths: list[Path]) -> dict[Path, str]:
    """The publications' slugs of the paths that lie in a publication's source, however they are written."""
    slugs = {
        os.path.realpath(file): slug
        for slug, path in folders(composition(context).sources.items())
        for file in documents_in(path)
    }
    return {path: slugs[file] for path in paths if (file := os.path.realpath(path)) in slugs}


def import_(
    context: typer.Context,
    paths: list[Path],
    publication: Slug = None,
    date: Annotated[str | None, typer.Option(help="For a document that names no date: 2025-05-24.")] = None,
    as_json: Json = False,
) -> None:
    """Keep documents (files, folders, globs) in the archive; a bad one never stops the others."""
    check_declared(context, publication)
    day = None if date is None else digest_date(date)
    found = [document for path in paths for document in documents_in(path)]
    if not found:
        raise UsageError("there is no document (.md, .markdown or .txt) in " + ", ".join(map(str, paths)))
    sources = owners(context, found)
    ribao = composition(context)

    async def work(store: Store) -> list[Ingested]:
        results = []
        files = Owners()
        with Progress(len(found)) as progress:
            for path in found:
                result = await ingest(
                    store,
                    File(path, day),
                    ribao.publications,
                    zone=ribao.zone,
                    now=ribao.now(),
                    named=publication or sources.get(path),
                    owners=files,
                )
                progress.advance()
                results.append(result)
                if not as_json:
                    typer.echo(str(result), err=result.status == "failed")
        counts = Counter(str(result.status) for result in results)
        if counts.keys() - {"unchanged", "failed"}:
            told = [f"{number} {status}" for status, number in counts.items()]
            await acts.note(ribao, store, "import", " ".join(map(str, paths)), IMPORTED, *told)
        return results

    results = with_store(context, work)
    if as_json:
        json_line([ingested_shape(result) for result in results])
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


def iso_date(text: str) -> dt.date:
    """The date that `text` writes as 2025-05-24. Raises UsageError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date; write it as 2025-05-24") from None


def digest_date(text: str) -> dt.date:
    """The date that `text` writes, within the years that documents may name. Raises UsageError."""
    date = iso_date(text)
    if not 1900 <= date.year < 2100:
        raise UsageError(f"{text!r} can't be a digest's date; it is to lie between 1900 and 2099")
    return date

"""`today`, `digest`, `section` and `search`: the archive, asked from a terminal."""

from typing import Annotated, Literal

import typer

from bot.cli.composition import Json, Slug, check_known, composition, json_line, with_store
from bot.cli.documents import iso_date
from bot.cli.shapes import digest_shape, search_shape, section_shape
from bot.commands import digests, sections
from bot.commands.command import Handler
from bot.commands.models import Actor, DigestCard, ItemCard, Links, Reply, Request, Text
from bot.commands.names import match as find_names
from bot.errors import RibaoError
from bot.models import SearchPage, SearchQuery, StoredItem
from bot.ports import Store


def ask(
    context: typer.Context, handler: Handler, command: str, argument: str, publication: str | None
) -> Reply:
    """The command's answer to an operator. Raises RibaoError with the reply's own words if it failed.

    The handler is called as the table would: the whole table takes longer to load than the answer.
    """
    ribao = composition(context)
    request = Request(
        command=command,
        argument=argument,
        actor=Actor(id="cli:operator", operator=True),
        locale=ribao.locale,
        now=ribao.now().astimezone(ribao.zone),
        publication=publication,
    )

    async def work(store: Store) -> Reply:
        await check_known(store, publication)
        return await handler(store, request)

    reply = with_store(context, work)
    if reply.failed:
        raise RibaoError(words(reply))
    return reply


def today(context: typer.Context, publication: Slug = None, as_json: Json = False) -> None:
    """Show today's digest, or the newest."""
    show_digest(ask(context, digests.today, "today", "", publication), as_json=as_json)


def digest(context: typer.Context, date: str, publication: Slug = None, as_json: Json = False) -> None:
    """Show the digest of a date (2025-05-24, 5-24, yesterday, 昨天)."""
    show_digest(ask(context, digests.digest, "digest", date, publication), as_json=as_json)


def words(reply: Reply) -> str:
    """What a reply says, in one line: its sentences, and its buttons as the choices that they offer."""
    texts = [block.text for block in reply.blocks if isinstance(block, Text)]
    choices = [button.label for row in reply.buttons for button in row]
    return " ".join((*texts, " · ".join(choices))).strip()


def show_digest(reply: Reply, *, as_json: bool) -> None:
    """Print a reply that holds a digest. Raises RibaoError with its words if it holds none."""
    cards = [block for block in reply.blocks if isinstance(block, DigestCard)]
    if not cards:
        raise RibaoError(words(reply))
    if as_json:
        json_line(digest_shape(cards[0].digest))
    else:
        show(reply)


def section(
    context: typer.Context,
    name: str,
    publication: Slug = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    as_json: Json = False,
) -> None:
    """Show a section's newest items; the name may be short, traditional, or its number."""

    async def work(store: Store) -> tuple[str, list[StoredItem]]:
        await check_known(store, publication)
        names = [known.name for known in await store.sections(publication=publication, drafts=True)]
        match find_names(name, names, numbered=True):
            case [found]:
                items = await store.section(found, publication=publication, limit=limit, drafts=True)
                return found, items
            case []:
                raise RibaoError(
                    f"no section is called {name!r}; there are: {', '.join(names) or 'none yet'}"
                )
            case several:
                raise RibaoError(f"{name!r} may mean {', '.join(several)}; write more of the name")

    if not as_json:
        show(ask(context, sections.section, "section", name, publication))
        return
    json_line(section_shape(*with_store(context, work)))


def search(
    context: typer.Context,
    query: str,
    publication: Slug = None,
    section: Annotated[str | None, typer.Option(help="Only this section.")] = None,
    since: Annotated[str | None, typer.Option(help="From this date on (2025-05-24).")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this date.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    page: Annotated[int, typer.Option(min=1)] = 1,
    sort: Annotated[Literal["relevance", "newest"], typer.Option()] = "relevance",
    as_json: Json = False,
) -> None:
    """Find items in the archive."""
    asked = SearchQuery(
        text=query,
        publication=publication,
        section=section,
        since=None if since is None else iso_date(since),
        until=None if until is None else iso_date(until),
        limit=limit,
        page=page,
        sort=sort,
        drafts=True,
    )

    async def work(store: Store) -> SearchPage:
        await check_known(store, publication)
        return await store.search(asked)

    found = with_store(context, work)
    if as_json:
        json_line(search_shape(found))
        return
    for hit in found.hits:
        typer.echo(f"{hit.date} [{hit.section}] {marked(hit.title, hit.title_spans)}")
        typer.echo(f"    {marked(hit.snippet, hit.snippet_spans)}")
        if hit.url:
            typer.echo(f"    {hit.url}")
    typer.echo(f"{found.total}{'' if found.total_is_exact else '+'} found", err=True)
    if found.suggestion:
        typer.echo(f"did you mean {found.suggestion}?", err=True)


def show(reply: Reply) -> None:
    """Print a reply for people."""
    for block in reply.blocks:
        match block:
            case Text():
                typer.echo(block.text)
            case ItemCard():
                typer.echo(f"{block.number:>3}. {block.date} [{block.section}] {block.title}")
                if block.url:
                    typer.echo(f"     {block.url}")
            case Links():
                for link in block.links:
                    typer.echo(f"{link.label}: {link.url}")
            case DigestCard():
                typer.echo(f"\n{block.digest.title}")
                for part in block.digest.sections:
                    typer.echo(f"\n{part.name} ({len(part.items)})")
                    for item in part.items:
                        typer.echo(f"  {item.position:>3}. {item.title}")
                        for paragraph in filter(None, (item.subtitle, item.body, item.url)):
                            typer.echo(f"       {paragraph.replace(chr(10), chr(10) + ' ' * 7)}")


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text with what matched in bold, for a terminal; click takes the bold out of a pipe."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], typer.style(text[start:end], bold=True)]
        at = end
    return "".join((*pieces, text[at:]))

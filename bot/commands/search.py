"""/search: items of the archive by their words."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands import filters, names, paging
from bot.commands.blocks import answered, button, example, hit_card, note, plain, refusal, rows
from bot.commands.models import Button, Reply, Request, Text
from bot.commands.sections import section
from bot.locales import Catalogue, catalogue, message
from bot.models import Publication, SearchPage, SearchQuery
from bot.ports import Archive

HITS = 10
SEARCH_EXAMPLES = (
    message("/search GPT-4o"),
    message("/search section:论文 agent"),
    message("/search robot since:2025-05-01 sort:newest"),
)


async def search(store: Archive, request: Request) -> Reply:
    """Items that hold the words, the best or the newest first, a page at a time."""
    say = catalogue(request.locale)
    try:
        asked = filters.read(request.argument, request.now.date())
    except filters.WrongFilter as wrong:
        return _lesson(say, say(str(wrong), text=wrong.value))
    drafts = request.actor.operator
    try:
        publication = await _publication(store, say, asked)
        slug = publication.slug if publication else request.publication
        name = await _section(store, say, asked, slug, drafts=drafts)
    except Unclear as unclear:
        return unclear.reply
    asked = replace(asked, section=name, publication=publication.slug if publication else None)
    if name is not None and asked == filters.Search("", section=name):
        return await section(store, request.model_copy(update={"argument": name, "page": None}))
    if not asked.text:
        return _without_words(say, asked)
    page = paging.read(request.page)
    found = await store.search(
        SearchQuery(
            text=asked.text,
            publication=slug,
            section=name,
            since=asked.since,
            until=asked.until,
            sort=asked.sort or "relevance",
            limit=HITS,
            page=page.number,
            before=page.before,
            drafts=drafts,
        )
    )
    remarks = _remarks(say, asked, publication)
    if not found.hits:
        return _nothing(say, asked, found, page, remarks)
    first = (page.number - 1) * HITS + 1
    cards = [hit_card(hit, number) for number, hit in enumerate(found.hits, first)]
    following = paging.Page(page.number + 1, found.next) if found.next else None
    return answered(
        [plain(_count(say, asked, found)), *remarks, *cards],
        [
            paging.buttons(say, page, following, "search", str(asked)),
            tuple(_suggested(say, asked, found)),
            (_resorted(say, asked),) if found.total > 1 else (),
        ],
    )


class Unclear(ValueError):
    """A filter names nothing that there is, or several things; `reply` asks back."""

    def __init__(self, sentence: str, choices: Sequence[tuple[str, filters.Search]]) -> None:
        buttons = [button(label, "search", str(search)) for label, search in choices]
        self.reply = refusal([plain(sentence)], rows(buttons))
        super().__init__(sentence)


async def _publication(store: Archive, say: Catalogue, asked: filters.Search) -> Publication | None:
    """The publication that is meant. Raises Unclear."""
    if asked.publication is None:
        return None
    known = await store.publications()
    meant = names.publications(asked.publication, known)
    if len(meant) == 1:
        return meant[0]
    if meant:
        sentence = say("“{name}” may mean several publications. Which one?", name=asked.publication)
    else:
        sentence = say("There is no publication called “{name}”. There are:", name=asked.publication)
    raise Unclear(sentence, [(p.name, replace(asked, publication=p.slug)) for p in meant or known])


async def _section(
    store: Archive, say: Catalogue, asked: filters.Search, publication: str | None, *, drafts: bool
) -> str | None:
    """The own name of the section that is meant. Raises Unclear."""
    if asked.section is None:
        return None
    counted = await store.sections(publication=publication, drafts=drafts)
    known = [section.name for section in counted if section.name]
    meant = names.match(asked.section, known, numbered=True)
    if len(meant) == 1:
        return meant[0]
    if meant:
        sentence = say("“{name}” may mean several sections. Which one?", name=asked.section)
    else:
        sentence = say("There is no section called “{name}”. There are:", name=asked.section)
    raise Unclear(sentence, [(name, replace(asked, section=name)) for name in meant or known])


def _count(say: Catalogue, asked: filters.Search, found: SearchPage) -> str:
    if found.total_is_exact:
        return say.counted("{n} item for “{text}”.", "{n} items for “{text}”.", found.total, text=asked.text)
    return say("{n}+ items for “{text}”.", n=found.total, text=asked.text)


def _remarks(say: Catalogue, asked: filters.Search, publication: Publication | None) -> list[Text]:
    """The filters as they were understood, in one line."""
    parts = []
    if asked.section is not None:
        parts.append(say("section: {name}", name=asked.section))
    if publication is not None:
        parts.append(say("publication: {name}", name=publication.name))
    if asked.since is not None:
        parts.append(say("since {date}", date=asked.since))
    if asked.until is not None:
        parts.append(say("until {date}", date=asked.until))
    if asked.sort == "newest":
        parts.append(say("newest first"))
    return [note(" · ".join(parts))] if parts else []


def _nothing(
    say: Catalogue, asked: filters.Search, found: SearchPage, page: paging.Page, remarks: list[Text]
) -> Reply:
    if page.number > 1:
        back = button(say("⏮ First page"), "search", str(asked))
        return answered([plain(say("There are no more hits for “{text}”.", text=asked.text))], [(back,)])
    ways = _suggested(say, asked, found)
    if asked.filtered:
        ways.append(button(say("Search without filters"), "search", asked.text))
    blocks = [plain(say("Nothing was found for “{text}”.", text=asked.text)), *remarks]
    if not ways:
        blocks.append(plain(say("Try fewer or shorter words, or another name for the same thing.")))
    return answered(blocks, [tuple(ways)])


def _suggested(say: Catalogue, asked: filters.Search, found: SearchPage) -> list[Button]:
    if not found.suggestion:
        return []
    other = replace(asked, text=found.suggestion)
    return [button(say("Did you mean “{text}”?", text=found.suggestion), "search", str(other))]


def _resorted(say: Catalogue, asked: filters.Search) -> Button:
    if asked.sort == "newest":
        return button(say("Best matches first"), "search", str(replace(asked, sort=None)))
    return button(say("Newest first"), "search", str(replace(asked, sort="newest")))


def _without_words(say: Catalogue, asked: filters.Search) -> Reply:
    if not asked.filtered:
        return _lesson(say, say("What shall I look for? Write some words behind the command."))
    ways = []
    if asked.section is not None:
        ways.append(button(say("All of “{name}”", name=asked.section), "section", asked.section[:150]))
    return _lesson(say, say("There are filters, but no word to look for."), ways)


def _lesson(say: Catalogue, sentence: str, ways: list[Button] | None = None) -> Reply:
    """What is wrong with the search, and some that would do."""
    lines = [example(say(line)) for line in SEARCH_EXAMPLES]
    more = button(say("More about searching"), "help", "search")
    return refusal(
        [plain(sentence), plain(say("Write it like one of these:")), *lines], [(*(ways or []), more)]
    )

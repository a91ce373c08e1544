"""/item: one item, whole; what the deep links and the cards of a list lead to."""

from bot.commands.blocks import answered, button, heading, note, plain, refusal
from bot.commands.models import Block, Links, Reply, Request
from bot.commands.sections import CALLED
from bot.locales import catalogue
from bot.ports import Archive

PARAGRAPHS = 30
"""More of one item is nothing to read in a chat; its source has the rest."""
LONGEST_ID = 18  # digits: what any database takes


async def item(store: Archive, request: Request) -> Reply:
    """The item of that number with all that its digest says of it."""
    say = catalogue(request.locale)
    written = request.argument.strip().removeprefix("#")
    number = read_number(written)
    if not written:
        ask = say("Which item? Its number is in its address; or search for its words.")
        return refusal([plain(ask)], [(button(say("Today's digest"), "today"),)])
    found = None if number is None else await store.item(number, drafts=request.actor.operator)
    if found is None:
        sentence = say("There is no item {number} in the archive.", number=f"“{written[:20]}”")
        return refusal([plain(sentence)], [(button(say("Today's digest"), "today"),)])
    blocks: list[Block] = [heading(found.title)]
    if found.subtitle:
        blocks.append(plain(found.subtitle))
    blocks += [plain(text) for text in found.body.split("\n\n")[:PARAGRAPHS] if text.strip()]
    if found.links:
        blocks.append(Links(links=found.links))
    steered = f"#{found.id}" if request.actor.operator else ""
    blocks.append(note(" · ".join(filter(None, (found.section, say.date(found.digest_date), steered)))))
    today = request.now.date()
    ways = [
        button(
            say("Digest of {date}", date=say.day(found.digest_date, today)),
            "digest",
            f"{found.digest_date} {found.publication}",
        )
    ]
    if found.section.strip():
        label = say("All of “{name}”", name=found.section)
        ways.append(button(label, "section", found.section[:CALLED]))
    back = (button(say("Take it back"), "retract", steered),) if steered else ()
    return answered(blocks, [tuple(ways), back])


def read_number(text: str) -> int | None:
    """The number of an item as people write it, with its # or without; None for what can't be one."""
    written = text.strip().removeprefix("#")
    known = written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID
    return int(written) if known else None

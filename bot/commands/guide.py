"""/start and /help: what can be asked, told from the table itself."""

from collections.abc import Mapping

from bot.commands import names
from bot.commands.blocks import answered, button, example, heading, note, plain, refusal
from bot.commands.command import Command
from bot.commands.models import Button, Reply, Request
from bot.locales import Catalogue, catalogue, message
from bot.ports import Archive

EXAMPLE = message("GPT-4o")


async def welcome(store: Archive, request: Request) -> Reply:
    """What a newcomer reads: what this is, and where to begin."""
    say = catalogue(request.locale)
    blocks = [
        heading(say("Welcome to Ribao")),
        plain(say("Every digest of the news stays here, and every item of it can be searched.")),
    ]
    known = await store.publications()
    if known:
        listed = say(", ").join(publication.name for publication in known)
        blocks.append(plain(say("Publications: {names}", names=listed)))
    if request.slashes_only:
        hint = say("Look for words with /search, or press a button.")
    else:
        hint = say("Send any words to search for them, or press a button.")
    blocks.append(note(hint))
    return answered(blocks, _beginnings(say))


def overview(commands: Mapping[str, Command], request: Request) -> Reply:
    """All commands, a line each."""
    say = catalogue(request.locale)
    lines = [
        plain(say("{usage} — {description}", usage=c.usage(request.locale), description=say(c.description)))
        for c in commands.values()
    ]
    if request.slashes_only:
        hint = say("More about one command: /help search")
    else:
        hint = say("What is not a command is searched for. More about one command: /help search")
    return answered([heading(say("Commands")), *lines, note(hint)], _beginnings(say))


def explained(command: Command, request: Request) -> Reply:
    """Everything about one command."""
    say = catalogue(request.locale)
    blocks = [heading(command.usage(request.locale)), plain(say(command.description))]
    blocks += [plain(say(detail)) for detail in command.details]
    if reserved := command.reserved(request.locale):
        blocks.append(note(reserved))
    aliases = () if request.slashes_only else command.aliases.get(request.locale, ())
    if aliases:
        blocks.append(note(say("Also: {names}", names=say(", ").join(f"/{alias}" for alias in aliases))))
    blocks.append(plain(say("For example:")))
    return answered([*blocks, *(example(say(line)) for line in command.examples)])


def unknown(aliases: Mapping[str, str], asked: str, argument: str, request: Request) -> Reply:
    """What is said of a command that does not exist: the nearest ones, and a search for its words."""
    say = catalogue(request.locale)
    near = [*dict.fromkeys(aliases[alias] for alias in names.match(asked, list(aliases)))][:3]
    words = f"{asked} {argument}".strip()
    others = [button(say("All commands"), "help")]
    if words:
        others.insert(0, button(say("Search for “{text}”", text=words), "search", words))
    blocks = [plain(say("There is no command /{name}.", name=asked[:40]))]
    if near:
        blocks.append(plain(say("Did you mean one of these?")))
    return refusal(blocks, [tuple(button(f"/{name}", name, argument) for name in near), tuple(others)])


def forbidden(command: Command, request: Request) -> Reply:
    """What is said to somebody who may not use the command."""
    say = catalogue(request.locale)
    if command.audience == "admins":
        return refusal([plain(say("Only the admins of this chat may use /{name}.", name=command.name))])
    sentence = say(
        "Only Ribao's operators may use /{name}: the accounts that its settings file names as admins.",
        name=command.name,
    )
    return refusal([plain(sentence)])


def twice(command: Command, request: Request) -> Reply:
    """What is said to a request that was handed over before, and perhaps carried out."""
    say = catalogue(request.locale)
    sentence = say(
        "This /{name} reached me once before and was taken up then, so it is not done a second time.",
        name=command.name,
    )
    again = button(say("Do it now"), command.name, request.argument, request.page)
    return answered([plain(sentence)], [(button(say("How far is it?"), "status"), again)])


def elsewhere(command: Command, request: Request) -> Reply:
    """What is said of a steering command where nothing can be steered."""
    say = catalogue(request.locale)
    return refusal([plain(say("/{name} can be used in the chats, not here.", name=command.name))])


def _beginnings(say: Catalogue) -> tuple[tuple[Button, ...], ...]:
    words = say(EXAMPLE)
    return (
        (button(say("Today's digest"), "today"), button(say("Sections"), "sections")),
        (button(say("Search for “{text}”", text=words), "search", words),),
    )

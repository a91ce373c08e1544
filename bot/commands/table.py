"""The ONE table of commands, and the way from a line of chat to its answer."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from bot.commands import acts, digests, guide, items, names
from bot.commands import search as searching
from bot.commands import sections as listing
from bot.commands.command import Argument, Command
from bot.commands.filters import WORDS
from bot.commands.models import Actor, Reply, Request
from bot.commands.operating import DATE, PUBLICATION
from bot.commands.steering import STEERING
from bot.locales import message
from bot.ports import Archive
from bot.text import normalise

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

READER = Actor(id="")
"""Anybody."""

_SLASHED = re.compile(r"\s*[/／]+\s*([^\s:：@＠]*)(?:[@＠]\w*)?[:：]?\s*(.*)", re.DOTALL)
_BARE = re.compile(r"\s*([^\s:：]+)([:：]?)\s*(.*)", re.DOTALL)


async def _help(_: Archive, request: Request) -> Reply:
    asked = request.argument.strip()
    if not asked:
        return guide.overview(commands_for(request.actor), request)
    command = find(asked)
    if command is None or not command.is_for(request.actor):
        return guide.unknown(_aliases_for(request.actor), _called(asked), "", request)
    return guide.explained(command, request)


COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (
        Command(
            name="today",
            handler=digests.today,
            description=message("Today's digest, or the newest one."),
            aliases={
                "zh-CN": ("今日", "今天", "今日日报"),
                "zh-TW": ("今日", "今天", "今日日報"),
                "en": ("t",),
            },
            examples=(message("/today"),),
        ),
        Command(
            name="digest",
            handler=digests.digest,
            description=message("The digest of a day; without a date the list of all."),
            aliases={
                "zh-CN": ("日报", "期", "往期"),
                "zh-TW": ("日報", "期", "往期"),
                "en": ("d", "edition"),
            },
            arguments=(
                DATE,
                PUBLICATION,
            ),
            details=(
                message(
                    "Dates may be written as 2025-05-24, 20250524, 5/24, 24 May, yesterday, monday, "
                    "last friday or 3 days ago. Without a year the most recent such day is meant."
                ),
                message("A month, a year or last week lists the editions of that time: /digest 2025-05"),
            ),
            examples=(*digests.DAY_EXAMPLES[:3], message("/digest latest")),
        ),
        Command(
            name="section",
            handler=listing.section,
            description=message("The items of a section, the newest first."),
            aliases={
                "zh-CN": ("板块", "栏目", "版块"),
                "zh-TW": ("分類", "專欄", "欄目"),
                "en": ("sec",),
            },
            arguments=(
                Argument(
                    "name",
                    message("SECTION"),
                    message("The name of a section, a part of it, or its number."),
                    required=True,
                    suggests="sections",
                ),
                Argument(
                    "when",
                    message("DATE or PAGE"),
                    message("A day, or the number of a page."),
                    suggests="dates",
                ),
            ),
            details=(
                message(
                    "A part of the name will do, as will its number in /sections. "
                    "A date behind it gives the items of that day, a number that page."
                ),
            ),
            examples=listing.EXAMPLES,
        ),
        Command(
            name="sections",
            handler=listing.sections,
            description=message("All sections, with the number of their items."),
            aliases={
                "zh-CN": ("板块列表", "栏目列表", "全部板块", "目录"),
                "zh-TW": ("分類列表", "所有分類", "目錄"),
                "en": ("secs",),
            },
            examples=(message("/sections"),),
        ),
        Command(
            name="search",
            handler=searching.search,
            description=message("Search the archive, in Chinese and English."),
            aliases={
                "zh-CN": ("搜索", "搜", "查", "查找"),
                "zh-TW": ("搜尋", "搜", "查"),
                "en": ("s", "find"),
            },
            arguments=(
                Argument(
                    "query",
                    message("WORDS"),
                    message("What to look for, and filters."),
                    required=True,
                    suggests="search",
                ),
            ),
            details=(
                message("section:NAME only looks in one section, publication:NAME in one publication."),
                message(
                    "since:DATE and until:DATE take days, months and years: since:2025-05-01, until:2025-06."
                ),
                message("sort:newest puts the newest first, sort:relevance the best."),
                message('A value with blanks stands in quotes: until:"24 May".'),
            ),
            examples=searching.SEARCH_EXAMPLES,
        ),
        Command(
            name="item",
            handler=items.item,
            listed=False,
            description=message("One item, whole."),
            aliases={"zh-CN": ("条目",), "zh-TW": ("條目",), "en": ("i",)},
            arguments=(Argument("id", message("NUMBER"), message("The number of the item."), required=True),),
            details=(message("The pages of the items and the buttons under lists bring you here."),),
            examples=(message("/item 12345"),),
        ),
        Command(
            name="help",
            handler=_help,
            description=message("What can be asked, or all about one command."),
            aliases={
                "zh-CN": ("帮助", "说明", "命令"),
                "zh-TW": ("說明", "幫助", "指令"),
                "en": ("h", "?"),
            },
            arguments=(
                Argument(
                    "command", message("COMMAND"), message("The name of a command."), suggests="commands"
                ),
            ),
            examples=(message("/help"), message("/help search")),
        ),
        Command(
            name="start",
            handler=guide.welcome,
            description=message("A welcome, and where to begin."),
            aliases={"zh-CN": ("开始",), "zh-TW": ("開始",)},
            examples=(message("/start"),),
        ),
        *STEERING,
    )
}


async def answer(store: Archive, request: Request, desk: "Desk | None" = None) -> Reply:
    """Answer the request; whatever was typed gets a reply. Raises StoreError only.

    Without a desk nothing can be steered. With one, who may do what is decided here, whatever brought
    the request: a menu, a line, or a button that somebody else was given.
    """
    command = find(request.command)
    if command is None:
        known = _aliases_for(request.actor)
        return guide.unknown(known, _called(request.command), request.argument.strip(), request)
    if command.steering is None:
        assert command.handler is not None  # noqa: S101  (a test walks the table)
        return await command.handler(store, request)
    if desk is None:
        return guide.elsewhere(command, request)
    if not command.is_for(request.actor):
        desk.turned_away(request)
        return guide.forbidden(command, request)
    if command.once and request.id and request.page is None:  # a page says itself what it was meant for
        fresh = await desk.store.claim_notice(f"asked {request.id}", now=desk.clock(), apart=None)
        if not fresh:
            return guide.twice(command, request)
    reply = await command.steering(desk, request)
    await desk.note(acts.recorded(request.model_copy(update={"command": command.name}), reply))
    return reply


def commands_for(actor: Actor = READER) -> Mapping[str, Command]:
    """The commands that are shown to this actor, in the order of the table."""
    return {name: command for name, command in COMMANDS.items() if command.listed and command.is_for(actor)}


def find(name: str) -> Command | None:
    """The command of that name or alias; case, script, slashes and `@bot` make no difference."""
    known = _aliases().get(names.key(_called(name)))
    return COMMANDS[known] if known else None


def parse_line(line: str, actor: Actor = READER) -> tuple[str, str]:
    """The command and the argument of a line of chat; what is no command is a search.

    Behind a slash stands a command in any case, known or not. Without one the first word is a command
    only where that is plain: alone in its line, or the name of a command that takes words; and it never
    steers anything.
    """
    if slashed := _SLASHED.fullmatch(line):
        name, argument = slashed[1], slashed[2].strip()
        if not name:
            return ("help", "") if not argument else ("search", argument)
        if command := find(name):
            return command.name, argument
        return _unglued(name, argument, actor)
    if bare := _BARE.fullmatch(line):
        name, colon, argument = bare[1], bare[2], bare[3].strip()
        command = find(name) if len(name) > 1 or not name.isascii() else None
        filtering = bool(colon) and normalise(name) in WORDS
        reading = command is not None and command.steering is None and command.listed
        if command and reading and not filtering and (command.arguments or not argument):
            return command.name, argument
    return "search", line.strip()


def _unglued(name: str, argument: str, actor: Actor) -> tuple[str, str]:
    """A Chinese command and what was written right behind it, as in /搜索英伟达."""
    glued = [
        (alias, command)
        for command in COMMANDS.values()
        if command.is_for(actor)
        for aliases in command.aliases.values()
        for alias in aliases
        if command.arguments and not alias.isascii() and name.startswith(alias)
    ]
    if not glued:
        return name, argument
    alias, command = max(glued, key=lambda pair: len(pair[0]))
    return command.name, f"{name.removeprefix(alias)} {argument}".strip()


def _called(name: str) -> str:
    """A command's name without slashes and the bot's own name."""
    return re.split("[@＠]", name.strip().lstrip("/／ "), maxsplit=1)[0].strip()[:100]


@cache
def _aliases() -> dict[str, str]:
    """Every name and alias, in the form in which they are compared, with the command that it means."""
    known = {}
    for command in COMMANDS.values():
        for alias in (command.name, *(a for aliases in command.aliases.values() for a in aliases)):
            known[names.key(alias)] = command.name
    return known


def _aliases_for(actor: Actor) -> dict[str, str]:
    """Those of the commands that this actor is shown."""
    shown = commands_for(actor)
    return {alias: name for alias, name in _aliases().items() if name in shown}

"""A walk over the table: every command is told in each language and does what its examples say."""

import re

import pytest

from bot.commands.command import Command
from bot.commands.models import Actor, Request
from bot.commands.table import COMMANDS, answer, commands_for, find, parse_line
from bot.locales import LOCALES, catalogue
from bot.models import Locale
from tests.fakes.archive import MemoryArchive
from tests.fakes.shelf import NOW, shelf
from tests.unit.commands.conftest import Ask, cards, labels, pressed, words

READING = {name: command for name, command in COMMANDS.items() if command.steering is None}
EVERY = pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
EVERY_READING = pytest.mark.parametrize("command", READING.values(), ids=list(READING))
LOCALE = pytest.mark.parametrize("locale", LOCALES)


def test_the_commands() -> None:
    reading = ["today", "digest", "section", "sections", "search", "item", "help", "start"]
    chats = ["subscribe", "unsubscribe", "settings", "watch", "status"]
    assert list(COMMANDS)[: len(reading) + len(chats)] == [*reading, *chats]
    assert list(READING) == reading


@EVERY
def test_a_command_reads_or_steers(command: Command) -> None:
    assert (command.handler is None) is (command.steering is not None)
    assert (command.audience == "readers") is (command.steering is None)


@EVERY
def test_names_and_texts_fit_every_platforms_menu(command: Command) -> None:
    assert re.fullmatch("[a-z]{1,32}", command.name)
    for locale in LOCALES:
        assert 0 < len(command.described(locale)) <= 100  # Discord's limit; Telegram takes 256
        assert command.usage(locale).startswith(f"/{command.name}")
        for alias in command.aliases.get(locale, ()):
            assert alias == "?" or re.fullmatch(r"[\w-]{1,32}", alias)
        for argument in command.arguments:
            assert re.fullmatch("[a-z]{1,32}", argument.name)
            assert 0 < len(catalogue(locale)(argument.description)) <= 100


@EVERY
def test_chinese_readers_get_chinese(command: Command) -> None:
    for locale in ("zh-CN", "zh-TW"):
        assert re.search("[一-龥]", command.described(locale))
        assert command.aliases[locale]


@EVERY
def test_what_must_be_given_comes_first(command: Command) -> None:
    required = [argument.required for argument in command.arguments]
    assert required == sorted(required, reverse=True)


@EVERY
@LOCALE
def test_each_example_is_read_as_this_command(command: Command, locale: Locale) -> None:
    lines = command.lines(locale)
    assert lines
    for line in lines:
        assert parse_line(line)[0] == command.name


@EVERY_READING
@LOCALE
async def test_each_example_answers(ask: Ask, command: Command, locale: Locale) -> None:
    there = f"/item {cards(await ask('/search 芯片'))[0].id}"
    for line in [there] if command.name == "item" else command.lines(locale):
        reply = await ask(line, locale=locale)
        assert not reply.failed, (line, words(reply))


@EVERY_READING
@LOCALE
async def test_each_button_leads_somewhere(ask: Ask, command: Command, locale: Locale) -> None:
    reply = await ask(command.lines(locale)[0], locale=locale)
    for row in reply.buttons:
        for button in row:
            assert not (await ask(button, locale=locale)).failed


@EVERY
@LOCALE
async def test_each_command_is_explained(ask: Ask, command: Command, locale: Locale) -> None:
    reply = await ask(f"/help {command.name}", locale=locale, operator=True)
    text = words(reply)
    assert text.startswith(command.usage(locale))
    assert command.described(locale) in text
    for line in command.lines(locale):
        assert line in text
    for alias in command.aliases.get(locale, ()):
        assert f"/{alias}" in text
    assert text in words(await ask(f"/help /{command.name}@some_bot", locale=locale, operator=True))


@LOCALE
@pytest.mark.parametrize("operator", [False, True])
async def test_help_lists_what_one_may_use(ask: Ask, locale: Locale, operator: bool) -> None:
    text = words(await ask("/help", locale=locale, operator=operator))
    mine = commands_for(Actor(id="test:1", operator=operator))
    for command in COMMANDS.values():
        assert (command.described(locale) in text) is (command.name in mine)
        assert command.name not in mine or command.usage(locale) in text


def test_no_alias_means_two_commands() -> None:
    for command in COMMANDS.values():
        for aliases in command.aliases.values():
            for alias in aliases:
                found = find(alias)
                assert found is not None
                assert found.name == command.name, alias


@pytest.mark.parametrize(
    "name",
    [
        "today",
        "/today",
        "／today",
        "//TODAY",
        "Today@ribao_bot",
        "ｔｏｄａｙ",
        " /today ",
        "今日",
        "/今天",
        "/ 今日日報",
        "t",
    ],
)
def test_a_command_under_any_of_its_names(name: str) -> None:
    assert find(name) is COMMANDS["today"]


@pytest.mark.parametrize("name", ["", "/", "@bot", "tod", "todays", "今", "x" * 100_000])
def test_no_command_of_that_name(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize(
    ("line", "command", "argument"),
    [
        ("/today", "today", ""),
        ("/today@ribao_bot", "today", ""),
        ("  ／今日  ", "today", ""),
        ("/DIGEST 5-24", "digest", "5-24"),
        ("/digest@ribao_bot 5-24 月刊", "digest", "5-24 月刊"),
        ("/digest:5-24", "digest", "5-24"),
        ("/搜索：英伟达", "search", "英伟达"),
        ("/搜索英伟达 芯片", "search", "英伟达 芯片"),
        ("/搜尋華為", "search", "華為"),
        ("/搜華為", "search", "華為"),
        ("/日报5月24日", "digest", "5月24日"),
        ("/板块列表", "sections", ""),
        ("/板块论文", "section", "论文"),
        ("/search a\nb", "search", "a\nb"),
        ("/s 英伟达", "search", "英伟达"),
        ("/? search", "help", "search"),
        ("/nonsense words", "nonsense", "words"),
        ("/", "help", ""),
        ("//", "help", ""),
        ("/@bot x", "search", "x"),
        # without a slash
        ("today", "today", ""),
        ("今日", "today", ""),
        ("今天 英伟达", "search", "今天 英伟达"),
        ("today's news", "search", "today's news"),
        ("日报 5-24", "digest", "5-24"),
        ("期　5-24", "digest", "5-24"),
        ("搜索 英伟达", "search", "英伟达"),
        ("搜：英伟达", "search", "英伟达"),
        ("搜索引擎", "search", "搜索引擎"),
        ("搜狗", "search", "搜狗"),
        ("help", "help", ""),
        ("帮助 搜索", "help", "搜索"),
        ("s class", "search", "s class"),
        ("t", "search", "t"),
        ("栏目 论文", "section", "论文"),
        ("栏目:论文 模型", "search", "栏目:论文 模型"),
        ("section:论文", "search", "section:论文"),
        ("英伟达", "search", "英伟达"),
        ("  GPT - 4o ", "search", "GPT - 4o"),
        ("https://example.com/a", "search", "https://example.com/a"),
        (":", "search", ":"),
        ("@someone", "search", "@someone"),
        ("", "search", ""),
        (" \n ", "search", ""),
    ],
)
def test_a_line_of_chat(line: str, command: str, argument: str) -> None:
    assert parse_line(line) == (command, argument)


# --- what is no command ---


async def test_an_unknown_command_brings_the_nearest(ask: Ask) -> None:
    reply = await ask("/serach 机器人")
    assert reply.failed
    assert words(reply) == "没有 /serach 这个命令。\n你要找的是不是："
    assert not (await ask(pressed(reply, "/search"))).failed
    assert pressed(reply, "搜索“serach 机器人”").argument == "serach 机器人"
    assert not (await ask(pressed(reply, "全部命令"))).failed


async def test_a_beginning_brings_all_that_go_on(ask: Ask) -> None:
    assert labels(await ask("/sect"))[:2] == ["/section", "/sections"]


async def test_a_command_like_no_other_brings_help(ask: Ask) -> None:
    reply = await ask("/qwxyz", locale="en")
    assert words(reply) == "There is no command /qwxyz."
    assert labels(reply) == ["Search for “qwxyz”", "All commands"]


async def test_help_with_an_unknown_command(ask: Ask) -> None:
    reply = await ask("/help tody", locale="en")
    assert reply.failed
    assert labels(reply)[0] == "/today"


async def test_an_endless_command(ask: Ask) -> None:
    reply = await ask(f"/{'x' * 5000} {'y' * 5000}")
    assert len(words(reply)) < 100


# --- the welcome ---


@LOCALE
async def test_the_welcome_names_the_publications(ask: Ask, locale: Locale) -> None:
    reply = await ask("/start", locale=locale)
    for publication in await shelf().publications():
        assert publication.name in words(reply)
    assert [button.command for row in reply.buttons for button in row] == ["today", "sections", "search"]


async def test_the_welcome_of_an_empty_archive(bare: MemoryArchive) -> None:
    request = Request(command="start", actor=Actor(id="test:1"), locale="zh-TW", now=NOW)
    reply = await answer(bare, request)
    assert not reply.failed
    assert "刊物" not in words(reply)


@LOCALE
async def test_where_only_slashes_are_heard_nobody_is_told_to_write_words(
    bare: MemoryArchive, locale: Locale
) -> None:
    def asked(command: str, argument: str, *, slashes_only: bool) -> Request:
        return Request(
            command=command,
            argument=argument,
            actor=Actor(id="test:1"),
            locale=locale,
            now=NOW,
            slashes_only=slashes_only,
        )

    say = catalogue(locale)
    aliases = say(", ").join(f"/{alias}" for alias in COMMANDS["search"].aliases[locale])
    of_chats = {
        ("start", ""): say("Send any words to search for them, or press a button."),
        ("help", ""): say("What is not a command is searched for. More about one command: /help search"),
        ("help", "search"): say("Also: {names}", names=aliases),
    }
    for (command, argument), sentence in of_chats.items():
        assert sentence in words(await answer(bare, asked(command, argument, slashes_only=False)))
        told = words(await answer(bare, asked(command, argument, slashes_only=True)))
        assert sentence not in told
        assert "/search" in told

"""What the commands are told of where they were asked."""

from pathlib import Path

from bot.locales import catalogue
from tests.fakes.guilds import club


async def test_nobody_is_told_to_write_words_that_discord_never_hands_on(tmp_path: Path) -> None:
    say = catalogue("zh-CN")
    untrue = (
        say("Send any words to search for them, or press a button."),
        say("What is not a command is searched for. More about one command: /help search"),
    )
    async with club(tmp_path) as room:
        for command in ("start", "help"):
            told = (await room.asks(command, room.channel)).text
            assert "/search" in told
            assert not any(sentence in told for sentence in untrue)
        explained = (await room.asks("help", room.channel, command="search")).text
        assert "/查找" not in explained, "a command there has one name in each language"

"""The topics that hold words of the reader's own: keywords in and out, and what is watched for."""

from dataclasses import dataclass

from bot.commands import names
from bot.commands.blocks import rows
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.several import Several, wish
from bot.commands.settings.topic import EVERY, OFF, ROWS, WIDTH, Rows
from bot.locales import message

LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Several):
    """A key of the policy that holds words; two that are searched for alike are one."""

    most: int = 50
    adds: bool = False
    """Whether words without a sign come to those that are there, rather than in their place."""

    def same(self, word: str) -> str:
        """The form in which words are compared."""
        return names.key(word)

    async def read(self, here: Here, typed: str) -> Change:
        """The words that are meant, or what is to be added or taken away. Raises Unmet."""
        if names.key(typed) in OFF | EVERY:
            return lambda policy: self.holding(policy, ())
        say, taken = here.say, self.taken(here.policy)
        sign, words = wish(typed, taken)
        if sign == "-":
            gone = {names.key(word) for word in words}
            return lambda policy: self.holding(
                policy, tuple(word for word in self.taken(policy) if names.key(word) not in gone)
            )
        if wrong := next((word for word in words if not _can_be_found(word)), None if words else typed):
            sentence = say(
                "“{text}” can't be looked for: a word has letters or digits, and at most {n} characters.",
                text=wrong[:LONGEST],
                n=LONGEST,
            )
            raise self.unmet(here, sentence)
        adds = sign == "+" or self.adds
        if len({names.key(word) for word in (*(taken if adds else ()), *words)}) > self.most:
            raise self.unmet(here, say("These are too many words: {n} at most.", n=self.most))
        return lambda policy: self.holding(policy, (*(self.taken(policy) if adds else ()), *words), words)

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A button for each word that takes it away."""
        taken = self.taken(here.policy)
        shown, number, turning = self.leafed(taken, number)
        made = [self.button(f"✗ {word}", f"-{word}", page=number) for word in shown]
        none = [self.button(here.say("Remove all"), "none")] if len(taken) > 1 else []
        return rows(made, WIDTH, ROWS), (*turning, *none)


def _can_be_found(word: str) -> bool:
    return len(word) <= LONGEST and any(map(str.isalnum, word))


KEYWORDS = Words(
    name="keywords",
    label=message("Keywords"),
    words=("关键词", "关键字", "keyword", "only", "只看"),
    hint=message("Only items with one of these words come."),
    examples=(
        message("/settings keywords 英伟达, 大模型"),
        message("/settings keywords +机器人"),
        message("/settings keywords none"),
    ),
    field="keywords",
    against="without_keywords",
    nothing=message("any"),
)
WITHOUT = Words(
    name="without",
    label=message("Without"),
    words=("排除", "屏蔽", "不看", "不含", "排除词", "屏蔽词", "exclude"),
    hint=message("Items with one of these words never come."),
    examples=(message("/settings without 招聘"), message("/settings without none")),
    field="without_keywords",
    against="keywords",
    nothing=message("nothing"),
)
WATCH = Words(
    name="watch",
    label=message("Watched words"),
    words=("关注", "关注词", "提醒", "追踪", "watching"),
    hint=message("When a digest goes out, the items that mention them are told here as well."),
    examples=(message("/watch 英伟达"), message("/watch off 英伟达")),
    field="watch",
    nothing=message("none"),
    adds=True,
)

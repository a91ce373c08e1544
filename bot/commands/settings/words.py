"""The topics that hold words of the reader's own: keywords in and out, and what is watched for."""

from dataclasses import dataclass

from bot.commands import names
from bot.commands.blocks import rows
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.lists import SHOWN, listed, wish
from bot.commands.settings.topic import EVERY, OFF, ROWS, WIDTH, Rows, Topic
from bot.locales import message
from bot.models import Policy

MOST = 50
"""Words that a policy may hold."""
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Topic):
    """A key of the policy that holds words; `against` is the key that holds the opposite, if there is one."""

    field: str
    against: str = ""
    nothing: str
    """The message for: no words."""
    adds: bool = False
    """Whether words without a sign come to those that are there, rather than in their place."""

    def taken(self, policy: Policy) -> tuple[str, ...]:
        """What the policy holds."""
        held: tuple[str, ...] = getattr(policy, self.field)
        return held

    def told(self, here: Here) -> str:
        """The words."""
        return listed(here.say, self.taken(here.policy), here.say(self.nothing))

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
        if len({names.key(word) for word in (*(taken if adds else ()), *words)}) > MOST:
            raise self.unmet(here, say("These are too many words: {n} at most.", n=MOST))
        return lambda policy: self.holding(policy, (*(self.taken(policy) if adds else ()), *words), words)

    def holding(self, policy: Policy, words: tuple[str, ...], added: tuple[str, ...] = ()) -> Policy:
        """The policy with these, each once; what is added is no longer among the opposite."""
        once = {names.key(word): word for word in reversed(words)}
        kept = tuple(word for word in dict.fromkeys(words) if once[names.key(word)] == word)
        update: dict[str, object] = {self.field: kept[:MOST]}
        if self.against and added:
            new = {names.key(word) for word in added}
            opposite: tuple[str, ...] = getattr(policy, self.against)
            update[self.against] = tuple(word for word in opposite if names.key(word) not in new)
        return policy.model_copy(update=update)

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A button for each word that takes it away."""
        taken = self.taken(here.policy)
        pages = max(1, -(-len(taken) // SHOWN))
        number = min(number, pages)
        shown = taken[(number - 1) * SHOWN :][:SHOWN]
        made = [self.button(f"✗ {word}", f"-{word}", page=number) for word in shown]
        none = [self.button(here.say("Remove all"), "none")] if len(taken) > 1 else []
        return rows(made, WIDTH, ROWS), (*self.turning(number, pages), *none)


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

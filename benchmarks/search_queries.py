"""The queries of the search benchmark, each with its truth: how a reader would decide, by eye and pattern."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.models import SearchQuery

_SIMPLIFIED = str.maketrans("華為騰訊輝達機開語", "华为腾讯辉达机开语")


@dataclass(frozen=True)
class Plain:
    """A raw text made comparable in the simplest way; `cased` keeps its capitals."""

    cased: str
    lower: str

    @classmethod
    def of(cls, raw: str) -> "Plain":
        """The text as the truth reads it."""
        cased = unicodedata.normalize("NFKC", raw).translate(_SIMPLIFIED)
        return cls(cased, cased.lower())


Truth = Callable[[Plain], bool]


def zh(*names: str) -> Truth:
    """One of these pieces of Chinese stands in the text."""
    return lambda text: any(name in text.lower for name in names)


def word(name: str, *, prefix: bool = False) -> Truth:
    """The word stands there, by itself or as a part in camel case; with `prefix` it may go on."""
    more = "" if prefix else r"(?!\+\+)(?![a-z])"
    alone = re.compile(rf"(?<![a-z]){re.escape(name)}{more}")

    def holds(text: Plain) -> bool:
        if name not in text.lower:
            return False
        if alone.search(text.lower):
            return True
        parts = re.sub(r"([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z]{2})", r"\1\3 \2", text.cased).lower()
        return bool(alone.search(parts))

    return holds


def like(pattern: str) -> Truth:
    """The expression is found in the lower-case text."""
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.search(text.lower))


def number(*writings: str) -> Truth:
    """The number stands there in one of these writings, not as a piece of another."""
    written = "|".join(map(re.escape, writings))
    return like(rf"(?<!\d)(?<!\d[.,])(?:{written})(?!\d)(?![.,]\d)")


def either(*truths: Truth) -> Truth:
    """One of them holds."""
    return lambda text: any(truth(text) for truth in truths)


@dataclass(frozen=True)
class Question:
    """What is asked, and when an item is an answer: all of `truths`, and the filters."""

    kind: str
    query: SearchQuery
    truths: tuple[Truth, ...]

    def holds(self, text: Plain, publication: str, section: str, date: dt.date) -> bool:
        """Whether the item is an answer."""
        query = self.query
        if query.publication not in {None, publication} or query.section not in {None, section}:
            return False
        if (query.since and date < query.since) or (query.until and date > query.until):
            return False
        return all(truth(text) for truth in self.truths)


def ask(kind: str, text: str, *truths: Truth, **filters: Any) -> Question:  # noqa: ANN401
    """A question with its filters."""
    return Question(kind, SearchQuery(text=text, **filters), truths)


NVIDIA = either(zh("英伟达", "辉达"), word("nvidia"))
GOOGLE = either(zh("谷歌"), word("google"))
GPT4O = like(r"(?<![a-z])(?:chat)?gpt[ \-]*4[ \-]*o(?![a-z])")
LLM = either(
    zh("大模型", "大语言模型", "大型语言模型"),
    word("llm"),
    word("llms"),
    like("large[ -]language[ -]models?(?![a-z])"),
)
CHIP = either(zh("芯片", "晶片"), word("chip"), word("chips"))
OPEN = either(zh("开源", "开放原始码"), like("open[ -]source"))
OPENAI = either(word("openai", prefix=True), like("(?<![a-z])open[ -]ai(?![a-z])"))
LEARNING = either(zh("机器学习"), like("(?<![a-z])machine[ -]learning"))
EMBODIED = either(zh("具身智能", "具身人工智能"), like("embodied (?:ai|intelligence)(?![a-z])"))
ROBOT = either(zh("机器人"), word("robot"), word("robots"))
HUMANOID = either(zh("人形机器人", "人型机器人"), word("humanoid"))
INTERFACE = either(zh("脑机接口"), word("bci"), like("brain[ -]computer[ -]interface(?![a-z])"))
AGENT = either(zh("智能体"), word("agent"), word("agents"))


def questions(rare: Sequence[str], last_day: dt.date) -> list[Question]:
    """The questions; `rare` are some made-up names of the archive, from the commonest to the rarest."""
    since = last_day - dt.timedelta(days=365)
    common, middle, rarest = rare
    return [
        ask("two characters", "腾讯", zh("腾讯")),
        ask("two characters", "芯片", CHIP),
        ask("two characters", "北京", zh("北京")),
        ask("two characters", "融资", zh("融资")),
        ask("two characters", "复盘", zh("复盘")),
        ask("a word", "知识图谱", either(zh("知识图谱"), like("knowledge[ -]graph"))),
        ask("a word", "人形机器人", HUMANOID),
        ask("a word", "脑机接口", INTERFACE),
        ask("a word", "向量数据库", either(zh("向量数据库"), like("vector[ -]database"))),
        ask("a word", "通义千问", either(zh("通义千问", "千问"), word("qwen"))),
        ask("an alias", "英伟达", NVIDIA),
        ask("an alias", "谷歌", GOOGLE),
        ask("an alias", "大模型", LLM),
        ask("an alias", "智能体", AGENT),
        ask("one character", "芯", zh("芯")),
        ask("one character", "亿", zh("亿")),
        ask("one character", "的", zh("的")),
        ask("one character", "猫", zh("猫")),
        ask("Latin", "OpenAI", OPENAI),
        ask("Latin", "cuda", word("cuda", prefix=True)),
        ask("Latin", "machine learning", LEARNING),
        ask("camel case", "GPT", word("gpt", prefix=True)),
        ask("Latin and digits", "GPT-4o", GPT4O),
        ask("Latin and digits", "gpt4o", GPT4O),
        ask("Latin and digits", "GPT - 4o", GPT4O),
        ask("full width", "ＧＰＴ４ｏ", GPT4O),
        ask("Latin and digits", "Qwen2.5", like(r"(?<![a-z])qwen[ \-]*2\.5(?!\d)(?!\.\d)")),
        ask("signs", "C++", like(r"(?<![a-z])c\+\+")),
        ask("signs", "Node.js", like(r"(?<![a-z])node\.js")),
        ask("numbers", "3.5", number("3.5")),
        ask("numbers", "1,000", number("1000", "1,000")),
        ask("numbers", "12000", number("12000", "12,000")),
        ask("a beginning", "nvid", word("nvid", prefix=True)),
        ask("a beginning", "la", word("la", prefix=True)),
        ask("a beginning", "vex", word("vex", prefix=True)),
        ask("a beginning", "terr", word("terr", prefix=True)),
        ask("a beginning", "lang", word("lang", prefix=True)),
        ask("a name", common, word(common.lower(), prefix=True)),
        ask("a name", middle, word(middle.lower(), prefix=True)),
        ask("a name", rarest, word(rarest.lower(), prefix=True)),
        ask("a name", "沈听雪", zh("沈听雪")),
        ask("traditional", "華為", either(zh("华为"), word("huawei"))),
        ask("traditional", "機器人", ROBOT),
        ask("mixed", "AI芯片", like("(?<![a-z])ai[ \\-]*芯片")),
        ask("mixed", "C++工具链", zh("c++工具链")),
        ask("mixed", "50亿", like(r"(?<!\d)(?<!\d[.,])50亿")),
        ask("two terms", "英伟达 腾讯", NVIDIA, zh("腾讯")),
        ask("two terms", "脑机接口 硅谷", INTERFACE, zh("硅谷")),
        ask("two terms", "复盘 CUDA", zh("复盘"), word("cuda", prefix=True)),
        ask("three terms", "大模型 开源 北京", LLM, OPEN, zh("北京")),
        ask("three terms", "OpenAI 融资 上海", OPENAI, zh("融资"), zh("上海")),
        ask("filters", "英伟达", NVIDIA, publication="ai-monthly"),
        ask("filters", "大模型", LLM, section="开源动态"),
        ask("filters", "芯片", CHIP, since=since),
        ask("filters", "具身智能", EMBODIED, until=since),
        ask("newest first", "微软", either(zh("微软"), word("microsoft")), sort="newest"),
        ask("nothing there", "量子厨房", zh("量子厨房")),
        ask("nothing there", "zzqqxx", word("zzqqxx", prefix=True)),
    ]

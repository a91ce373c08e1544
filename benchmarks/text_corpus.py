"""A large archive of our own writing: the samples' sentences and some templates, recombined at will.

The same seed gives the same items. Names are drawn unevenly, as in life: a few in every other item, most
hardly ever, so that the index has both long lists and a long tail of rare words.
"""

import random
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", ",").split(",") if name.strip())


COMPANIES = _names("""
    英伟达, NVIDIA, 谷歌, Google, OpenAI, 微软, Microsoft, 腾讯, 阿里巴巴, 华为, 百度, 字节跳动
    DeepSeek, Anthropic, 苹果
    Meta, 商汤科技, 科大讯飞, 月之暗面, 智谱, 小米, 特斯拉, 英特尔, AMD, 高通, 台积电, 宇树科技
    辉达, 華為, 騰訊, 輝達
    ＮＶＩＤＩＡ, 寒武纪, 地平线, 三星, 海力士, 亚马逊, Mistral, Hugging Face, 昆仑万维
""")
MODELS = _names("""
    GPT-4o, GPT-4, ChatGPT, ChatGPT-4o, GPT4o, ＧＰＴ－４ｏ, Claude 3.5 Sonnet, Gemini 2.5 Pro
    Qwen2.5, Llama 3.1
    DeepSeek-R1, Kimi, 通义千问, 文心一言, GPT - 4o, Sora, Stable Diffusion
""")
THINGS = _names("""
    大模型, 大语言模型, 具身智能, 人形机器人, AI芯片, 智能体, Agent, 多模态模型, 自动驾驶
    开源框架, 知识图谱, 推理引擎
    向量数据库, 人工智能, 機器人, 開源模型, 晶片, 語音助手, RAG, PyTorch, vLLM, CUDA, C++工具链
    Rust编译器, LangChain
    iPhone, Node.js, 脑机接口, 量子计算, 语音合成
""")
PLACES = _names("北京, 上海, 深圳, 杭州, 合肥, 成都, 硅谷, 东京, 新加坡, 苏州")
VERBS = _names("发布, 推出, 开源, 升级, 收购, 投资, 评测, 停用, 试点, 演示")
TEMPLATES = (
    "{company}{verb}新一代{thing}，性能提升{percent}%。",
    "{company}与{company2}在{place}共建{thing}实验室，首期投入{amount}亿元。",
    "据{name}介绍，{model}在{thing}任务上比{model2}快{times}倍。",
    "{place}的一家初创公司{latin}完成{amount}亿元融资，将用于{thing}研发。",
    "开发者用{model}和{thing}写了一个小工具，下载量超过{count}次。",
    "{name}认为，{thing}离真正落地还有距离；{company}则更乐观。",
    "研究者{name}在论文中比较了{latin}与{model}，样本共{count}条。",
    "{company}宣布{model}支持{thing}，售价{count}元起。",
    "We tested {latin} against {model} on {count} tasks, and {latin2} won.",
    "“{thing}不是玩具。”{name}说，“{company}应当公开数据。”",
    "{latin} {version}版修复了{thing}的若干问题，{company}工程师参与评审。",
    "Machine learning teams at {company} now use {latin} with {thing}.",
)
TITLES = (
    "{company}{verb}{thing}",
    "{model}评测：{thing}能走多远",
    "{place}{thing}产业观察",
    "{latin} {version}发布",
    "{company}与{company2}的{thing}之争",
    "{name}谈{thing}",
    "{thing}周报",
    "从{model}到{model2}",
)
SYLLABLES = _names(
    "ka, lo, mi, ter, ra, no, vex, zu, pli, qua, den, sor, thi, bel, gro, xan, fi, ju, wy, hem"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗沈韩冯唐曹邓许傅曾彭"
GIVEN = (
    "安邦博才晨承达德东方飞刚光国海浩和宏洪华怀辉慧吉佳坚建江杰金景军凯康磊立亮林龙明鸣宁鹏平奇启强青庆仁荣瑞若山"
    "生胜世书思松泰涛天田庭伟文武希先贤祥晓新信兴雄旭学雪雅岩彦阳一怡义艺毅英永勇宇雨玉元远月云运泽展哲振正志智忠"
)


class Text(NamedTuple):
    """An item of the archive, as an editor would have written it."""

    title: str
    body: str


def sample_sentences() -> list[str]:
    """The sentences of the shipped samples, without links and headings."""
    sentences: dict[str, None] = {}
    for folder in files("bot").joinpath("samples").iterdir():
        if folder.is_dir():
            for sample in folder.iterdir():
                text = re.sub(
                    r"\[>?阅读原文\]\([^)]*\)|https?://\S+|^[#>-].*$",
                    "",
                    sample.read_text("utf-8"),
                    flags=re.MULTILINE,
                )
                sentences |= dict.fromkeys(
                    one.strip() for one in re.findall(r"[^。！？\n]{8,}[。！？]", text)
                )
    return list(sentences)


def latin_names(rng: random.Random) -> list[str]:
    """Names that nobody has, some in camel case; Filler uses the first ones far more often."""
    names = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(40_000)]
    ends = ("AI", "Net", "Bot", "LM")
    return [name.capitalize() if rng.random() < 0.5 else name + rng.choice(ends) for name in names]


def rare_names(seed: int = 7) -> list[str]:
    """Three of the names: a common, a middling and a rare one."""
    names = latin_names(random.Random(seed))
    return [names[0], names[300], names[-1]]


def make_texts(count: int, seed: int = 7) -> Iterator[Text]:
    """That many items, each time the same."""
    rng = random.Random(seed)
    latin = latin_names(rng)
    sentences = sample_sentences()
    fill = Filler(rng, latin)
    for _ in range(count):
        body = [
            rng.choice(sentences) if rng.random() < 0.5 else fill(rng.choice(TEMPLATES))
            for _ in range(rng.randint(3, 6))
        ]
        yield Text(fill(rng.choice(TITLES)), "".join(body))


class Filler:
    """Fills the slots of a template."""

    def __init__(self, rng: random.Random, latin: Sequence[str]) -> None:
        self._rng = rng
        self._latin = latin

    def __call__(self, template: str) -> str:
        """The template with names and numbers."""
        rng = self._rng
        count = rng.choice((100, 500, 1000, 1024, 12_000, 250_000, 1_000_000))
        return template.format(
            company=self._uneven(COMPANIES),
            company2=rng.choice(COMPANIES),
            verb=rng.choice(VERBS),
            thing=self._uneven(THINGS),
            model=self._uneven(MODELS),
            model2=rng.choice(MODELS),
            place=rng.choice(PLACES),
            name=rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.randint(1, 2))),
            latin=self._uneven(self._latin),
            latin2=rng.choice(self._latin),
            percent=rng.randint(1, 99),
            amount=rng.choice((1, 2, 3.5, 5, 10, 50, 100)),
            times=rng.choice((1.5, 2, 3, 10)),
            count=f"{count:,}" if rng.random() < 0.7 else count,
            version=f"{rng.randint(0, 9)}.{rng.randint(0, 20)}",
        )

    def _uneven(self, names: Sequence[str]) -> str:
        """One of the names, the first ones far more often."""
        return names[int(len(names) * self._rng.random() ** 2.5)]

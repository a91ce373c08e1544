"""Editions of our own invention, ordinary and hostile, for the tests of the web page."""

import datetime as dt

from bot.models import Digest, Item, Link, Publication, Section

DAILY = Publication(slug="ai-daily", name="AI日报")
MONTHLY = Publication(slug="ai-monthly", name="AI月刊", kind="monthly")
TODAY = dt.date(2025, 5, 24)

LONG_TITLE = "长" * 10_000
SCRIPT = "<script>alert('一')</script>"
HOSTILE = Digest(
    kind="daily",
    date=dt.date(2025, 5, 20),
    title=f'{SCRIPT}"><img src=x onerror=alert(1)>',
    intro="{{ 7 * 7 }} </p><iframe src=//evil.example>",
    byline="\u202e编辑\u202c<b>",
    sections=(
        Section(
            name='坏<栏目>/"&?#%',
            items=(
                Item(
                    key="h1",
                    title=SCRIPT,
                    subtitle="'\"><svg onload=alert(2)>",
                    body="第一段</p><script>alert(3)</script>\n\n\u202e反向\u202c 第二段 👩‍👩‍👧 🇨🇳",
                    url="https://evil.example/?q=\"'><script>",
                    links=(
                        Link(label="<i>标签</i>", url="javascript:alert(4)"),
                        Link(label="数据", url="data:text/html,<script>alert(5)</script>"),
                        Link(label="", url="https://fine.example/空 格"),
                        Link(label="坏", url="https://[half"),
                    ),
                    images=("https://images.example/a.png", "file:///etc/passwd"),
                ),
                Item(key="h2", title=LONG_TITLE, body="x" * 10_000, url="JavaScript:alert(6)"),
                Item(key="h3", title="مرحبا بالعالم", body="שלום \x00\x0b\x1b[31m"),
            ),
        ),
        Section(name="", items=(Item(key="h4", title="无栏目的一条"),)),
    ),
)

STORIES = {
    "新闻资讯": [
        (
            "云岭实验室开放七十亿参数模型「青禾」",
            "模型以宽松许可发布，支持 128K 上下文，单张消费级显卡即可运行。训练数据三成来自公开的农业文献。",
        ),
        (
            "GPT-4o 接口调价，长文本便宜四成",
            "调价当日生效。多家应用方表示会把省下的钱用在更长的上下文上，而不是更多的调用。",
        ),
        (
            "海港城把红绿灯交给强化学习",
            "试点的 42 个路口早高峰平均等待缩短 18%，夜间反而变长，团队正在改奖励函数。",
        ),
        ("芯片设计公司「北冕」完成新一轮融资", "资金将用于第二代推理芯片的流片，计划明年春天量产。"),
    ],
    "产品应用": [
        (
            "手写笔记应用加入离线问答",
            "索引和模型都留在设备上，首次建库三分钟；评测者认为检索比回答更有用。",
        ),
        ("Blender 插件：一句话给场景打光", "插件把描述变成可编辑的灯光参数，而不是一张图。"),
    ],
    "算法论文": [
        (
            "让注意力学会跳读：稀疏窗口的自适应选择",
            "论文提出按内容决定窗口大小，在长文检索任务上以一半计算量取得同样成绩。附有完整消融实验。",
        ),
        ("小模型为何数不清草莓里的字母", "作者把错误归到分词上，并用逐字符的辅助任务把错误率降到 2%。"),
    ],
}


def daily(date: dt.date, *, stories: dict[str, list[tuple[str, str]]] = STORIES) -> Digest:
    """An ordinary daily."""
    sections = tuple(
        Section(
            name=name,
            items=tuple(
                Item(
                    key=f"{date}-{name}-{n}",
                    title=title,
                    body=body,
                    url=f"https://news.example/{date}/{n}?section={name}",
                )
                for n, (title, body) in enumerate(entries)
            ),
        )
        for name, entries in stories.items()
    )
    titles = "; ".join(item.title for section in sections for item in section.items[:1])
    return Digest(
        kind="daily",
        date=date,
        title=f"AI日报：{titles}",
        intro="每天一页，读完就走。\n\n今天的重点是小模型。",
        sections=sections,
    )


def monthly(date: dt.date) -> Digest:
    """A monthly with longer items, subtitles, dates and several links."""
    body = "\n\n".join(
        ["机房的第一排机柜在四月上电。负责人说，真正难的不是供电，而是在雨季里把湿度稳住。"] * 3
    )
    item = Item(
        key="m1",
        title="西部算力走廊迎来第三座绿色机房",
        subtitle="一半电力来自屋顶",
        body=body,
        url="https://news.example/corridor",
        links=(
            Link(label="原文", url="https://news.example/corridor"),
            Link(label="公告", url="https://gov.example/notice"),
        ),
        images=("https://images.example/roof.jpg",),
        date=dt.date(2025, 4, 12),
    )
    return Digest(
        kind="monthly",
        date=date,
        title="算力月刊(2025年4月)",
        intro="四月，机房与论文一样多。",
        byline="文字编辑|林小满",
        sections=(Section(name="公司新闻", items=(item,)),),
    )

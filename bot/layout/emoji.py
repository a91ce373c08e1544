"""The emoji of a section, by the words in its name (pure)."""

from bot.text import normalise

_OTHER = "📌"
# The first row of which a word stands in the name (as `normalise` writes both) gives the emoji.
_EMOJI = (
    ("🧪", ("论文", "科研", "研究", "paper", "research", "arxiv", "学术", "算法")),
    ("🧩", ("开源", "github", "open source", "crate", "仓库", "代码")),
    ("🏛️", ("政策", "监管", "法规", "policy", "regulation", "治理", "rfc", "governance")),
    ("🎤", ("会议", "活动", "大会", "event", "conference", "meetup", "论坛", "直播", "播客", "podcast")),
    ("🏢", ("公司", "企业", "产业", "行业", "company", "business", "industry")),
    ("💰", ("融资", "投资", "财经", "市场", "funding", "finance", "market")),
    ("🧠", ("模型", "model", "llm", "智能体", "agent", "人工智能")),
    ("🤖", ("机器人", "具身", "robot")),
    ("🔌", ("芯片", "硬件", "算力", "chip", "hardware")),
    ("🛡️", ("安全", "隐私", "security", "privacy", "漏洞")),
    ("🛠️", ("工具", "tool", "软件", "software", "技巧", "教程", "开发", "tutorial", "walkthrough", "项目")),
    ("📦", ("产品", "应用", "发布", "product", "app", "release", "launch", "更新", "update")),
    ("💼", ("招聘", "职位", "求职", "job", "hiring")),
    (
        "💬",
        (
            "言论",
            "观点",
            "thoughts",
            "金句",
            "社媒",
            "社交",
            "quote",
            "opinion",
            "讨论",
            "voice",
            "社区",
            "community",
        ),
    ),
    ("🖼️", ("图片", "影像", "照片", "image", "photo", "picture", "设计", "design", "视频", "video")),
    (
        "📚",
        ("推荐", "文章", "阅读", "深度", "文摘", "博客", "资源", "article", "reading", "blog", "book"),
    ),
    ("🔭", ("前瞻", "趋势", "展望", "预测", "trend", "outlook", "科学", "science", "科技动态")),
    ("⭐", ("头条", "要闻", "official", "重点", "精选", "今日", "top", "highlight", "featured", "week's")),
    ("📰", ("新闻", "资讯", "动态", "快讯", "简讯", "news", "brief", "摘要", "消息")),
)


def emoji(name: str) -> str:
    """The emoji of a section of that name."""
    plain = normalise(name)
    return next((sign for sign, words in _TABLE if any(word in plain for word in words)), _OTHER)


_TABLE = tuple((sign, tuple(normalise(word) for word in words)) for sign, words in _EMOJI)

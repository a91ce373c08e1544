"""The topics of which one of a few values holds: layout, preview, language, sound, pin, what comes at all."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.commands import names
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.commands.settings.topic import Offer, Rows, Topic
from bot.locales import LANGUAGES, LOCALES, Catalogue, catalogue, message
from bot.models import Locale


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values: how it is sent, what the policy keeps, its message, and other words for it."""

    sent: str
    kept: object
    label: str
    words: tuple[str, ...] = ()

    def means(self, typed: str) -> bool:
        """Whether somebody typed this one."""
        labels = (catalogue(locale)(self.label) for locale in LOCALES)
        return names.key(typed) in {names.key(word) for word in (self.sent, *self.words, *labels)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf(Topic):
    """A choice of one value for a key of the policy."""

    field: str
    values: tuple[Value, ...]

    def told(self, here: Here) -> str:
        """The label of the value that holds."""
        kept = getattr(here.policy, self.field)
        return here.say(next(value.label for value in self.values if value.kept == kept))

    async def read(self, here: Here, typed: str) -> Change:
        """The value that is meant. Raises Unmet."""
        meant = next((value for value in self.values if value.means(typed)), None)
        if meant is None:
            say = here.say
            listed = say(", ").join(f"{value.sent} ({say(value.label)})" for value in self.values)
            raise self.unmet(
                here, say("“{text}” is none of the choices here: {names}.", text=typed, names=listed)
            )
        kept = {self.field: meant.kept}
        return lambda policy: policy.model_copy(update=kept)

    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """A button for each value."""
        del number
        kept = getattr(here.policy, self.field)
        made = (self.button(here.say(v.label), v.sent, chosen=v.kept == kept) for v in self.values)
        return tuple((each,) for each in made), ()

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """All values."""
        del now
        return [(say(value.label), value.sent) for value in self.values]


ON_WORDS = ("yes", "true", "开", "开启", "打开", "是", "要")
OFF_WORDS = ("no", "false", "关", "关闭", "否", "不要")


SPOKEN: Mapping[Locale, tuple[str, ...]] = {
    "zh-CN": ("zh", "cn", "zh-hans", "chinese", "中文", "简体", "简中"),
    "zh-TW": ("tw", "hk", "zh-hk", "zh-hant", "繁体", "繁中", "正体"),
    "en": ("english", "英文", "英语", "en-us", "en-gb"),
}


LAYOUT = OneOf(
    name="layout",
    label=message("Layout"),
    words=("版式", "布局", "样式", "排版"),
    examples=(message("/settings layout headlines"),),
    field="layout",
    values=(
        Value("full", "full", message("Everything"), ("whole", "完整", "全部")),
        Value("headlines", "headlines", message("Headlines only"), ("titles", "标题", "只看标题")),
        Value(
            "summary+thread",
            "summary+thread",
            message("A summary, with the sections under it"),
            ("summary", "thread", "摘要", "摘要+子区"),
        ),
    ),
)
SILENT = OneOf(
    name="silent",
    label=message("Sound"),
    words=("静音", "无声", "mute"),
    examples=(message("/settings silent on"),),
    field="silent",
    values=(
        Value("on", True, message("without a sound"), ON_WORDS),
        Value("off", False, message("with a sound"), OFF_WORDS),
    ),
)
PIN = OneOf(
    name="pin",
    label=message("Pin"),
    words=("置顶", "pinned"),
    hint=message("The newest digest is pinned until the next one comes."),
    examples=(message("/settings pin on"),),
    field="pin",
    values=(
        Value("on", True, message("pinned"), ON_WORDS),
        Value("off", False, message("not pinned"), OFF_WORDS),
    ),
)
PREVIEW = OneOf(
    name="preview",
    label=message("Preview"),
    words=("预览", "图片", "pictures", "picture"),
    examples=(message("/settings preview none"),),
    field="preview",
    values=(
        Value("cover", "cover", message("The picture of the digest"), ("封面",)),
        Value("first", "first", message("The first item's picture"), ("第一条", "首条")),
        Value("none", "none", message("No pictures and previews"), (*OFF_WORDS, "off", "无", "没有")),
    ),
)
LANGUAGE = OneOf(
    name="language",
    label=message("Language"),
    words=("语言", "lang", "locale"),
    hint=message("Of what surrounds the news, and of answers; the news stay as they were written."),
    examples=(message("/settings language en"),),
    field="locale",
    values=tuple(Value(locale, locale, LANGUAGES[locale], SPOKEN[locale]) for locale in LOCALES),
)
DIGESTS = OneOf(
    name="digests",
    label=message("What comes"),
    words=("推送", "日报", "digest", "内容"),
    hint=message("What is watched for is told in either case."),
    examples=(message("/settings digests on"),),
    field="digests",
    values=(
        Value("on", True, message("Digests"), ON_WORDS),
        Value("off", False, message("Only watched words"), (*OFF_WORDS, "watch only", "只要关注词")),
    ),
)

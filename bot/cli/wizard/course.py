"""The questions in their order."""

from collections.abc import Callable
from pathlib import Path

from bot import zones
from bot.cli.composition import Composition
from bot.cli.wizard.answers import WEB, Answers
from bot.cli.wizard.bots import Bots
from bot.cli.wizard.conversation import Conversation
from bot.errors import SettingsError
from bot.locales import LOCALES, catalogue, message
from bot.models import Kind, Locale

LANGUAGES: dict[str, str] = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}
KINDS: dict[str, str] = {
    "daily": message("every day"),
    "weekly": message("every week"),
    "monthly": message("every month"),
}
NAMES: dict[str, str] = {"zh-CN": "AI日报", "zh-TW": "AI日報", "en": "AI Daily"}
HOMES: dict[str, str] = {"zh-CN": "Asia/Shanghai", "zh-TW": "Asia/Taipei", "en": "UTC"}
"""The zone to offer where the system's is not known."""
HOUR = "08:30"
LOCALTIME = Path("/etc/localtime")


def asked(conversation: Conversation, ribao: Composition, bots: Bots) -> Answers:
    """Ask everything. Raises EOFError, KeyboardInterrupt; nothing is written."""
    answers = Answers()
    answers.locale = _locale(conversation)
    conversation.say = say = catalogue(answers.locale)
    conversation.tell(say("Enter takes what stands in brackets; Ctrl-C ends it, and nothing is written."))
    answers.name = conversation.ask(
        say("Name of the publication"), NAMES[answers.locale], _named(conversation, ribao)
    )
    kinds = {kind: say(name) for kind, name in KINDS.items()}
    answers.kind = _kind(conversation.choose(say("How often does it appear?"), kinds, "daily"))
    answers.publish_at = conversation.ask(say("At which hour does it go out?"), HOUR, _hour(conversation))
    zone = system_zone() or HOMES[answers.locale]
    answers.timezone = conversation.ask(say("In which time zone?"), zone, _zone(conversation, bots))
    for platform in ("telegram", "discord"):
        bots.meet(platform, answers)
    if conversation.is_so(say("A web page, where everybody can read and search?"), default=True):
        answers.listen = conversation.ask(say("On which address?"), WEB, _listen(conversation, ribao))
    else:
        answers.listen = None
    return answers


def system_zone() -> str | None:
    """The system's time zone by its IANA name; None where it has none, or only UTC, as containers do."""
    try:
        name = str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    except OSError:
        return None
    return None if name in {"", "UTC", "Etc/UTC", "Universal", "Zulu"} else name


def _locale(conversation: Conversation) -> Locale:
    chosen = conversation.choose("语言 / 語言 / Language", LANGUAGES, "zh-CN")
    return next(locale for locale in LOCALES if locale == chosen)


def _kind(chosen: str) -> Kind:
    kinds: tuple[Kind, ...] = ("daily", "weekly", "monthly")
    return next(kind for kind in kinds if kind == chosen)


def _named(conversation: Conversation, ribao: Composition) -> Callable[[str], str]:
    def understood(typed: str) -> str:
        name = " ".join(typed.split())
        if not name or not name.isprintable():
            raise ValueError(conversation.say("Please write a name."))
        slug = Answers(name=name).slug
        _checked(ribao, {"publications": [{"slug": slug, "name": name}]})
        return name

    return understood


def _hour(conversation: Conversation) -> Callable[[str], str]:
    def understood(typed: str) -> str:
        hour = zones.hour(typed)
        if hour is None:
            raise ValueError(conversation.say("Please write an hour such as 08:30."))
        return f"{hour:%H:%M}"

    return understood


def _zone(conversation: Conversation, bots: Bots) -> Callable[[str], str]:
    def understood(typed: str) -> str:
        zone = bots.run(zones.zone(typed))
        if zone is None:
            raise ValueError(conversation.say("Please write a city, or a name such as Asia/Shanghai."))
        return zone

    return understood


def _listen(conversation: Conversation, ribao: Composition) -> Callable[[str], str]:
    def understood(typed: str) -> str:
        try:
            ribao.check({"platforms": {"web": {"listen": typed}}})
        except SettingsError:
            raise ValueError(conversation.say("Please write an address such as 127.0.0.1:8080.")) from None
        return typed

    return understood


def _checked(ribao: Composition, content: dict[str, object]) -> None:
    try:
        ribao.check(content)
    except SettingsError as error:
        raise ValueError(str(error)) from None

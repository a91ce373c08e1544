"""Meeting the bots: their tokens are tried, and where they may post is looked for."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import TypeVar

from bot.cli.composition import Composition
from bot.cli.wizard.answers import Answers
from bot.cli.wizard.conversation import Conversation, numbers
from bot.errors import DeliveryError, SettingsError
from bot.introduction import Introduction, Place, Whereabouts
from bot.locales import message

T = TypeVar("T")

TRIES = 3
PATIENCE = 3.0  # seconds that a look waits for news
SHOWN = 40  # places at once
NAMES = {"telegram": "Telegram", "discord": "Discord"}
WHERE = {
    "telegram": message("The token of its bot: @BotFather gives one, by /newbot"),
    "discord": message("The token of its bot, from the Developer Portal, under Bot, Reset Token"),
}
HELP = {
    "telegram": message(
        "Make the bot an administrator of your channel, or add it to your group and write something there. "
        "Send the bot /start yourself, so that it knows you."
    ),
    "discord": message("Follow the address, and add the bot to your server."),
}


class Bots:
    """The conversation about bots. All of their requests are made in one event loop, the runner's."""

    def __init__(self, conversation: Conversation, ribao: Composition, runner: asyncio.Runner) -> None:
        self._conversation = conversation
        self._ribao = ribao
        self._runner = runner

    def run(self, work: Coroutine[object, object, T]) -> T:
        """What the work comes to."""
        return self._runner.run(work)

    def meet(self, platform: str, answers: Answers) -> None:
        """Ask for the platform's bot, and who receives there. Without a good token the platform stays off."""
        talk, say = self._conversation, self._conversation.say
        known = self._ribao.introduction(platform, None)
        question = say("Post on {platform}?", platform=NAMES[platform])
        if not talk.is_so(question, default=known is not None or platform == "telegram"):
            return
        found = self._by_environment(known) if known is not None else self._by_token(platform)
        if found is None:
            talk.wrong(
                say(
                    "Going on without {platform}; the file tells where the token belongs.",
                    platform=NAMES[platform],
                )
            )
            return
        introduction, answers.tokens[platform] = found
        try:
            self._places(platform, introduction, answers)
        finally:
            self.run(introduction.close())

    def _by_environment(self, introduction: Introduction) -> tuple[Introduction, None] | None:
        self._conversation.tell(self._conversation.say("The token of the environment is used."))
        return (introduction, None) if self._is_known(introduction) else None

    def _by_token(self, platform: str) -> tuple[Introduction, str] | None:
        """The bot of a token that is typed, by the third try; an empty one ends it."""
        talk, say = self._conversation, self._conversation.say
        for _ in range(TRIES):
            token = talk.secret(say("{what} (it is not shown; Enter: none)", what=say(WHERE[platform])))
            if not token:
                return None
            try:
                introduction = self._ribao.introduction(platform, token)
            except SettingsError as error:
                talk.wrong(say.reason(str(error)))
                continue
            if introduction is not None and self._is_known(introduction):
                return introduction, token
        return None

    def _is_known(self, introduction: Introduction) -> bool:
        """Whether the platform takes the token; closed if not."""
        talk = self._conversation
        try:
            with talk.console.status(talk.say("Trying the token…")):
                name = self.run(introduction.name())
        except DeliveryError as error:
            talk.wrong(talk.say.reason(str(error)))
            self.run(introduction.close())
            return False
        talk.tell("✓ " + talk.say("This is {name}.", name=name), "green")
        return True

    def _places(self, platform: str, introduction: Introduction, answers: Answers) -> None:
        """Find where the bot may post, until the operator has chosen."""
        talk, say = self._conversation, self._conversation.say
        try:
            links = self.run(introduction.invitations())
        except DeliveryError as error:
            talk.wrong(say.reason(str(error)))
            links = {}
        talk.tell(say(HELP[platform]))
        for what, link in links.items():
            talk.tell("  " + say("{name}: {value}", name=say(what), value=link))
        known: dict[str, Place] = {}
        people: dict[str, str] = {}
        talk.ask(say("Press Enter when that is done"), "", str)
        while True:
            found = self._look(introduction)
            known |= {place.address: place for place in found.places}
            people |= {person.actor: person.name for person in found.people}
            chosen = self._chosen(introduction, list(known.values()))
            if chosen is not None:
                break
        answers.places += [(platform, place) for place in chosen]
        for actor, name in people.items():
            question = say("Is {name} ({actor}) an operator, who may do everything?", name=name, actor=actor)
            if talk.is_so(question, default=len(people) == 1):
                answers.admins[actor] = name

    def _look(self, introduction: Introduction) -> Whereabouts:
        talk, say = self._conversation, self._conversation.say
        with talk.console.status(say("Looking for the bot…")):
            try:
                found = self.run(introduction.look(PATIENCE))
            except DeliveryError as error:
                found = Whereabouts(obstacle=str(error))
        if found.obstacle:
            talk.wrong(say.reason(found.obstacle))
        return found

    def _chosen(self, introduction: Introduction, places: list[Place]) -> list[Place] | None:
        """Those that receive; None: the operator wants to look again."""
        talk, say = self._conversation, self._conversation.say
        places.sort(key=lambda place: place.blocked)
        self._show(places)
        hint = say("Who receives? Numbers such as 1,2; a: all; r: look again; n: nobody; or type an address")
        default = "r" if not places else "a" if len(places) == 1 else ""
        while True:
            typed = talk.ask(hint, default, str)
            match typed.casefold():
                case "r" | "":
                    return None
                case "n":
                    return []
                case "a":
                    return [place for place in places if not place.blocked] or places
            picked = numbers(typed, len(places))
            if picked is not None:
                return [places[number] for number in picked]
            try:
                return [self.run(introduction.place(typed))]
            except DeliveryError as error:
                talk.wrong(say.reason(str(error)))

    def _show(self, places: Iterable[Place]) -> None:
        talk, say = self._conversation, self._conversation.say
        shown = list(places)
        if not shown:
            talk.wrong(say("The bot was found nowhere yet."))
        for number, place in enumerate(shown[:SHOWN], 1):
            title = say("{title} ({kind})", title=place.title, kind=say(place.kind))
            if place.lacks:
                rights = say(", ").join(say(right) for right in place.lacks)
                title = say("{place}: the bot still has to: {rights}", place=title, rights=rights)
            talk.tell(f"  {number}  {'✗' if place.blocked else '✓'} {title}", "yellow" if place.lacks else "")
        if len(shown) > SHOWN:
            talk.tell(say("{n} more: type the address of one of them.", n=len(shown) - SHOWN))

"""What people did with the bot, and how it answered."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.messages import LOADING, Message

if TYPE_CHECKING:
    from tests.fakes.discord.channels import Channel
    from tests.fakes.discord.users import User

COMMAND, PRESS, TYPED, MODAL = 2, 3, 4, 5
NAMES = {COMMAND: "command", PRESS: "press", TYPED: "autocomplete", MODAL: "modal"}


@dataclass(eq=False, slots=True)
class Interaction:
    """A command, a press, something typed or a form, with what the bot answered.

    `seconds`: until it was acknowledged. `message`: the answer, a loading one while the bot thinks.
    `updated`: the message on which was pressed was changed instead. `choices`: for what was typed.
    """

    id: int
    token: str
    kind: int
    user: "User"
    channel: "Channel"
    data: dict[str, Any]
    at: float
    monotonic: float
    source: Message | None = None  # on which was pressed
    hidden: bool = False  # only ephemeral answers are allowed here
    outside: bool = False  # the bot is not in the guild
    seconds: float | None = None
    callback: int | None = None
    message: Message | None = None
    updated: bool = False
    choices: list[dict[str, Any]] | None = None
    modal: dict[str, Any] | None = None
    followups: list[Message] = field(default_factory=list)
    changes: int = 0  # answers that were edited

    @property
    def acknowledged(self) -> bool:
        """Whether the bot said anything."""
        return self.callback is not None

    @property
    def answered(self) -> bool:
        """Whether there is something to be seen."""
        if self.choices is not None or self.modal is not None or self.updated or self.followups:
            return True
        return self.message is not None and not self.message.flags & LOADING

    @property
    def ephemeral(self) -> bool:
        """Whether the answer is seen by that person alone."""
        own = self.message if self.message is not None and not self.message.deleted else None
        shown = own or (self.followups[0] if self.followups else None)
        return shown is not None and shown.ephemeral

    @property
    def text(self) -> str:
        """What is read in the answer."""
        shown = self.shown
        return "" if shown is None else shown.text

    @property
    def shown(self) -> Message | None:
        """The message that shows the answer: its own, the changed one, or the first that followed."""
        if self.message is not None and not self.message.deleted:
            return self.message
        if self.updated:
            return self.source
        return self.followups[0] if self.followups else None

    def finds(self, number: int) -> Message | None:
        """A message of this interaction by its id."""
        every = [self.message, *self.followups, self.source]
        return next((each for each in every if each is not None and each.id == number), None)

    def told(self) -> dict[str, Any]:
        """The interaction as the control API tells it."""
        shown = self.shown
        return {
            "id": str(self.id),
            "kind": NAMES[self.kind],
            "acknowledged": self.acknowledged,
            "answered": self.answered,
            "seconds": self.seconds,
            "callback": self.callback,
            "ephemeral": self.ephemeral,
            "updated": self.updated,
            "text": self.text,
            "message": None if shown is None else shown.told(),
            "followups": [message.told() for message in self.followups],
            "choices": self.choices,
            "modal": self.modal,
            "changes": self.changes,
        }

"""The chat of a request as a target: what it receives, and how that is changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.commands.blocks import Unmet, plain, refusal
from bot.commands.models import Chat, Request
from bot.locales import Catalogue, catalogue
from bot.models import PAUSED, UNSUBSCRIBED, Policy, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

Change = Callable[[Policy], Policy]
"""Pure: it is made of whatever policy the target has when its turn comes."""


@dataclass(frozen=True, slots=True)
class Here:
    """The chat beside its target, as it is now; None where it never received anything."""

    desk: "Desk"
    request: Request
    chat: Chat
    target: Target | None

    @property
    def say(self) -> Catalogue:
        """The catalogue of who asks."""
        return catalogue(self.request.locale)

    @property
    def policy(self) -> Policy:
        """What the target has, or what a new one begins with."""
        return self.target.policy if self.target is not None else Policy(locale=self.request.locale)

    @property
    def receives(self) -> bool:
        """Whether anything may come here, now or when a suspension is over."""
        return self.target is not None and not self.target.given_up and wants_something(self.target.policy)

    @property
    def declared(self) -> bool:
        """Whether only the settings file can change it."""
        return self.target is not None and self.desk.declares(self.target)

    @property
    def paused(self) -> bool:
        """Whether an operator holds it back."""
        return self.target is not None and self.target.suspended == PAUSED

    @property
    def obstacle(self) -> str | None:
        """Why nothing is sent here just now, in words, though something is to come."""
        if self.target is None or self.target.suspended is None or self.target.given_up:
            return None
        if self.paused:
            return self.say("An operator has paused this chat; only an operator's /resume lifts that.")
        reason = self.say.reason(self.target.suspended)
        return self.say("Nothing is sent here just now: {reason}", reason=reason)

    def changeable(self) -> "Here":
        """Itself. Raises Unmet where only the settings file can change it."""
        if self.declared:
            sentence = self.say(
                "The settings of Ribao name this chat as a target, so it can only be changed there."
            )
            raise Unmet(refusal([plain(sentence)]))
        return self

    async def changed(self, change: Change) -> "Here":
        """The same with another policy, in the store as well; a new target is given the chat's name."""
        fresh, desk = self.policy, self.desk
        address = self.chat.addresses[0] if self.target is None else self.target.address
        target = await desk.store.change_target(
            self.chat.platform, address, lambda policy: change(fresh if policy is None else policy)
        )
        if self.chat.title and target.title is None:
            await desk.store.title_targets({target.id: self.chat.title})
        return replace(self, target=target)

    async def served(self) -> "Here":
        """The same, resumed if it was suspended; not where an operator has paused it."""
        if self.target is None or self.target.suspended is None or self.paused:
            return self
        await self.desk.resume(self.target)
        return replace(self, target=self.target.model_copy(update={"suspended": None}))

    async def ended(self) -> "Here":
        """The same, given up; a pause stays, that whoever comes back finds it."""
        if self.target is None or self.target.given_up or self.paused:
            return self
        await self.desk.store.suspend_target(self.target.id, UNSUBSCRIBED)
        return replace(self, target=self.target.model_copy(update={"suspended": UNSUBSCRIBED}))


async def here(desk: "Desk", request: Request) -> Here:
    """The chat of the request. Raises Unmet where there is none, StoreError."""
    if request.chat is None or not request.chat.addresses:
        sentence = catalogue(request.locale)("Send this in the chat that is meant.")
        raise Unmet(refusal([plain(sentence)]))
    known = await desk.targets_of(request.chat)
    known.sort(key=lambda target: (not desk.declares(target), target.given_up, target.id))
    return Here(desk, request, request.chat, known[0] if known else None)


def wants_something(policy: Policy) -> bool:
    """Whether the policy lets anything come."""
    return policy.digests or bool(policy.watch)

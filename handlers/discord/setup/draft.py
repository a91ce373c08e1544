"""What somebody is about to settle for a channel, kept in the store between two presses."""

from pydantic import ValidationError

from bot.models import Frozen, Policy, Target
from bot.ports import Archive


class Draft(Frozen):
    """A policy in the making. `base` is what the target had when it was begun, None for a new one.

    `receives`: it was a target in service then. `typed`: what stood in a form that could not be read, to be
    put right there.
    """

    guild: int
    channel: int
    policy: Policy
    base: Policy | None = None
    receives: bool = False
    typed: tuple[tuple[str, str], ...] = ()

    def changed(self, **values: object) -> "Draft":
        """The draft with other values in its policy, checked. Raises ValidationError."""
        policy = Policy.model_validate(self.policy.model_dump() | values)
        return self.model_copy(update={"policy": policy, "typed": ()})

    def is_outdated(self, target: Target | None) -> bool:
        """Whether somebody else has changed the target since."""
        return (self.base, self.receives) != standing(target)

    def over(self, target: Target | None) -> "Draft":
        """The same wishes over what the target has now: what was not touched here is as it is there."""
        now, receives = standing(target)
        before = self.base or Policy()
        wishes = {
            name: value for name, value in self.policy if self.base is None or value != getattr(before, name)
        }
        policy = (now or self.policy).model_copy(update=wishes)
        return self.model_copy(update={"policy": policy, "base": now, "receives": receives})


def standing(target: Target | None) -> tuple[Policy | None, bool]:
    """The policy of a target, and whether it is in service."""
    return (None, False) if target is None else (target.policy, not target.given_up)


def begun(guild: int, channel: int, target: Target | None, fresh: Policy) -> Draft:
    """A draft that begins with what the target has, or with `fresh`."""
    policy, receives = standing(target)
    return Draft(guild=guild, channel=channel, policy=policy or fresh, base=policy, receives=receives)


async def kept(draft: Draft, store: Archive) -> str:
    """The key under which every process finds the draft. Raises StoreError."""
    return await store.jot(draft.model_dump_json(exclude_defaults=True))


async def found(key: str, store: Archive) -> Draft | None:
    """The draft of that key; None for one that is none, or no longer known. Raises StoreError."""
    try:
        return Draft.model_validate_json(await store.jotted(key) or "")
    except ValidationError:
        return None

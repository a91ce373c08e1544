"""Targets that the settings name, and those that they no longer name."""

from bot.models import Policy
from storage import SqlStore

CHANNEL = ("telegram", "@channel", Policy())
ROOM = ("telegram", "-100", Policy(sections=("算法论文",)))
PAGE = ("web", "site", Policy())


async def suspensions(store: SqlStore) -> dict[str, str | None]:
    return {target.address: target.suspended for target in await store.targets()}


async def test_what_the_settings_no_longer_name_is_suspended_until_they_name_it_again(
    store: SqlStore,
) -> None:
    await store.declare_targets([CHANNEL, ROOM, PAGE])
    assert set((await suspensions(store)).values()) == {None}
    await store.declare_targets([PAGE])
    left_out = await suspensions(store)
    assert left_out["site"] is None
    assert left_out["@channel"] == left_out["-100"] == "the settings no longer name it"
    await store.declare_targets([PAGE, ROOM])
    back = await suspensions(store)
    assert back["-100"] is None
    assert back["@channel"] is not None


async def test_what_was_subscribed_in_a_chat_is_left_alone(store: SqlStore) -> None:
    await store.declare_target("telegram", "100", Policy())
    await store.declare_targets([PAGE])
    await store.declare_targets([])
    assert await suspensions(store) == {"100": None, "site": "the settings no longer name it"}


async def test_a_declared_policy_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    await store.declare_targets([ROOM])
    await store.declare_targets([(*ROOM[:2], Policy(keywords=("英伟达",)))])
    (target,) = await store.targets()
    assert target.policy == Policy(keywords=("英伟达",))

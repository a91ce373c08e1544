"""Targets that the settings name, and those that they no longer name."""

import asyncio
from functools import partial

import pytest

from bot.delivery.models import Suspend
from bot.models import NOT_DECLARED, PAUSED, UNSUBSCRIBED, Policy
from storage import SqlStore
from tests.contract.making import LEASE, NOW, published, shown, wanted

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


async def test_a_chat_that_subscribes_after_it_was_left_out_is_its_own(store: SqlStore) -> None:
    await store.declare_targets([CHANNEL, PAGE])
    await store.declare_targets([PAGE])
    (channel,) = await store.targets_at(*CHANNEL[:1], [CHANNEL[1]])
    await store.resume_target(channel.id)
    await store.declare_targets([PAGE])
    assert await suspensions(store) == {"@channel": None, "site": None}


async def test_a_declared_policy_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    await store.declare_targets([ROOM])
    await store.declare_targets([(*ROOM[:2], Policy(keywords=("英伟达",)))])
    (target,) = await store.targets()
    assert target.policy == Policy(keywords=("英伟达",))


async def test_of_two_who_change_a_policy_at_once_neither_undoes_the_other(store: SqlStore) -> None:
    def watching(word: str, policy: Policy | None) -> Policy:
        before = policy or Policy(locale="en")
        return before.model_copy(update={"watch": (*before.watch, word)})

    words = [f"w{number}" for number in range(8)]
    changes = [partial(watching, word) for word in words]
    await asyncio.gather(*(store.change_target("web", "home", change) for change in changes))
    [home] = await store.targets()
    assert sorted(home.policy.watch) == words
    assert home.policy.locale == "en"

    def failing(_: Policy | None) -> Policy:
        raise ValueError("no such policy")

    with pytest.raises(ValueError, match="no such policy"):
        await store.change_target("web", "new", failing)
    assert await store.targets() == [home]
    await store.move_target(home.id, "there")
    moved = await store.change_target("web", "home", lambda _: Policy())
    assert (moved.id, moved.address, moved.policy) == (home.id, "there", Policy())


async def test_targets_are_found_by_any_of_their_addresses(store: SqlStore) -> None:
    await store.declare_targets([CHANNEL, ROOM, PAGE])
    found = await store.targets_at("telegram", ["-100", "@channel", "site", "@nobody"])
    assert [target.address for target in found] == ["@channel", "-100"]
    assert await store.targets_at("telegram", []) == []
    assert await store.targets_at("web", ["-100"]) == []


async def test_targets_that_share_a_policy_are_told_together(store: SqlStore) -> None:
    await store.declare_targets([CHANNEL, ROOM, PAGE, ("telegram", "-200", Policy())])
    ids = {target.address: target.id for target in await store.targets()}
    groups = {(group.platform, group.policy): group.target_ids for group in await store.alike()}
    assert groups == {
        ("telegram", Policy()): (ids["@channel"], ids["-200"]),
        ("telegram", ROOM[2]): (ids["-100"],),
        ("web", Policy()): (ids["site"],),
    }
    digest_id = await published(store)
    assert await store.alike(planned=digest_id) == []
    await store.plan(digest_id, [wanted(ids["-200"], "a")], now=NOW, revision=1)
    [group] = await store.alike(planned=digest_id)
    assert (group.platform, group.target_ids) == ("telegram", (ids["-200"],))


async def test_a_suspended_target_gets_nothing_and_keeps_what_waits(store: SqlStore) -> None:
    home = await store.declare_target("web", "home", Policy())
    await store.plan(await published(store), [wanted(home.id, "a")], now=NOW, revision=1)
    await store.suspend_target(home.id, "the bot was removed")
    assert (await store.targets())[0].suspended == "the bot was removed"
    assert await store.next_due(["web"]) is None
    assert await store.claim({"web": 9}, now=NOW, lease=LEASE) == []
    await store.resume_target(home.id)
    assert shown(await store.claim({"web": 9}, now=NOW, lease=LEASE)) == ["a"]
    await store.suspend_target(home.id + 1, "there is none")


async def test_a_target_moves_with_all_it_has_and_is_found_by_its_old_name(store: SqlStore) -> None:
    await store.declare_targets([ROOM])
    [room] = await store.targets()
    await store.plan(await published(store), [wanted(room.id, "a")], now=NOW, revision=1)
    await store.move_target(room.id, "-1001234")
    [claim] = await store.claim({"telegram": 9}, now=NOW, lease=LEASE)
    assert (claim.target.id, claim.target.address) == (room.id, "-1001234")
    # the settings still say what they said
    await store.declare_targets([ROOM])
    assert await suspensions(store) == {"-1001234": None}
    # and when they say the new name, nothing changes either
    await store.declare_targets([("telegram", "-1001234", ROOM[2])])
    assert await suspensions(store) == {"-1001234": None}
    await store.move_target(room.id, "-1001234")
    await store.move_target(room.id, "-100")
    assert [target.address for target in await store.targets()] == ["-100"]
    await store.move_target(room.id + 1, "-300")


async def test_a_target_that_moves_to_where_another_is_gives_way(store: SqlStore) -> None:
    await store.declare_targets([ROOM, CHANNEL])
    [channel] = await store.targets_at("telegram", ["@channel"])
    await store.move_target(channel.id, "-100")
    told = await suspensions(store)
    assert told["-100"] is None
    assert told["@channel"] == "it moved to -100, where another target is already"


async def test_what_people_call_a_target(store: SqlStore) -> None:
    target = await store.declare_target("telegram", "-100", Policy())
    other = await store.declare_target("telegram", "-200", Policy())
    assert (target.title, target.label) == (None, "telegram:-100")
    await store.title_targets({target.id: "早报'群", other.id: "晚报"})
    await store.title_targets({other.id: "夜报"})
    titled = await store.targets()
    assert [one.label for one in titled] == ["早报'群 (telegram:-100)", "夜报 (telegram:-200)"]
    assert (await store.declare_target("telegram", "-100", Policy(silent=True))).title == "早报'群"
    assert [line.target.title for line in await store.ledger()] == ["早报'群", "夜报"]


async def test_a_platforms_reason_does_not_take_the_place_of_peoples(store: SqlStore) -> None:
    target = await store.declare_target("telegram", "-1", Policy())
    await store.plan(await published(store), [wanted(target.id, "a")], now=NOW, revision=1)
    [claim] = await store.claim({"telegram": 9}, now=NOW, lease=LEASE)
    for reason in (PAUSED, UNSUBSCRIBED):
        await store.suspend_target(target.id, reason)
        await store.suspend_target(target.id, "blocked")
        assert await suspensions(store) == {"-1": reason}
    await store.settle([(claim, Suspend(reason="blocked"))], now=NOW)
    assert await suspensions(store) == {"-1": UNSUBSCRIBED}
    await store.resume_target(target.id)
    await store.suspend_target(target.id, "blocked")
    await store.suspend_target(target.id, PAUSED)
    assert await suspensions(store) == {"-1": PAUSED}


async def test_what_was_lost_or_paused_when_it_was_left_out_does_not_come_back(store: SqlStore) -> None:
    await store.declare_targets([CHANNEL, ROOM])
    ids = {target.address: target.id for target in await store.targets()}
    await store.suspend_target(ids["@channel"], "blocked")
    await store.suspend_target(ids["-100"], PAUSED)
    await store.declare_targets([])
    assert await suspensions(store) == {"@channel": NOT_DECLARED, "-100": PAUSED}
    await store.resume_target(ids["-100"])
    await store.declare_targets([])
    assert await suspensions(store) == {"@channel": NOT_DECLARED, "-100": NOT_DECLARED}

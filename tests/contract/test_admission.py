"""Targets that come from another archive, on each engine."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cli.targets import Subscriptions, admissions, exported
from bot.delivery.models import Admission
from bot.models import PAUSED, UNSUBSCRIBED, Policy
from storage import SqlStore, open_store
from tests.contract.making import NOW, published, wanted

ADMITTED = Admission(platform="telegram", address="-100", policy=Policy(watch=("英伟达",)), title="群")

words = st.tuples(st.text('AI英伟达 ,"\\\n\x7f😀', max_size=5))
hours = st.times().map(lambda time: time.replace(microsecond=0))
policies = st.builds(
    Policy,
    digests=st.booleans(),
    without_sections=words,
    watch=words,
    layout=st.sampled_from(["full", "headlines", "summary+thread"]),
    locale=st.sampled_from(["zh-CN", "zh-TW", "en"]),
    publish_at=st.none() | hours,
    weekdays=st.sampled_from([(), ("mon",), ("sat", "sun")]),
    quiet_hours=st.none() | st.tuples(hours, hours),
    role=st.none() | st.just("112233445566778899"),
)
admitted = st.lists(
    st.builds(
        Admission,
        platform=st.sampled_from(["telegram", "discord"]),
        address=st.text(string.digits + "-@a/", min_size=1, max_size=8),
        policy=policies,
        title=st.none() | st.text('频道 ›#"x', min_size=1, max_size=9),
        suspended=st.sampled_from([None, PAUSED, UNSUBSCRIBED, "the bot was removed from the chat"]),
    ),
    unique_by=lambda one: (one.platform, one.address),
    max_size=6,
)


async def test_what_is_there_is_made_like_it_and_a_suspension_stays(store: SqlStore) -> None:
    kicked = await store.declare_target("telegram", "-100", Policy())
    await store.suspend_target(kicked.id, "kicked")
    await store.title_targets({kicked.id: "旧群"})
    await store.admit_targets([ADMITTED, Admission(platform="discord", address="7", policy=Policy())])
    group, channel = await store.targets()
    assert (group.id, group.policy, group.title) == (kicked.id, ADMITTED.policy, "群")
    assert (group.suspended, channel.suspended) == ("kicked", None)
    await store.admit_targets([ADMITTED.model_copy(update={"title": None, "suspended": PAUSED})])
    assert (await store.targets_at("telegram", ["-100"]))[0].title == "群"


async def test_a_target_that_moved_is_known_by_its_former_address(store: SqlStore) -> None:
    group = await store.declare_target("telegram", "-5", Policy())
    await store.move_target(group.id, "-1005")
    await store.admit_targets([ADMITTED.model_copy(update={"address": "-5"})])
    (target,) = await store.targets()
    assert (target.id, target.address, target.policy) == (group.id, "-1005", ADMITTED.policy)


async def test_who_is_admitted_as_suspended_is_sent_nothing(store: SqlStore) -> None:
    digest_id = await published(store)
    await store.admit_targets([ADMITTED.model_copy(update={"suspended": PAUSED})])
    (target,) = await store.targets()
    await store.plan(digest_id, [wanted(target.id, "a")], now=NOW, revision=1)
    assert await store.next_due(["telegram"]) is None
    await store.resume_target(target.id)
    assert await store.next_due(["telegram"]) is not None


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(admitted=admitted)
async def test_what_is_exported_and_imported_is_exported_again_as_it_was(
    url: str, admitted: list[Admission]
) -> None:
    store = await open_store(url, now=NOW)
    try:
        async with store._database.write() as connection:  # an archive has no such verb
            await connection.exec_driver_sql("DELETE FROM targets")
        await store.admit_targets(admitted)
        first = exported(await store.targets(), ())
        text = first.model_dump_json()
        async with store._database.write() as connection:
            await connection.exec_driver_sql("DELETE FROM targets")
        await store.admit_targets(admissions(Subscriptions.model_validate_json(text)))
        assert exported(await store.targets(), ()) == first
    finally:
        await store.close()

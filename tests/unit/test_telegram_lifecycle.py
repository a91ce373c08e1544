"""Coming into chats and out of them, over the fake server: greetings, setup, losses, returns, moves."""

from collections.abc import AsyncIterator

import pytest

from bot.models import UNSUBSCRIBED, Policy, Publication, Target
from bot.ports import Store
from handlers.telegram.setup import PREFIX, mark
from handlers.telegram.station import Station
from tests.fakes.stations import OPERATOR, serving, station_of, told
from tests.fakes.stores import DAILY
from tests.fakes.telegram import Chat, Person, TelegramServer

MONTHLY = Publication(slug="ai-monthly-" + "long-" * 9 + "name", name="AI月刊", kind="monthly")
PUBLICATIONS = (DAILY, MONTHLY)
GREETED = "What shall I post there"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def station(server: TelegramServer, store: Store) -> AsyncIterator[Station]:
    async with station_of(server, store, publications=PUBLICATIONS) as station, serving(station):
        yield station


@pytest.fixture
def owner(server: TelegramServer) -> Person:
    return server.person("Owner", started=True, language="en")


async def target_of(store: Store, chat: Chat, thread: int | None = None) -> Target:
    address = str(chat.id) if thread is None else f"{chat.id}/{thread}"
    (target,) = await store.targets_at("telegram", [address])
    return target


def heard(server: TelegramServer, chat: Chat) -> list[str]:
    return [message.text for message in chat.standing() if message.outgoing]


@pytest.mark.parametrize("kind", ["channel", "supergroup"])
async def test_who_adds_the_bot_sets_it_up_with_a_press(
    server: TelegramServer, store: Store, station: Station, owner: Person, kind: str
) -> None:
    if kind == "channel":
        chat = server.channel("News", owner=owner, rights=None, username="News_Channel")
    else:
        chat = server.supergroup("News", owner=owner, bot=None)
    owner.adds_bot(chat)
    greeting = await server.posted(owner, GREETED)
    assert "News" in greeting.text
    assert [button["text"] for button in greeting.buttons] == ["AI日报", "AI月刊", "All of them", "Not now"]
    assert all(len(button["callback_data"].encode()) <= 64 for button in greeting.buttons)
    press = await server.answered(owner.presses(greeting, "AI月刊"))
    assert not press.text
    shown = await server.posted(owner, "AI月刊", edits=1)
    assert shown.text.startswith("News")
    assert shown.text.endswith("To end it, send /unsubscribe there."), "and not here"
    assert not shown.buttons
    target = await target_of(store, chat)
    assert target.policy.publications == (MONTHLY.slug,)
    assert target.suspended is None
    assert not heard(server, chat), "nothing of it is said in the chat itself"


async def test_all_of_them_and_not_now(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    chat = server.channel(owner=owner, rights=None)
    owner.adds_bot(chat)
    greeting = await server.posted(owner, GREETED)
    owner.presses(greeting, "Not now")
    await server.posted(owner, "nothing is posted there", edits=1)
    assert not await store.targets(platform="telegram")
    await server.answered(owner.presses_stale(greeting, f"{PREFIX}s{chat.id}.all"))
    assert (await target_of(store, chat)).policy.publications == ()


async def test_a_single_publication_needs_no_choice(
    server: TelegramServer, store: Store, owner: Person
) -> None:
    async with station_of(server, store) as station, serving(station):
        owner.adds_bot(server.channel(owner=owner, rights=None))
        greeting = await server.posted(owner, GREETED)
        assert [button["text"] for button in greeting.buttons] == ["All digests", "Not now"]


@pytest.mark.parametrize(
    ("rights", "missing"),
    [
        (("can_post_messages",), "edit messages"),
        (("can_post_messages", "can_edit_messages"), None),
    ],
)
async def test_rights_that_pinning_takes_are_asked_for(
    server: TelegramServer, station: Station, owner: Person, rights: tuple[str, ...], missing: str | None
) -> None:
    owner.adds_bot(server.channel(owner=owner, rights=None), *rights)
    greeting = await server.posted(owner, GREETED)
    assert (missing is None) == ("pinned" not in greeting.text)
    assert missing is None or missing in greeting.text


async def test_a_channel_without_the_right_to_post_is_explained_and_greeted_with_it(
    server: TelegramServer, station: Station, owner: Person
) -> None:
    chat = server.channel(owner=owner, rights=None)
    owner.adds_bot(chat, "can_edit_messages")
    await server.posted(owner, "may not post there")
    owner.promotes_bot(chat, "can_post_messages", "can_edit_messages")
    await server.posted(owner, GREETED)


@pytest.mark.parametrize("kind", ["group", "channel", "anonymous"])
async def test_a_stranger_is_greeted_in_the_group_and_never_in_a_channel(
    server: TelegramServer, store: Store, station: Station, kind: str
) -> None:
    stranger = server.person("Stranger", language="en", started=kind == "anonymous")
    if kind == "channel":
        chat = server.channel(owner=stranger, rights=None)
        stranger.adds_bot(chat)
        await server.until(lambda: not server.updates.queue)
        await server.until(lambda: any(entry.chat == str(stranger.id) for entry in server.journal.entries))
        assert not heard(server, chat)
        return
    chat = server.supergroup(owner=stranger, bot=None)
    if kind == "anonymous":
        chat.member(stranger.user).anonymous = True
        server.world.place(chat, server.world.bot, "member")
        bot = server.world.bot.json()
        change = {
            "chat": chat.json(),
            "from": {
                "id": 1087968824,
                "is_bot": True,
                "first_name": "Group",
                "username": "GroupAnonymousBot",
            },
            "date": 1,
            "old_chat_member": {"status": "left", "user": bot},
            "new_chat_member": {"status": "member", "user": bot},
        }
        server.tell("my_chat_member", change)
    else:
        stranger.adds_bot(chat)
    greeting = await server.posted(chat, GREETED)
    press = await server.answered(stranger.presses(greeting, "All of them"))
    assert not press.text
    await server.posted(chat, "AI日报", edits=1)
    assert (await target_of(store, chat)).suspended is None


async def test_only_admins_of_the_chat_and_operators_may_press(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    member = server.person("Member", started=True, language="en")
    operator = server.person("Operator", id=OPERATOR, started=True, language="en")
    chat = server.supergroup(owner=owner, members=(member,), bot=None)
    owner.adds_bot(chat)
    greeting = await server.posted(owner, GREETED)
    refused = await server.answered(member.presses_stale(greeting, greeting.buttons[0]["callback_data"]))
    assert refused.text == "Only the admins of that chat can say this."
    assert not await store.targets(platform="telegram")
    await server.answered(operator.presses_stale(greeting, f"{PREFIX}s{chat.id}.{mark(DAILY)}"))
    assert (await target_of(store, chat)).policy.publications == (DAILY.slug,)


async def test_an_admin_of_one_chat_can_not_press_in_another(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    own, channel = server.supergroup("Buy here", owner=owner), server.channel("News", owner=server.person())
    post = await station.connection.ask(channel.id, lambda bot: bot.send_message(channel.id, "a digest"))
    stands = channel.messages[post.message_id]
    press = await server.answered(owner.presses_stale(stands, f"{PREFIX}s{own.id}.no"))
    assert "out of date" in press.text
    assert stands.text == "a digest"
    assert heard(server, channel) == ["a digest"]


async def test_who_presses_without_end_is_asked_for_patience(
    server: TelegramServer, station: Station, owner: Person
) -> None:
    greeting = await server.posted(owner.starts().chat)
    presses = [await server.answered(owner.presses_stale(greeting, f"{PREFIX}s-1.no")) for _ in range(20)]
    assert not presses[-1].text, "told once"
    assert sum(entry.method == "getChat" for entry in server.journal.entries) < 13


async def test_buttons_that_lead_nowhere_say_so(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    chat = server.supergroup(owner=owner, bot=None)
    owner.adds_bot(chat)
    greeting = await server.posted(owner, GREETED)
    for data in ("m", f"ms{chat.id}.00000000", "ms5.all", f"ms{chat.id}.all;x"):
        press = await server.answered(owner.presses_stale(greeting, data))
        assert "out of date" in press.text, data
    owner.removes_bot(chat)
    press = await server.answered(owner.presses(greeting, "All of them"))
    assert "not in that chat" in press.text
    assert not await store.targets(platform="telegram")


async def test_a_button_outlives_a_restart_and_the_group_its_upgrade(
    server: TelegramServer, store: Store, owner: Person
) -> None:
    group = server.group("Team", owner=owner, bot=None)
    async with station_of(server, store, publications=PUBLICATIONS) as station, serving(station):
        owner.adds_bot(group)
        greeting = await server.posted(owner, GREETED)
    async with station_of(server, store, publications=PUBLICATIONS) as station, serving(station):
        chat = owner.upgrades(group)
        await server.answered(owner.presses(greeting, "All of them"))
        assert (await target_of(store, chat)).suspended is None


@pytest.mark.parametrize("loss", ["removed", "robbed", "demoted", "restricted", "deleted"])
async def test_a_lost_place_suspends_and_a_regained_one_resumes(
    server: TelegramServer, store: Store, station: Station, owner: Person, loss: str
) -> None:
    if loss in {"robbed", "demoted"}:
        chat = server.channel("News", owner=owner)
    else:
        chat = server.supergroup("News", owner=owner)
    await store.declare_target("telegram", str(chat.id), Policy())
    match loss:
        case "removed":
            owner.removes_bot(chat)
        case "robbed":
            owner.promotes_bot(chat, "can_edit_messages")
        case "demoted":
            owner.demotes_bot(chat)
        case "restricted":
            owner.restricts_bot(chat)
        case _:
            owner.deletes_chat(chat)
    await server.until(lambda: told(station), what="the admins are told")
    reason = (await target_of(store, chat)).suspended
    assert reason
    assert reason in told(station)[0]
    if loss == "deleted":
        return
    owner.adds_bot(chat)
    await server.posted(owner, "receives digests again")
    assert (await target_of(store, chat)).suspended is None
    await server.until(lambda: len(told(station)) == 2)
    assert not [text for text in heard(server, owner.private) if GREETED in text]


async def test_a_chat_that_unsubscribed_is_asked_anew(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    chat = server.supergroup(owner=owner)
    target = await store.declare_target("telegram", str(chat.id), Policy())
    await store.suspend_target(target.id, UNSUBSCRIBED)
    owner.removes_bot(chat)
    owner.adds_bot(chat)
    await server.posted(owner, GREETED)
    assert (await target_of(store, chat)).suspended == UNSUBSCRIBED


async def test_a_target_of_the_settings_has_nothing_to_set_up(
    server: TelegramServer, store: Store, owner: Person
) -> None:
    chat = server.channel("News", owner=owner, rights=None, username="News")
    declared = [("telegram", "@news", Policy())]
    async with station_of(server, store, targets=declared) as station, serving(station):
        owner.adds_bot(chat)
        await server.posted(owner, "nothing is left to do")


async def test_the_topics_of_a_forum_share_its_fate(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    forum = server.supergroup(owner=owner, forum=True)
    thread = server.topic(forum, "Digests")
    await store.declare_target("telegram", f"{forum.id}/{thread}", Policy())
    await store.declare_target("telegram", "-1009/7", Policy())
    owner.removes_bot(forum)
    await server.until(lambda: told(station))
    assert (await target_of(store, forum, thread)).suspended
    (other,) = await store.targets_at("telegram", ["-1009/7"])
    assert other.suspended is None
    owner.adds_bot(forum)
    await server.posted(owner, "receives digests again")
    assert (await target_of(store, forum, thread)).suspended is None


async def test_who_blocks_the_bot_gets_nothing_until_it_is_let_in_again(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    await store.declare_target("telegram", str(owner.id), Policy())
    owner.blocks()
    await server.until(lambda: told(station))
    assert "blocked" in ((await target_of(store, owner.private)).suspended or "")
    owner.unblocks()
    await server.until(lambda: len(told(station)) == 2)
    assert (await target_of(store, owner.private)).suspended is None
    assert not heard(server, owner.private), "who lets the bot in again has said nothing to it"


async def test_an_opened_topic_and_a_pressed_start_resume_what_waited(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    forum, stranger = server.supergroup(owner=owner, forum=True), server.person("Stranger")
    closed, gone = server.topic(forum, "Closed"), server.topic(forum, "Gone")
    addresses = [f"{forum.id}/{closed}", f"{forum.id}/{gone}", str(stranger.id)]
    for address in addresses:
        target = await store.declare_target("telegram", address, Policy())
        await store.suspend_target(target.id, "nobody hears")
    owner.closes_topic(forum, closed)
    owner.reopens_topic(forum, closed)
    await server.until(lambda: len(told(station)) == 1)
    stranger.starts("i_1")
    await server.posted(stranger)
    found = await store.targets_at("telegram", addresses)
    assert {target.address for target in found if target.suspended} == {f"{forum.id}/{gone}"}


async def test_the_note_of_a_pin_is_put_away(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    group = server.supergroup(owner=owner, bot="administrator")
    post = await station.connection.ask(group.id, lambda bot: bot.send_message(group.id, "news"))
    await station.connection.ask(group.id, lambda bot: bot.pin_chat_message(group.id, post.message_id))
    await server.until(lambda: list(group.messages) == [post.message_id])
    assert group.pinned == [post.message_id]


async def test_a_group_that_becomes_a_supergroup_takes_its_target_along(
    server: TelegramServer, store: Store, station: Station, owner: Person
) -> None:
    group = server.group("Team", owner=owner)
    target = await store.declare_target("telegram", str(group.id), Policy(publications=(DAILY.slug,)))
    chat = owner.upgrades(group)
    await server.until(lambda: told(station))
    await server.until(lambda: not server.updates.queue)
    moved = await target_of(store, chat)
    assert (moved.id, moved.policy, moved.suspended) == (target.id, target.policy, None)
    assert len(told(station)) == 1, "both chats tell of it, the admins hear it once"


def test_the_marks_of_publications_differ() -> None:
    marks = {mark(Publication(slug=f"p-{number}", name="P")) for number in range(1000)}
    assert len(marks) == 1000

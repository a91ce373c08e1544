"""The fake Bot API server as a process, steered over HTTP."""

import asyncio
import json
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError, RetryAfter

from tests.fakes.remote import Declined
from tests.fakes.telegram.client import RunningServer
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.verbs import DEEDS


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    with RunningServer("--username", "paper_bot") as server:
        yield server


async def test_a_bot_and_its_reader_in_three_processes(running: RunningServer) -> None:
    ann = running.person("Ann", username="ann")
    ann.starts()
    channel = running.channel(title="Daily", username="daily")["id"]
    async with Bot(running.token, base_url=running.base_url) as bot:
        assert bot.username == "paper_bot"
        updates = await bot.get_updates()
        assert updates[-1].message is not None
        assert updates[-1].message.text == "/start"
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="n")]])
        await bot.send_message("@daily", "<b>News</b>", parse_mode="HTML", reply_markup=keyboard)
        message = running.posted(chat=channel, pattern="^News")
        assert message["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
        assert running.texts("@daily") == ["News"]
        press = ann.presses(message=message, label="Next")
        await bot.answer_callback_query(press["id"], "done")
        assert running.answered(asked=press["id"])["text"] == "done"
        with pytest.raises(Declined, match="no button 'Back'"):
            ann.presses(message=message, label="Back")
        await bot.delete_message(channel, message["id"])
        assert running.texts(channel) == []
        assert [each["text"] for each in running.messages(chat=channel, deleted=True)] == ["News"]


async def test_waiting_for_what_the_bot_does(running: RunningServer) -> None:
    channel = running.channel()["id"]
    with pytest.raises(Declined, match="a message like 'x' in Channel did not come true"):
        running.posted(chat=channel, pattern="x", seconds=0.1)
    waiting = asyncio.create_task(asyncio.to_thread(running.posted, chat=channel, pattern="x"))
    async with Bot(running.token, base_url=running.base_url) as bot:
        sent = await bot.send_message(channel, "x")
        assert (await waiting)["id"] == sent.message_id
        await bot.edit_message_text("xy", channel, sent.message_id)
    assert running.posted(chat=channel, pattern="x", edits=1)["history"] == ["x"]
    assert running.requested(method="sendMessage") >= 1


async def test_faults_flood_and_the_log(running: RunningServer) -> None:
    channel = running.channel()["id"]
    running.forget()
    async with Bot(running.token, base_url=running.base_url) as bot:
        running.fault(kind="dropped after", methods=["sendMessage"], chat=channel)
        with pytest.raises(NetworkError):
            await bot.send_message(channel, "x")
        assert running.faults()[0]["met"] == 1
        running.heal()
        running.flood(on=True, burst=1)
        await bot.send_message(channel, "y")
        for _ in range(2):
            with pytest.raises(RetryAfter):
                await bot.send_message(channel, "z")
        running.flood(on=False)
        assert running.totals()["impatient"] == 1
        assert [each["kind"] for each in running.violations()] == ["impatient"]
        outcomes = [entry["outcome"] for entry in running.log(method="sendMessage", chat=str(channel))]
        assert outcomes == ["ok", "ok"] + ["Too Many Requests: retry after 1"] * 2
        running.mix(seed=1, dropped_before=0.5, flood=0.5)
        assert len(running.faults()) == 2
        running.heal()


def test_places_and_deeds(running: RunningServer) -> None:
    owner = running.person("Owner", started=True)
    group = running.group(title="Readers", owner=owner.id, members=[running.person("Ann").id])["id"]
    wide = owner.upgrades(group=group)["id"]
    owner.promotes_bot(chat=wide, rights=["can_pin_messages"])
    thread = running.topic(chat=wide, name="News")
    owner.closes_topic(chat=wide, thread=thread)
    assert running.chat(chat=wide)["topics"] == [{"thread": thread, "name": "News", "closed": True}]
    said = owner.says(text="/today", chat=wide)
    owner.deletes(message=said)
    query = owner.types(query="x")
    assert query["answered"] is False
    document = owner.sends(content="# Digest", name="a.md")
    assert document["json"]["document"]["file_name"] == "a.md"
    assert len(running.people(count=5)) == 5
    running.switch(reads_groups=True)
    for wrong in ("nonsense", "_owned"):
        with pytest.raises(Declined, match="there is no verb"):
            running.ask(wrong)
    with pytest.raises(Declined, match="nobody flies"):
        owner.flies()
    with pytest.raises(Declined, match="there is no chat -5"):
        running.messages(chat=-5)


def test_the_verbs_are_listed(running: RunningServer) -> None:
    with urlopen(f"{running.address}/control/") as answer:  # noqa: S310  # our own server
        listed = json.loads(answer.read())["value"]
    assert listed["forget"] == "Empty the log and the violations."
    assert not any(name.startswith("_") for name in listed)


def test_every_deed_of_people_can_be_asked_for() -> None:
    deeds = {name for name in dir(Person) if not name.startswith("_")} - {"id", "private", "server", "user"}
    assert deeds == DEEDS

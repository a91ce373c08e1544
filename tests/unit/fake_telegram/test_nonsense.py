"""The fake Bot API server refuses nonsense, and never answers with a defect of its own."""

import json
import random

import aiohttp
import pytest

from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram.methods import METHODS

VALUES = [
    "", " ", "x", "0", "-1", "1", "7.5", "true", "null", "[]", "{}", "[1]", "[[]]", '"x"', "@daily", "@",
    "日报", "[", "{", "\x00", "😀" * 5000, "9" * 40, '{"message_id": "x"}', '{"message_id": 1}', "HTML",
    '{"inline_keyboard": [[1]]}', '{"inline_keyboard": {}}', '[{"type": "bold"}]', '[{"offset": 0}]',
    "[null]", '[{"type": "bold", "offset": 0, "length": 99}]', '{"type": "chat"}', '{"url": []}',
    '{"type": "chat_member", "chat_id": 1, "user_id": "x"}', '[{"command": 5}]', '{"type": []}',
    '[{"type": "article", "id": "1", "title": "x", "input_message_content": 5}]',
    '[{"type": "article", "id": "1", "input_message_content": {}}]',
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_nonsense_is_refused(server: TelegramServer, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    owner = server.person("Owner", started=True)
    places = [owner.id, server.channel(owner=owner, username="daily").id, server.group(owner=owner).id]
    owner.posts("x", server.chat("@daily"))
    query, press = owner.types("x").id, "1"
    async with aiohttp.ClientSession() as session:
        for _ in range(400):
            method = chance.choice(list(METHODS.values()))
            names = sorted(method.parameters - {"timeout", "url"})
            values = {name: chance.choice(VALUES) for name in names if chance.random() < 0.5}
            if "chat_id" in names and chance.random() < 0.9:
                values["chat_id"] = str(chance.choice(places))
            if chance.random() < 0.7:
                values |= {"text": "x", "message_id": "1"} if "text" in names else {}
                values |= {"inline_query_id": query} if "inline_query_id" in names else {}
                values |= {"callback_query_id": press} if "callback_query_id" in names else {}
            sent = {"json": values} if chance.random() < 0.3 else {"data": values}
            async with session.post(f"{server.base_url}{server.token}/{method.name}", **sent) as answer:  # type: ignore[arg-type]
                body = json.loads(await answer.text())
            assert answer.status in {200, 400, 403, 404, 409}, (method.name, values)
            assert body["ok"] is (answer.status == 200)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[1]", b'"x"', b"{", b"null"])
async def test_bodies_that_are_no_object(server: TelegramServer, body: bytes) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{server.base_url}{server.token}/sendMessage",
            data=body,
            headers={"Content-Type": "application/json"},
        ) as answer,
    ):
        assert answer.status == 400

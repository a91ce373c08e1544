"""Requests without a library, to see the very words."""

from typing import Any

import aiohttp

from tests.fakes.telegram import TelegramServer


async def ask(server: TelegramServer, method: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401
    """The answer's JSON, with the HTTP status as "status"."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base_url}{server.token}/{method}", json=values) as answer,
    ):
        return {"status": answer.status, **await answer.json()}


async def refused(server: TelegramServer, method: str, **values: Any) -> str:  # noqa: ANN401
    """The description of a refusal, with its code."""
    answer = await ask(server, method, **values)
    assert answer["ok"] is False
    assert answer["error_code"] == answer["status"]
    return f"{answer['error_code']} {answer['description']}"

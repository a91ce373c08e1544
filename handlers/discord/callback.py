"""What Discord lets a bot do with the token of an interaction, for 15 minutes."""

from collections.abc import Awaitable, Callable
from typing import Any

from discord.webhook.async_ import async_context, interaction_response_params

from handlers.discord.connection import Connection
from handlers.discord.people import Interaction

Body = dict[str, Any]

REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE = 4, 5, 6, 7
CHOICES = 8
"""Kinds of acknowledgement."""


class Callback:
    """The library's own way for interactions: it waits for nothing that the bot's other requests wait for.

    All raise DeliveryError: Done for a second acknowledgement, Expired for what comes too late.
    """

    def __init__(self, connection: Connection, interaction: Interaction) -> None:
        self._connection = connection
        self._interaction = interaction
        self._adapter = async_context.get()
        self._session = interaction._session  # noqa: SLF001  (the library's own helpers take it from there)
        self._hook = (interaction.application_id, interaction.token)

    async def acknowledge(self, kind: int, data: Body | None = None) -> None:
        """The first answer, of which there can be but one."""
        number, token = self._interaction.id, self._interaction.token
        params = interaction_response_params(kind, data)
        await self._ask(
            lambda: self._adapter.create_interaction_response(
                number, token, session=self._session, params=params
            )
        )

    async def edit(self, body: Body) -> None:
        """Change the message of the first answer, or the one that was pressed."""
        await self._ask(
            lambda: self._adapter.edit_original_interaction_response(
                *self._hook, session=self._session, payload=body
            )
        )

    async def delete(self) -> None:
        """Take the message of the first answer away."""
        await self._ask(
            lambda: self._adapter.delete_original_interaction_response(*self._hook, session=self._session)
        )

    async def follow(self, body: Body) -> None:
        """Another message behind the first answer."""
        await self._ask(
            lambda: self._adapter.execute_webhook(
                *self._hook, session=self._session, payload=body, wait=True, with_components=True
            )
        )

    async def _ask(self, request: Callable[[], Awaitable[Any]]) -> None:
        await self._connection.ask(lambda _: request())

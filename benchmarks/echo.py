"""A bare discord.py bot that offers what was typed: `python -m benchmarks.echo API GATEWAY TOKEN`."""

import asyncio
import sys

import discord
import discord.gateway
import discord.http
import yarl
from discord import app_commands


class Echo(discord.Client):
    """One command with one argument."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(name="search", description="Says what it was told.")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def search(interaction: discord.Interaction, query: str) -> None:
            await interaction.response.send_message(query)

        @search.autocomplete("query")
        async def choices(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=typed, value=typed)]

    async def setup_hook(self) -> None:
        """Hand the command in."""
        await self.tree.sync()


async def main(api_url: str, gateway_url: str, token: str) -> None:
    """Serve until killed."""
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    async with Echo() as client:
        await client.start(token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

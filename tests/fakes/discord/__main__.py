"""`python -m tests.fakes.discord`: the server as a process. It prints where it is as one JSON line."""

import argparse
import asyncio

from tests.fakes.discord.server import TOKEN, DiscordServer
from tests.fakes.listening import serve


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--name", default="Ribao")
    parser.add_argument("--unlimited", action="store_true", help="no rate limits")
    parser.add_argument("--overall", type=int, default=50, help="requests a second, of everything")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster the limits fill again")
    parser.add_argument("--nonce-lasts", type=float, default=180.0, help="seconds that a nonce is remembered")
    parser.add_argument(
        "--no-log", action="store_true", help="count requests, but keep none (for benchmarks)"
    )
    return parser.parse_args()


async def main(options: argparse.Namespace) -> None:
    """Make the server and serve."""
    server = DiscordServer(
        token=options.token,
        name=options.name,
        port=options.port,
        limited=not options.unlimited,
        keep=not options.no_log,
    )
    server.limits.set(overall=options.overall, speed=options.speed)
    server.rules.nonce_lasts = options.nonce_lasts
    await serve(
        server,
        api_url=server.api_url,
        gateway_url=server.gateway_url,
        name=options.name,
        application=str(server.world.bot.id),
    )


if __name__ == "__main__":
    asyncio.run(main(asked()))

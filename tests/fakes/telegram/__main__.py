"""`python -m tests.fakes.telegram`: the server as a process. It prints where it is as one JSON line."""

import argparse
import asyncio

from tests.fakes.listening import serve
from tests.fakes.telegram.server import TOKEN, TelegramServer


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--username", default="ribao_bot")
    parser.add_argument("--flood", action="store_true", help="refuse what is too much")
    parser.add_argument("--overall", type=float, default=30.0, help="messages a second, to all chats")
    parser.add_argument("--per-chat", type=float, default=1.0, help="messages a second, to one chat")
    parser.add_argument("--burst", type=int, default=3, help="messages to one chat at once")
    parser.add_argument(
        "--per-minute", type=int, default=20, help="messages a minute, to one group or channel"
    )
    parser.add_argument("--lenient", action="store_true", help="ignore unknown parameters, as Telegram does")
    parser.add_argument(
        "--no-log", action="store_true", help="count requests, but keep none (for benchmarks)"
    )
    return parser.parse_args()


async def main(options: argparse.Namespace) -> None:
    """Make the server and serve."""
    server = TelegramServer(
        token=options.token,
        username=options.username,
        port=options.port,
        strict=not options.lenient,
        keep=not options.no_log,
    )
    server.flood.set(
        on=options.flood,
        overall=options.overall,
        per_chat=options.per_chat,
        burst=options.burst,
        per_minute=options.per_minute,
    )
    await serve(
        server, base_url=server.base_url, base_file_url=server.base_file_url, username=options.username
    )


if __name__ == "__main__":
    asyncio.run(main(asked()))

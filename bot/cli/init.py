"""`init`: the way to a settings file, by questions on a terminal, else as an example."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot import interrupts
from bot.cli.composition import Composition, composition
from bot.cli.wizard.files import check_free, sample, write
from bot.errors import RibaoError

if TYPE_CHECKING:  # who answers no question does not pay for rich
    from bot.cli.wizard.conversation import Conversation

NOTHING = "nothing was written"


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to put ribao.toml and the inbox.")] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: write the example.")] = False,
) -> None:
    """Ask what is needed, meet the bots, and write a settings file; without a terminal, an example of one."""
    ribao = composition(context)
    path = folder / "ribao.toml"
    check_free(path)
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        converse(ribao, path)
        return
    write(path, ribao.example())
    typer.echo(
        f"Wrote {path}. Edit it, put documents into {folder / 'inbox'}, then: ribao run --config {path}"
    )


def converse(ribao: Composition, path: Path) -> None:
    """Ask, and write what was answered; whoever leaves early leaves nothing behind. Raises RibaoError."""
    from rich.console import Console

    from bot.cli.wizard.bots import Bots
    from bot.cli.wizard.conversation import Conversation
    from bot.cli.wizard.course import asked
    from bot.locales import catalogue

    talk = Conversation(Console(highlight=False, soft_wrap=True), catalogue("zh-CN"))
    try:
        with asyncio.Runner() as runner:
            answers = asked(talk, ribao, Bots(talk, ribao, runner))
        begin = talk.is_so(
            talk.say("A sample document, dated today, so that a first digest goes out to all of these?"),
            default=True,
        )
        interrupts.check()
        write(path, answers.text(ribao.example()))
    except KeyboardInterrupt:
        typer.echo(f"\nribao: {NOTHING}", err=True)
        raise
    except EOFError:
        raise RibaoError(f"the terminal was closed: {NOTHING}") from None
    talk.tell("✓ " + talk.say("Wrote {file}; only you can read it.", file=path), "green")
    inbox = path.parent / "inbox"
    if begin:
        today = ribao.now().astimezone(ZoneInfo(answers.timezone)).date()
        document = sample(inbox, str(today))
        if document is not None:
            hour = answers.publish_at
            told = talk.say("Put {file} there: it goes out from {hour} on.", file=document, hour=hour)
            talk.tell("✓ " + told, "green")
    finish(talk, path, inbox)


def finish(talk: "Conversation", path: Path, inbox: Path) -> None:
    """What to do next."""
    say = talk.say
    talk.tell("")
    talk.tell(say("Put your documents into {folder}. What comes next:", folder=inbox))
    talk.tell(f"  ribao doctor --config {path}   # " + say("is everything well?"))
    talk.tell(f"  ribao run --config {path}      # " + say("publishes and answers, until Ctrl-C"))

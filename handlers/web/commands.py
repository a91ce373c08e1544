"""The box where commands can be tried as in a chat; they only read, so an address may hold one."""

from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from bot.commands.models import Actor, Button, Reply, Request
from bot.commands.table import answer, commands_for, parse_line
from bot.locales import message
from handlers.web import asked
from handlers.web.answer import Sorry
from handlers.web.page import locale_of, page
from handlers.web.site import SITE

READER = Actor(id="web:0")  # nobody is known here
FORM = "application/x-www-form-urlencoded"


async def chat(request: web.Request) -> web.Response:
    """The box, with the answer to the line that was sent."""
    line = await sent(request) if request.method == "POST" else asked.text(request, "line")
    locale = locale_of(request)
    examples = [
        (command.examples[0], command.described(locale))
        for command in commands_for(READER).values()
        if command.examples
    ]
    reply = await replied(request, line) if line else None
    return page(request, "chat.html", line=line, reply=reply, examples=examples, ask=ask)


async def replied(request: web.Request, line: str) -> Reply:
    """What the command in the line is answered; words that are no command are looked for."""
    site = request.app[SITE]
    name, argument = parse_line(line)
    return await answer(
        site.store,
        Request(
            command=name,
            argument=argument,
            actor=READER,
            locale=locale_of(request),
            now=site.now().astimezone(site.timezone),
            page=asked.text(request, "page") or None,
        ),
    )


async def sent(request: web.Request) -> str:
    """The line of the form, which must be our own."""
    if not same_origin(request):
        raise Sorry(403, message("This form was sent from another site."))
    if request.content_type != FORM:
        raise Sorry(415, message("This form can't be read."))
    body = (await request.read()).decode("utf-8", "replace")
    try:
        form = parse_qs(body, max_num_fields=10)
    except ValueError:
        raise Sorry(400, message("This form can't be read.")) from None
    return asked.line(form.get("line", [""])[0])


def same_origin(request: web.Request) -> bool:
    """Whether the browser says that the form stood on our own page; other programs say nothing at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def ask(button: Button) -> str:
    """The address behind a reply's button."""
    line = f"/{button.command} {button.argument}".strip()
    return "/chat?" + urlencode({"line": line} | ({"page": button.page} if button.page else {}))

"""What a command is asked and what it answers, free of any platform."""

import datetime as dt
from typing import Literal

from bot.delivery.models import Part
from bot.models import Frozen, Link, Locale, Span, StoredDigest


class Actor(Frozen):
    """Who asks: `id` is `platform:number`. Operators see drafts and may steer everything.

    `admin`: the actor has the say in the chat where the request was made (its private chat included).
    """

    id: str
    operator: bool = False
    admin: bool = False


class Chat(Frozen):
    """Where a request was made, or about which it is. `addresses`: all names that a target there may have.

    The first is the one that a new target gets.
    """

    platform: str
    addresses: tuple[str, ...]
    kind: Literal["private", "group", "channel"]
    title: str = ""


class Request(Frozen):
    """A command as a person gave it. `argument` is the raw text behind its name.

    `page` is the key in a reply's Button, None at first. `now` is aware, in the reader's time zone.
    `publication` limits the answer to one publication, None leaves it open. `chat` is None where there is
    none, as on the web page. `slashes_only`: where it was made nothing but a listed command's name is heard.
    `id` tells it from all others, and is the same when a platform hands it over again; empty: none does.
    """

    id: str = ""

    command: str
    argument: str = ""
    actor: Actor
    locale: Locale = "zh-CN"
    now: dt.datetime
    page: str | None = None
    publication: str | None = None
    chat: Chat | None = None
    slashes_only: bool = False


class Text(Frozen):
    """A paragraph of plain text; `kind` tells how to show it."""

    type: Literal["text"] = "text"
    kind: Literal["plain", "heading", "note", "example"] = "plain"
    text: str


class ItemCard(Frozen):
    """An item in a list: a search hit or a line of a section. Spans mark what matched."""

    type: Literal["item"] = "item"
    id: int
    number: int
    date: dt.date
    publication: str
    section: str
    title: str
    title_spans: tuple[Span, ...] = ()
    snippet: str = ""
    snippet_spans: tuple[Span, ...] = ()
    url: str | None = None


class DigestCard(Frozen):
    """A whole digest, for the platform to lay out in its own way."""

    type: Literal["digest"] = "digest"
    digest: StoredDigest


class Links(Frozen):
    """The links of an item, in order, for the platform to show by their labels."""

    type: Literal["links"] = "links"
    links: tuple[Link, ...]


class Posts(Frozen):
    """Parts of a digest for whoever asked alone: each as a message, just as `platform` would post it."""

    type: Literal["posts"] = "posts"
    platform: str
    parts: tuple[Part, ...]


Block = Text | ItemCard | DigestCard | Links | Posts


class Button(Frozen):
    """Something to ask next: pressing it makes a Request. `page`: at most 40 ASCII characters."""

    label: str
    command: str
    argument: str = ""
    page: str | None = None


class Reply(Frozen):
    """An answer: blocks in reading order, then rows of buttons. `failed`: the request could not be met.

    `act`: what was changed by it, as it is kept (bot.commands.acts); None where nothing was.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    failed: bool = False
    act: str | None = None

"""The blocks and buttons that the commands' replies are made of."""

from collections.abc import Iterable, Sequence

from bot.commands.models import Block, Button, ItemCard, Reply, Text
from bot.locales import Catalogue
from bot.models import Hit, StoredItem

LABEL = 40
ARGUMENT = 200
SNIPPET = 100
ROWS = 5
"""No platform shows more rows of buttons than Discord, and it shows five."""
LISTED = 10


class Unmet(ValueError):
    """A request that can't be met as it stands; `reply` says why, and asks back."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__("the request can't be met")


def plain(text: str) -> Text:
    """An ordinary paragraph."""
    return Text(text=text)


def heading(text: str) -> Text:
    """A title over what follows."""
    return Text(kind="heading", text=text)


def note(text: str) -> Text:
    """A remark beside the answer."""
    return Text(kind="note", text=text)


def example(text: str) -> Text:
    """A line that can be sent as it stands."""
    return Text(kind="example", text=text)


def button(label: str, command: str, argument: str = "", page: str | None = None) -> Button:
    """A button with a label that fits on it."""
    return Button(label=clip(label, LABEL), command=command, argument=argument[:ARGUMENT], page=page)


def rows(buttons: Sequence[Button], width: int = 2, most: int = ROWS) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows; what goes beyond `most` rows is left out."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))[:most]


def listed(say: Catalogue, lines: Sequence[str], more: int = 0) -> list[Block]:
    """The first lines, and how many others there are; `more` of them are not even among the lines."""
    blocks: list[Block] = [plain(line) for line in lines[:LISTED]]
    more += max(len(lines) - LISTED, 0)
    if more:
        blocks.append(note(say("… and {n} more", n=more)))
    return blocks


def refusal(blocks: Iterable[Block], buttons: Iterable[tuple[Button, ...]] = ()) -> Reply:
    """A reply to what could not be met: what is wrong, what to do, and ways on."""
    return Reply(blocks=tuple(blocks), buttons=tuple(row for row in buttons if row)[:ROWS], failed=True)


def answered(blocks: Iterable[Block], buttons: Iterable[tuple[Button, ...]] = ()) -> Reply:
    """A reply to what was asked; empty rows of buttons are left out."""
    return Reply(blocks=tuple(blocks), buttons=tuple(row for row in buttons if row)[:ROWS])


def done(act: str, blocks: Iterable[Block], buttons: Iterable[tuple[Button, ...]] = ()) -> Reply:
    """A reply to what changed something; `act` says what, as it is kept (bot.commands.acts)."""
    return answered(blocks, buttons).model_copy(update={"act": act})


def item_card(item: StoredItem, number: int) -> ItemCard:
    """An item as a line of a list, with the beginning of its text."""
    return ItemCard(
        id=item.id,
        number=number,
        date=item.digest_date,
        publication=item.publication,
        section=item.section,
        title=item.title,
        snippet=clip(item.body.partition("\n\n")[0], SNIPPET),
        url=item.url,
    )


def hit_card(hit: Hit, number: int) -> ItemCard:
    """A hit as a line of a list, with what matched."""
    return ItemCard(number=number, **dict(hit))


def clip(text: str, length: int) -> str:
    """The text in at most `length` characters; an ellipsis shows that it went on."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"

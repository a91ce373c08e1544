"""/resolve, and how deliveries in doubt are shown: with two buttons each, it is there or send it again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.blocks import ROWS, button, done, example, note, plain, refusal
from bot.commands.models import Block, Button, Reply, Request
from bot.delivery.models import Doubt
from bot.locales import Catalogue, catalogue, message
from bot.models import StoredDigest, Target
from bot.ports import Store

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

MOST = 2 * ROWS
RESOLVE_EXAMPLES = (message("/resolve 12 there"), message("/resolve 12 again"))
THERE = frozenset({"there", "stands", "在", "已发", "已在", "已發"})
AGAIN = frozenset({"again", "resend", "重发", "再发", "重發", "再發"})


async def resolve(desk: "Desk", request: Request) -> Reply:
    """Settle a delivery in doubt, as an operator saw it in the chat."""
    say = catalogue(request.locale)
    number, _, verdict = request.argument.strip().partition(" ")
    verdict = verdict.strip().casefold()
    number = number.removeprefix("#")
    known = number.isascii() and number.isdecimal() and len(number) < 19
    if not known or verdict not in THERE | AGAIN:
        lines = [example(say(line)) for line in RESOLVE_EXAMPLES]
        return refusal([plain(say("Which delivery, and is it there or not? Like this:")), *lines])
    stands = verdict in THERE
    settled = await desk.store.resolve(int(number), stands=stands, now=desk.clock())
    if not settled:
        sentence = say("Delivery {number} is not in doubt (any more).", number=number)
    elif stands:
        sentence = say(
            "Noted: delivery {number} is there. Corrections can't change that post, as nobody knows its "
            "number.",
            number=number,
        )
    else:
        sentence = say("Delivery {number} is sent again.", number=number)
    left = await desk.store.doubts()
    blocks, rows = await doubtful(desk.store, say, left)
    if not settled:
        return refusal([plain(sentence), *blocks], rows)
    act = acts.RESOLVED_THERE if stands else acts.RESOLVED_AGAIN
    return done(acts.act(act, number), [plain(sentence), *blocks], rows)


def part_of(say: Catalogue, target: Target, digest: StoredDigest | None, part: int) -> str:
    """One post, so that it can be found."""
    if digest is None:  # digests are never removed, but a ledger may be read by a newer Ribao
        return target.label
    return say(
        "{name} · {publication}, {date}, part {part}",
        name=target.label,
        publication=digest.publication_name,
        date=say.date(digest.date),
        part=part + 1,
    )


async def doubtful(
    store: Store, say: Catalogue, doubts: Sequence[Doubt], most: int = MOST
) -> tuple[list[Block], list[tuple[Button, ...]]]:
    """The first of these doubts with their buttons, and how many more there are."""
    blocks: list[Block] = []
    pairs: list[tuple[Button, ...]] = []
    shown = doubts[:most]
    digests = {each: await store.digest_by_id(each) for each in {doubt.digest_id for doubt in shown}}
    for number, doubt in enumerate(shown, 1):
        post = part_of(say, doubt.target, digests[doubt.digest_id], doubt.part)
        why = say.reason(doubt.reason)
        blocks.append(plain(say("{number}. {post}: {reason}", number=number, post=post, reason=why)))
        pairs.append(
            (
                button(say("{number}: it is there", number=number), "resolve", f"{doubt.delivery_id} there"),
                button(
                    say("{number}: send it again", number=number), "resolve", f"{doubt.delivery_id} again"
                ),
            )
        )
    if blocks:
        title = say.counted(
            "{n} delivery is in doubt: look into its chat.",
            "{n} deliveries are in doubt: look into their chats.",
            len(doubts),
        )
        blocks.insert(0, plain(title))
    if len(doubts) > most:
        blocks.append(note(say("… and {n} more", n=len(doubts) - most)))
    if len(pairs) <= ROWS:
        return blocks, pairs
    return blocks, [sum(pairs[at : at + 2], ()) for at in range(0, len(pairs), 2)]

"""Blocks → the fewest messages, as rich in ornament as these allow, and evenly filled (pure).

The time grows with the number of blocks, times how many of them one message can hold.
"""

from collections.abc import Sequence
from operator import add

from bot.layout.atoms import Atom, atoms
from bot.layout.blocks import Block, Budget, Cost


def pack(blocks: Sequence[Block], budget: Budget) -> tuple[str, ...]:
    """The messages that show these blocks, in order; no blocks, no messages.

    No more ornament is given up than makes the messages the fewest, and by a message none that it has
    room for.
    """
    plainest = max((len(block.forms) for block in blocks), default=0) - 1
    fewest = 1
    looks: list[list[Atom]] = []  # by rank
    for rank in range(plainest + 1):
        looks.append(list(atoms(blocks, rank, budget)))
        messages = _messages(looks[rank], budget)
        if rank == 0 and len(messages) > 1 and plainest:
            fewest = len(_messages(list(atoms(blocks, plainest, budget)), budget))
        if len(messages) <= fewest or rank == plainest:
            return tuple(_richest(looks, first, end, budget) for first, end in messages)
    return ()


def _richest(looks: Sequence[Sequence[Atom]], first: int, end: int, budget: Budget) -> str:
    """The message of these atoms of the last look, or of the same in the first look that has room for it.

    Pieces are cut at other places in another look, so that they keep the last one.
    """
    message = looks[-1][first:end]
    groups = range(message[0].group, message[-1].group + 1)
    for look in looks[:-1]:
        same = [atom for atom in look if atom.group in groups]
        if not any(atom.is_piece for atom in (*message, *same)):
            text = _text(same, budget)
            if budget.fits(budget.measure(text)):
                return text
    return _text(message, budget)


def _text(message: Sequence[Atom], budget: Budget) -> str:
    """The message of these atoms; what stands above the first goes where there is no room for it."""
    first = message[0]
    body = first.text + "".join(atom.gap + atom.text for atom in message[1:])
    return first.again + body if budget.fits(budget.measure(first.again + body)) else body


def _messages(found: Sequence[Atom], budget: Budget) -> list[tuple[int, int]]:
    """Where the messages begin and end: the fewest, then the most even, broken where it hurts least."""
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # of the first atoms: messages, badness, last begin
    for end in range(1, len(found) + 1):
        options: list[tuple[int, float, int]] = []
        body: Cost = found[end - 1].cost
        for first in range(end - 1, -1, -1):
            atom = found[first]
            if first < end - 1:
                body = _sum(_sum(body, atom.cost), found[first + 1].gap_cost)
                if not budget.fits(body):
                    break
            cost = _sum(body, atom.again_cost)
            if not budget.fits(cost):
                if first < end - 1:
                    continue
                cost = body  # alone, without its section's name
            count, badness, _ = best[first]
            full = max(part / limit for part, limit in zip(cost, budget.limit, strict=True))
            options.append((count + 1, badness + full * full + atom.burden, first))
        best.append(min(options))
    messages = []
    end = len(found)
    while end:
        first = best[end][2]
        messages.append((first, end))
        end = first
    return messages[::-1]


def _sum(one: Cost, other: Cost) -> Cost:
    return tuple(map(add, one, other))

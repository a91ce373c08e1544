"""Blocks → the fewest messages, as rich in ornament as these allow, and evenly filled (pure).

The time grows with the number of blocks, times how many of them one message can hold.
"""

from collections.abc import Sequence
from operator import add

from bot.layout.atoms import Atom, atoms
from bot.layout.blocks import Block, Budget, Cost


def pack(blocks: Sequence[Block], budget: Budget) -> tuple[str, ...]:
    """The messages that show these blocks, in order; no blocks, no messages.

    The ornament given up is the least with which the number of messages is the smallest; all messages
    give up the same.
    """
    plainest = max((len(block.forms) for block in blocks), default=0) - 1
    fewest = 1
    for rank in range(plainest + 1):
        messages = _shown(blocks, rank, budget)
        if rank == 0 and len(messages) > 1 and plainest:
            fewest = len(_shown(blocks, plainest, budget))
        if len(messages) <= fewest or rank == plainest:
            return messages
    return ()


def _shown(blocks: Sequence[Block], rank: int, budget: Budget) -> tuple[str, ...]:
    found = list(atoms(blocks, rank, budget))
    return tuple(_text(found[first:end], budget) for first, end in _messages(found, budget))


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

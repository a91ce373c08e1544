"""Blocks → the fewest messages, as rich in ornament as these allow, and evenly filled (pure).

The time grows with the number of blocks, times how many of them one message can hold.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from bot.layout.atoms import Atom, atoms
from bot.layout.blocks import Block, Budget


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
    sums = _sums(found, budget)
    # Evenness is judged by what is scarce in this digest.
    scarce = max(range(len(sums)), key=lambda way: sums[way][-1] / budget.limit[way])
    filled = [amount / budget.limit[scarce] for amount in sums[scarce]]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # of the first atoms: messages, badness, last begin
    best += [(len(found) + 1, 0.0, 0)] * len(found)
    for first, atom in enumerate(found):
        count, badness, _ = best[first]
        badness += atom.burden
        above = filled[first] + (atom.gap_cost[scarce] - atom.again_cost[scarce]) / budget.limit[scarce]
        for end in range(first + 1, _furthest(first, atom, sums, budget) + 1):
            so_far = best[end]
            if count + 1 <= so_far[0]:
                full = filled[end] - above
                option = (count + 1, badness + full * full, first)
                if option < so_far:
                    best[end] = option
    messages = []
    end = len(found)
    while end:
        first = best[end][2]
        messages.append((first, end))
        end = first
    return messages[::-1]


def _sums(found: Sequence[Atom], budget: Budget) -> list[list[int]]:
    """In each way of counting, what the first atoms cost together, each with the gap above it."""
    return [
        [0, *accumulate(atom.cost[way] + atom.gap_cost[way] for atom in found)]
        for way in range(len(budget.limit))
    ]


def _furthest(first: int, atom: Atom, sums: Sequence[Sequence[int]], budget: Budget) -> int:
    """Where a message that begins with this atom must end; an atom alone may go without what names it."""
    ends = (
        bisect_right(amounts, limit + amounts[first] + atom.gap_cost[way] - atom.again_cost[way]) - 1
        for way, (amounts, limit) in enumerate(zip(sums, budget.limit, strict=True))
    )
    return max(first + 1, min(ends))

"""Blocks → atoms: what is in no case parted any more, each heading with what it stands above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import sub

from bot.layout.blocks import Block, Budget, Cost, Kind, Run
from bot.layout.cut import longest, place

_LONELY = 4.0  # a headline without an item, or a footer without one, in a message of its own
_BROKEN = 0.1  # a section that goes on in the next message


@dataclass(frozen=True, slots=True)
class Atom:
    """An item with what must stand above it, or a piece of what is larger than a message.

    `group` is the same in every rank, and in all pieces of one. `again` stands above the atom where it
    begins a message; `burden` is how bad it is when it does.
    """

    group: int
    is_piece: bool
    text: str
    cost: Cost
    gap: str
    gap_cost: Cost
    again: str
    again_cost: Cost
    burden: float


@dataclass(frozen=True, slots=True)
class _Group:
    """An item under its headings, a headline or a footer; `section` names what it stands in, once more."""

    blocks: tuple[Block, ...]
    section: str

    @property
    def kind(self) -> Kind:
        """What it begins with."""
        return self.blocks[0].kind

    def runs(self, rank: int) -> list[Run]:
        """The runs of all blocks, with the gaps between these."""
        runs: list[Run] = []
        for block in self.blocks:
            if runs:
                runs.append(Run(block.gap, str))
            runs += block.form(rank)
        return runs

    def joined(self, other: "_Group") -> "_Group":
        return _Group(self.blocks + other.blocks, other.section)


def atoms(blocks: Sequence[Block], rank: int, budget: Budget) -> Iterator[Atom]:
    """The atoms of these blocks in their forms of that rank."""
    groups = list(enumerate(_groups(blocks)))
    if len(groups) > 1 and groups[0][1].kind is Kind.HEADLINE and _is_large(groups[1][1], rank, budget):
        groups[:2] = [(0, groups[0][1].joined(groups[1][1]))]  # that the headline is not left alone
    measured = lru_cache(budget.measure)  # gaps and names come again and again
    before: Kind | None = None
    for number, group in groups:
        goes_on = group.kind is Kind.ITEM and before not in (None, Kind.HEADLINE)
        lonely = group.kind is Kind.FOOTER or before is Kind.HEADLINE
        gap, again = group.blocks[0].gap, group.section if goes_on else ""
        burden = _LONELY if lonely else _BROKEN if goes_on else 0.0
        pieces = _pieces_of(group, rank, budget)
        for piece, cost in pieces:
            yield Atom(
                group=number,
                is_piece=len(pieces) > 1,
                text=piece,
                cost=cost,
                gap=gap,
                gap_cost=measured(gap),
                again=again,
                again_cost=measured(again),
                burden=burden,
            )
            gap, again, burden = "\n", group.section, 0.0
        before = group.blocks[-1].kind


def _groups(blocks: Sequence[Block]) -> Iterator[_Group]:
    waiting: tuple[Block, ...] = ()
    section = ""
    for block in blocks:
        waiting = (*waiting, block)
        if block.kind is Kind.SECTION:
            section = block.again
        else:
            yield _Group(waiting, section)
            waiting = ()
    if waiting:
        yield _Group(waiting, section)


def _is_large(group: _Group, rank: int, budget: Budget) -> bool:
    return not budget.fits(budget.measure(_drawn(group.runs(rank))))


def _pieces_of(group: _Group, rank: int, budget: Budget) -> list[tuple[str, Cost]]:
    """The group as one text, or in pieces that leave room for the section's name above each."""
    runs = group.runs(rank)
    text = _drawn(runs)
    cost = budget.measure(text)
    if budget.fits(cost):
        return [(text, cost)]
    room = tuple(map(sub, budget.limit, budget.measure(group.section)))
    return [(piece, budget.measure(piece)) for piece in _pieces(runs, Budget(room, budget.measure))]


def _drawn(runs: Sequence[Run]) -> str:
    return "".join(run.draw(run.text) for run in runs)


def _pieces(runs: Sequence[Run], budget: Budget) -> Iterator[str]:
    """The runs in pieces that fit a message each; nothing is left out but the space at the cuts."""
    piece = ""
    for run in runs:
        text, start = run.text, 0
        while start < len(text):
            end = longest(text, start, partial(_fits, budget, piece, run))
            if end == len(text):
                piece += run.draw(text[start:])
                break
            if piece and (run.whole or end == start):
                # Better all of it in the next message; what is too large for that is cut there.
                end = start
            else:
                end = place(text, start, max(end, start + 1))
                piece += run.draw(text[start:end].rstrip())
            if piece.strip("\n"):
                yield piece.strip("\n")
            piece, start = "", end
            while start < len(text) and text[start].isspace():
                start += 1
    if piece.strip("\n"):
        yield piece.strip("\n")


def _fits(budget: Budget, piece: str, run: Run, text: str) -> bool:
    return budget.fits(budget.measure(piece + run.draw(text)))

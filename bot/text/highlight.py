"""Where the terms of a query stand in a raw text, and the piece of a long text around the first."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.text.offsets import Mapped, fold_mapped
from bot.text.runs import LONGEST, NUMBER, WORD, Run, joining, letter, runs
from bot.text.terms import Phrase, Term

Span = tuple[int, int]

ELLIPSIS = "…"
_LEAD = 0.25  # of a snippet's width stand before the first match
_WORD_LIMIT = 16  # characters: so far a cut moves to keep a word whole
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_BLANKS = re.compile(r"\s+")


def highlight(raw: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Spans of `raw`, ascending and disjoint, that match any phrase of the terms."""
    mapped = fold_mapped(raw)
    found = {
        (mapped.starts[start], mapped.ends[end - 1])
        for term in terms
        for phrase in term
        for start, end in _matches(mapped, phrase)
    }
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def snippet(raw: str, terms: Sequence[Term], width: int = 120) -> tuple[str, tuple[Span, ...]]:
    """About `width` characters of the text in one line around its first match, and their spans."""
    line = _BLANKS.sub(" ", raw).strip()
    spans = highlight(line, terms)
    if len(line) <= width:
        return line, spans
    first = spans[0][0] if spans else 0
    start = max(0, min(first - int(width * _LEAD), len(line) - width))
    start = _cut(line, start, limit=first)
    end = _cut(line, min(start + width, len(line)), limit=len(line))
    before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(line) else ""
    shift = len(before) - start
    inside = ((max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start)
    return before + line[start:end] + after, tuple(inside)


def _cut(line: str, at: int, limit: int) -> int:
    """Where to cut near `at`, up to `limit`: not within a word, never between a character and its marks."""
    if at == 0:
        return 0
    for place in range(at, min(at + _WORD_LIMIT, limit) + 1):
        if not _whole(line, place) or (
            place < len(line) and _worded(line[place - 1]) and _worded(line[place])
        ):
            continue
        return place
    while at < limit and not _whole(line, at):
        at += 1
    return at


def _worded(character: str) -> bool:
    return character.isdigit() or letter().match(character) is not None


def _whole(line: str, place: int) -> bool:
    """Whether a cut at the place leaves every character with its marks."""
    if place == len(line):
        return True
    return not (
        unicodedata.combining(line[place])
        or unicodedata.category(line[place]) in {"Mn", "Me", "Mc", "Cf", "Sk"}
        or line[place - 1] == "\u200d"
    )


def _matches(mapped: Mapped, phrase: Phrase) -> Iterator[tuple[int, int]]:
    """Where the phrase stands in the folded text."""
    text = mapped.text
    first = phrase.runs[0]
    for written in _writings(first):
        start = text.find(written)
        while start >= 0:
            end = _end_of(mapped, phrase, start)
            if end:
                yield start, end
            start = text.find(written, start + 1)


def _end_of(mapped: Mapped, phrase: Phrase, start: int) -> int:
    """Where the phrase that begins at `start` ends; 0 if it does not stand there."""
    at = start
    last = len(phrase.runs) - 1
    for index, run in enumerate(phrase.runs):
        if index:
            between = joining().match(mapped.text, at)
            at = at if between is None else between.end()
        written = next((one for one in _writings(run) if mapped.text.startswith(one, at)), None)
        if written is None:
            return 0
        end = at + len(written)
        if run.kind == WORD:
            end = _word_end(mapped, at, end, open_=phrase.open and index == last)
        elif run.kind == NUMBER:
            end = end if end == _number_end(mapped.text, at) or len(written) == LONGEST else 0
        if not end:
            return 0
        at = end
    return at


def _writings(run: Run) -> tuple[str, ...]:
    """A number may be written with commas."""
    whole, dot, rest = run.text.partition(".")
    if run.kind == NUMBER and len(whole) > 3:
        return run.text, _THOUSANDS.sub(",", whole) + dot + rest
    return (run.text,)


def _word_end(mapped: Mapped, start: int, end: int, *, open_: bool) -> int:
    """Where the word at `start` ends; 0 if it does not begin there or goes on."""
    text, camels = mapped.text, mapped.camels
    is_letter = letter().match
    if start and start not in camels and is_letter(text, start - 1):
        return 0
    if end == len(text) or end in camels or text[end - 1] in "+#":
        return end
    if is_letter(text, end):
        if not open_ and end - start < LONGEST:
            return 0
        while end < len(text) and is_letter(text, end):
            end += 1
        return end
    if text.startswith("++", end) or text[start : end + 1] in {"c#", "f#"}:
        return 0
    return end


def _number_end(text: str, start: int) -> int:
    """Where the number at `start` ends; 0 if it does not begin there."""
    left = start
    while left > max(0, start - LONGEST) and (text[left - 1].isdecimal() or text[left - 1] in ".,"):
        left -= 1
    for match in runs().finditer(text, left):
        if match.start() >= start:
            return match.end() if match.start() == start else 0
    return 0

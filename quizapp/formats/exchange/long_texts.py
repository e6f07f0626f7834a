"""Texts with more blanks than one exercise holds, as several exercises that follow each other."""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from quizapp.formats.exchange.found import FoundItem
from quizapp.kinds.exchange import Blank, Blanks

_BLANK = re.compile(r"\{\{(\d+)\}\}")
_PARAGRAPHS = re.compile(r"(?<=\n)\n+")
_SENTENCES = re.compile(r"(?<=[.!?;])(?=\s)|(?<=[。！？；])|(?<=\n)")
_WHOLE = re.compile(r"^(?:```|~~~|\|| {4}|\$\$)", re.MULTILINE)  # what a cut would spoil


def in_parts(item: FoundItem, title: str, most: int) -> list[FoundItem]:
    """The item, or those that its text becomes if it has too many blanks. A text that cannot be cut stays as it is.

    Each part is named by the prompt, or else by the title, with its number. The last one has the explanation.
    """
    if not isinstance(item.asked, Blanks) or len(item.asked.blanks) <= most:
        return [item]
    texts = _cut(item.asked.text, len(item.asked.blanks), most)
    if any(len(_BLANK.findall(text)) > most for text in texts):
        return [item]
    parts = [
        FoundItem(f"{item.prompt or title} ({number}/{len(texts)})", _renumbered(text, item.asked.blanks))
        for number, text in enumerate(texts, start=1)
    ]
    parts[0] = replace(parts[0], hints=item.hints, points=item.points)
    return [*parts[:-1], replace(parts[-1], explanation=item.explanation)]


def _cut(text: str, count: int, most: int) -> list[str]:
    """Pieces of the text with about the same number of blanks each."""
    enough = ceil(count / ceil(count / most))
    parts, here = [""], 0
    for piece in _pieces(text, enough):
        blanks = len(_BLANK.findall(piece))
        if here and (here + blanks > most or here >= enough):
            parts.append("")
            here = 0
        parts[-1] += piece
        here += blanks
    if not here and len(parts) > 1:  # the end of the text, without blanks
        parts[-2:] = ["".join(parts[-2:])]
    return [part.strip("\n ") for part in parts]


def _pieces(text: str, enough: int) -> Iterator[str]:
    """Paragraphs; those with many blanks by sentences, and long sentences after a blank."""
    for paragraph in _split(_PARAGRAPHS, text):
        if len(_BLANK.findall(paragraph)) <= enough or _WHOLE.search(paragraph):
            yield paragraph
            continue
        for sentence in _split(_SENTENCES, paragraph):
            if len(_BLANK.findall(sentence)) <= enough:
                yield sentence
            else:
                yield from _split(re.compile(r"(?<=\}\})(?=\s)"), sentence)


def _split(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """The text cut where a pattern is, without losing a sign."""
    start = 0
    for found in pattern.finditer(text):
        yield text[start : found.end()]
        start = found.end()
    yield text[start:]


def _renumbered(text: str, blanks: tuple[Blank, ...]) -> Blanks:
    """The blanks that stand in a piece of the text, numbered from one."""
    numbers = [int(number) for number in _BLANK.findall(text)]
    new = {number: place for place, number in enumerate(numbers, start=1)}
    return Blanks(
        _BLANK.sub(lambda found: f"{{{{{new[int(found[1])]}}}}}", text),
        tuple(blanks[number - 1] for number in numbers),
    )

"""Choices with one correct answer as Aiken, which knows nothing else."""

from collections.abc import Iterator

from quizapp.formats.exchange.leaving import Leaving, LeavingItem
from quizapp.formats.exchange.losses import (
    EXPLANATION,
    FORMATTING,
    HINTS,
    ONLY_CHOICES,
    OPTION_FEEDBACK,
    Losses,
    Reason,
    Written,
)
from quizapp.formats.exchange.written_answers import key_of
from quizapp.formats.exchange.written_texts import plain
from quizapp.kinds.exchange import OneOf


def write_aiken(leaving: Leaving) -> Written:
    losses, pieces = Losses(leaving.losses), []
    for question in leaving.questions:
        for item in question.items:
            if not isinstance(item.asked, OneOf):
                losses.add(question.slug, item.item_id, ONLY_CHOICES)
                continue
            for reason in _lost_of(item, item.asked):
                losses.add(question.slug, item.item_id, reason)
            pieces.append(_question(item.prompt, item.asked))
    return Written("\n".join(pieces).encode(), losses.all)


def _lost_of(item: LeavingItem, asked: OneOf) -> Iterator[Reason]:
    if any(each.feedback for each in asked.options):
        yield OPTION_FEEDBACK
    if item.explained:
        yield EXPLANATION
    if item.hints:
        yield HINTS
    if any(plain(text)[1] for text in (item.prompt, *(each.text for each in asked.options))):
        yield FORMATTING


def _question(prompt: str, asked: OneOf) -> str:
    letters = [chr(ord("A") + place) for place in range(len(asked.options))]
    options = [f"{letter}. {_line(each.text)}" for letter, each in zip(letters, asked.options, strict=True)]
    return "\n".join([_line(prompt), *options, f"ANSWER: {letters[key_of(asked.options)]}", ""])


def _line(text: str) -> str:
    return " ".join(plain(text)[0].split())

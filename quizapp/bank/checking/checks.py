"""Checks of a well-formed bank: texts that can be shown, claims that questions rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quizapp.bank.bank import Bank
from quizapp.bank.parametric.item import example_of
from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES
from quizapp.kinds.item import WhatIfRun
from quizapp.kinds.links import scenarios_linked
from simulator.paths import leaves, split_last


@dataclass(frozen=True)
class Passage:
    """One text in one language, and its field."""

    field: str
    text: str


def passages(question: Question) -> Iterator[Passage]:
    """Every text of a question in both languages; for an item with parameters, those of an example."""
    document = question.model_dump(mode="json", exclude={"items"})
    document["items"] = [example_of(item).model_dump(mode="json") for item in question.items]
    yield from passages_in(document)


def passages_in(document: Any) -> Iterator[Passage]:
    """Every text in a document, depth first."""
    for place, text in leaves(document):
        if split_last(place)[1] in LANGUAGES and isinstance(text, str):
            yield Passage(place, text)


def questions_without_claims(bank: Bank) -> list[Question]:
    """Questions without claims of their own that name no claim of another question either."""
    claimed = {claim.question for claim in bank.claims}
    return [question for question in bank.questions if question.slug not in claimed and not question.claims]


def count_what_if_runs(bank: Bank) -> int:
    """The number of wrong options with a what-if run."""
    links = (
        link
        for question in bank.questions
        for item in question.items
        for link in scenarios_linked(example_of(item))
    )
    return sum(isinstance(link, WhatIfRun) for _, link in links)

"""What a bank must keep to beside being well-formed: texts that can be shown, claims to rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quizapp.bank.bank import Bank
from quizapp.bank.parametric.item import example_of
from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES
from quizapp.kinds.item import WhatIfRun
from quizapp.kinds.links import scenarios_linked


@dataclass(frozen=True)
class Passage:
    """One text in one language, and the field it stands in."""

    field: str
    text: str


def passages(question: Question) -> Iterator[Passage]:
    """Every text of a question in both languages; of an item with parameters, those of an example."""
    document = question.model_dump(mode="json", exclude={"items"})
    document["items"] = [example_of(item).model_dump(mode="json") for item in question.items]
    yield from passages_in(document)


def passages_in(document: Any, place: str = "") -> Iterator[Passage]:
    """Every text in a document, depth first."""
    if isinstance(document, dict):
        for name, inside in document.items():
            here = f"{place}.{name}" if place else str(name)
            if name in LANGUAGES and isinstance(inside, str):
                yield Passage(here, inside)
            else:
                yield from passages_in(inside, here)
    elif isinstance(document, list):
        for index, inside in enumerate(document):
            yield from passages_in(inside, f"{place}.{index}")


def questions_without_claims(bank: Bank) -> list[Question]:
    """Those that no claim belongs to, and that name none of another question either."""
    claimed = {claim.question for claim in bank.claims}
    return [question for question in bank.questions if question.slug not in claimed and not question.claims]


def count_what_if_runs(bank: Bank) -> int:
    """How many wrong options have a run beside them that shows what is so instead."""
    links = (
        link
        for question in bank.questions
        for item in question.items
        for link in scenarios_linked(example_of(item))
    )
    return sum(isinstance(link, WhatIfRun) for _, link in links)

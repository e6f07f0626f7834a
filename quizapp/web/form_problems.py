"""What a form says beside its fields after it was refused."""

from collections.abc import Iterable

from quizapp.errors import Problem
from quizapp.presentation.language import say


def said_by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """The problems in the reader's language, under the names of their fields."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        sentences = said.setdefault(problem.field, [])
        if (sentence := say(problem)) not in sentences:
            sentences.append(sentence)
    return said

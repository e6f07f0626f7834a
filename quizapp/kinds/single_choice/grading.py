"""An answer is the option's id."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade
from quizapp.kinds.options import key_of, part_feedback, read_chosen, wrong_ones
from quizapp.kinds.single_choice.model import SingleChoice


def grade(item: SingleChoice, answer: Any) -> Grade:
    chosen = read_chosen({answer} if isinstance(answer, str) else None, item.options)
    key = key_of(item.options)
    return Grade(score=float(chosen == {key}), key=key, parts=part_feedback(item.options, chosen))


def right_answer(item: SingleChoice, language: Language) -> str:
    return key_of(item.options)


def wrong_answers(item: SingleChoice) -> Iterator[str]:
    yield from wrong_ones(item.options)

"""An answer is a number, or a text that spells one."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade
from quizapp.kinds.numbers import feedback_of_number, is_right
from quizapp.kinds.numeric.model import Numeric
from quizapp.kinds.written_numbers import read_written


def grade(item: Numeric, answer: Any) -> Grade:
    number = read_written(answer, units=(item.unit.zh, item.unit.en) if item.unit else ())
    if is_right(number, item.key, item.tolerance, item.mistakes, item.about_count):
        return Grade(score=1.0, key=item.key)
    said = feedback_of_number(number.value, item.mistakes, item.tolerance)
    return Grade(score=0.0, key=item.key, feedback=said)


def right_answer(item: Numeric, language: Language) -> float:
    return item.key


def wrong_answers(item: Numeric) -> Iterator[float]:
    yield from (mistake.value for mistake in item.mistakes)

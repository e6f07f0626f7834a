"""An answer is a number, or a text that spells one."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.arithmetic import Written
from quizapp.kinds.grade import Grade
from quizapp.kinds.numbers import is_right, mistake_in_number
from quizapp.kinds.numeric.model import Numeric
from quizapp.kinds.refutable import Wrong
from quizapp.kinds.written_numbers import read_written


def grade(item: Numeric, answer: Any) -> Grade:
    number = _read(item, answer)
    if is_right(number, item.key, item.tolerance, item.mistakes, item.about_count):
        return Grade(score=1.0, key=item.key)
    mistake = mistake_in_number(number.value, item.mistakes, item.tolerance)
    return Grade(score=0.0, key=item.key, feedback=mistake.feedback if mistake else None)


def _read(item: Numeric, answer: Any) -> Written:
    return read_written(answer, units=(item.unit.zh, item.unit.en) if item.unit else ())


def wrong_in(item: Numeric, answer: Any) -> Wrong:
    mistake = mistake_in_number(_read(item, answer).value, item.mistakes, item.tolerance)
    return [("", mistake)] if mistake else []


def right_answer(item: Numeric, language: Language) -> float:
    return item.key


def wrong_answers(item: Numeric) -> Iterator[float]:
    yield from (mistake.value for mistake in item.mistakes)

"""An answer is a list of option ids. Each right option scores its share, each wrong one costs its share."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade
from quizapp.kinds.multiple_choice.model import MultipleChoice
from quizapp.kinds.options import part_feedback, read_chosen, wrong_ones


def grade(item: MultipleChoice, answer: Any) -> Grade:
    """At least zero: choosing everything and choosing nothing both score 0, so guessing does not pay."""
    is_list_of_words = isinstance(answer, list | tuple) and all(isinstance(part, str) for part in answer)
    chosen = read_chosen(set(answer) if is_list_of_words else None, item.options)
    right = {option.id for option in item.options if option.correct}
    wrong = {option.id for option in item.options} - right
    gain = len(chosen & right) / len(right)
    cost = len(chosen & wrong) / len(wrong) if wrong else 0.0
    return Grade(score=max(0.0, gain - cost), key=sorted(right), parts=part_feedback(item.options, chosen))


def right_answer(item: MultipleChoice, language: Language) -> list[str]:
    return [option.id for option in item.options if option.correct]


def wrong_answers(item: MultipleChoice) -> Iterator[list[str]]:
    yield from ([option_id] for option_id in wrong_ones(item.options))

"""Grading: a pure function for each kind of answer, from an item and an answer to a Grade."""

from collections.abc import Callable
from typing import Any

from quizapp.domain.grading.choice import grade_multiple_choice, grade_single_choice
from quizapp.domain.grading.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.domain.grading.numeric import grade_numeric
from quizapp.domain.grading.ordering import grade_ordering
from quizapp.domain.grading.tensor_shape import grade_tensor_shape
from quizapp.domain.items import Item

__all__ = ["Grade", "MalformedAnswer", "PartFeedback", "grade"]

_GRADERS: dict[str, Callable[[Any, Any], Grade]] = {
    "single_choice": grade_single_choice,
    "multiple_choice": grade_multiple_choice,
    "numeric": grade_numeric,
    "tensor_shape": grade_tensor_shape,
    "ordering": grade_ordering,
}


def grade(item: Item, answer: Any) -> Grade:
    """Grade an answer in the form its kind asks for; raises MalformedAnswer for any other form."""
    return _GRADERS[item.kind](item, answer)

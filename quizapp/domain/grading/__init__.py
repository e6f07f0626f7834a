"""Grading: a pure function for each kind of answer, from an item and an answer to a Grade.

Two kinds run the simulator: their grade also depends on the experiments of the linked scenario.
"""

from collections.abc import Callable
from typing import Any

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.grading.choice import grade_multiple_choice, grade_single_choice
from quizapp.domain.grading.cloze import grade_cloze
from quizapp.domain.grading.fix_it import grade_fix_it
from quizapp.domain.grading.free_text import grade_free_text
from quizapp.domain.grading.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.domain.grading.matching import grade_matching
from quizapp.domain.grading.numeric import grade_numeric
from quizapp.domain.grading.ordering import grade_ordering
from quizapp.domain.grading.predict_then_run import grade_predict_then_run
from quizapp.domain.grading.short_text import grade_short_text
from quizapp.domain.grading.spot_the_line import grade_spot_the_line
from quizapp.domain.grading.tensor_shape import grade_tensor_shape
from quizapp.domain.grading.true_false import grade_true_false
from quizapp.domain.items import Item

__all__ = ["RUNS_THE_SIMULATOR", "Grade", "MalformedAnswer", "PartFeedback", "grade"]

_GRADERS: dict[str, Callable[[Any, Any], Grade]] = {
    "single_choice": grade_single_choice,
    "multiple_choice": grade_multiple_choice,
    "true_false": grade_true_false,
    "numeric": grade_numeric,
    "short_text": grade_short_text,
    "tensor_shape": grade_tensor_shape,
    "ordering": grade_ordering,
    "matching": grade_matching,
    "cloze": grade_cloze,
    "spot_the_line": grade_spot_the_line,
    "free_text": grade_free_text,
}
_GRADERS_THAT_RUN: dict[str, Callable[[Any, Any, Scenario], Grade]] = {
    "predict_then_run": grade_predict_then_run,
    "fix_it": grade_fix_it,
}
RUNS_THE_SIMULATOR = frozenset(_GRADERS_THAT_RUN)


def grade(item: Item, answer: Any, scenario: Scenario | None = None) -> Grade:
    """Grade an answer in the form its kind asks for; raises MalformedAnswer for any other form.

    `scenario` is the one that the item links; kinds that run nothing do not need it.
    """
    if item.kind in RUNS_THE_SIMULATOR:
        if scenario is None:
            raise ValueError(f"{item.id} is graded by running its scenario")
        return _GRADERS_THAT_RUN[item.kind](item, answer, scenario)
    return _GRADERS[item.kind](item, answer)

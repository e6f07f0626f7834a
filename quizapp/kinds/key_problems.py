"""Check whether grading distinguishes the key of an item from its distractors."""

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_
from quizapp.kinds import Item, grade, kind_of, parts_in_order, right_answer, wrong_answers
from quizapp.kinds.grade import MalformedAnswer

KEY_NOT_RIGHT = N_("The correct answer does not get full marks.")
MISTAKE_IS_RIGHT = N_("A wrong option or a common mistake gets full marks.")
OPTIONS_READ_ALIKE = N_("Two options have the same text.")


def problem_of_key(item: Item, scenario: Scenario | None = None) -> str | None:
    """A message why grading cannot distinguish the key of this item from its distractors; None if it can.

    Without its scenario, an item graded by running it is not checked.
    """
    kind = kind_of(item)
    is_judged = scenario is not None or not kind.runs_the_simulator
    if is_judged and (problem := _problem_of_grading(item, scenario)):
        return problem
    if kind.problem_of_key is not None and scenario is not None:
        problem = kind.problem_of_key(item, scenario)
        if problem:
            return problem
    parts = parts_in_order(item, 0)
    for language in LANGUAGES:
        texts = [part.text.in_language(language) for part in parts]
        if len(set(texts)) < len(texts):
            return OPTIONS_READ_ALIKE
    return None


def _problem_of_grading(item: Item, scenario: Scenario | None) -> str | None:
    for language in LANGUAGES:
        try:
            score = grade(item, right_answer(item, language, scenario), scenario).score
        except MalformedAnswer:
            return KEY_NOT_RIGHT
        if score != 1.0:
            return KEY_NOT_RIGHT
    if any(grade(item, answer, scenario).score >= 1.0 for answer in wrong_answers(item)):
        return MISTAKE_IS_RIGHT
    return None

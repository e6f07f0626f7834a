"""Check whether grading distinguishes the key of an item from its distractors."""

from collections.abc import Iterator

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, grade, kind_of, parts_in_order, right_answer, wrong_answers
from quizapp.kinds.grade import MalformedAnswer
from simulator.paths import join, leaves, split_last

KEY_NOT_RIGHT = N_("The correct answer does not get full marks.")
MISTAKE_IS_RIGHT = N_("A wrong option or a common mistake gets full marks.")
OPTIONS_READ_ALIKE = N_("Two options have the same text.")


def problem_of_key(item: Item, scenario: Scenario | None = None) -> Problem | None:
    """Why grading cannot distinguish the key of this item from its distractors, at its field; None if it can.

    Without its scenario, an item graded by running it is not checked.
    """
    kind = kind_of(item)
    is_judged = scenario is not None or not kind.runs_the_simulator
    if is_judged and (problem := _problem_of_grading(item, scenario)):
        return problem
    if kind.problem_of_key is not None and scenario is not None:
        message = kind.problem_of_key(item, scenario)
        if message:
            return Problem("", message)
    return next(_parts_that_read_alike(item), None)


def _problem_of_grading(item: Item, scenario: Scenario | None) -> Problem | None:
    for language in LANGUAGES:
        try:
            score = grade(item, right_answer(item, language, scenario), scenario).score
        except MalformedAnswer:
            score = 0.0
        if score != 1.0:
            return Problem("key" if "key" in type(item).model_fields else "", KEY_NOT_RIGHT)
    for answer in wrong_answers(item):
        if grade(item, answer, scenario).score >= 1.0:
            return Problem(_place_of_mistake(item, answer), MISTAKE_IS_RIGHT)
    return None


def _place_of_mistake(item: Item, answer: object) -> str:
    """The common mistake that gives this answer; the item itself if it is another wrong answer."""
    mistakes = getattr(item, "mistakes", ())
    for position, mistake in enumerate(mistakes):
        if answer in list(wrong_answers(item.model_copy(update={"mistakes": (mistake,)}))):
            without = item.model_copy(update={"mistakes": ()})
            return join("mistakes", position) if answer not in list(wrong_answers(without)) else ""
    return ""


def _parts_that_read_alike(item: Item) -> Iterator[Problem]:
    """The second of each two parts that learners could not tell apart."""
    parts = parts_in_order(item, 0)
    for language in LANGUAGES:
        texts = [part.text.in_language(language) for part in parts]
        if len(set(texts)) == len(texts):
            continue
        seen: set[str] = set()
        places = _places_of_parts(item)
        for part in sorted(parts, key=lambda part: places.get(part.id, "")):
            text = part.text.in_language(language)
            if text in seen:
                yield Problem(join(places.get(part.id, ""), "text", language), OPTIONS_READ_ALIKE)
            seen.add(text)


def _places_of_parts(item: Item) -> dict[str, str]:
    named = ((split_last(place), value) for place, value in leaves(item.model_dump(mode="json")))
    return {value: above for (above, name), value in named if name == "id" and above}

"""Single choice: the option's id. Multiple choice: a list of option ids, with partial credit."""

from typing import Any

from quizapp.domain.grading.grade import Grade, MalformedAnswer, Outcome, PartFeedback
from quizapp.domain.items import MultipleChoice, Option, SingleChoice


def grade_single_choice(item: SingleChoice, answer: Any) -> Grade:
    chosen = _known({answer} if isinstance(answer, str) else None, item.options)
    key = next(option.id for option in item.options if option.correct)
    return Grade(score=float(chosen == {key}), key=key, parts=part_feedback(item.options, chosen))


def grade_multiple_choice(item: MultipleChoice, answer: Any) -> Grade:
    """Each right choice earns its share, each wrong one costs its share; never below zero.

    Choosing everything and choosing nothing both score 0, so that guessing does not pay.
    """
    is_list_of_words = isinstance(answer, list | tuple) and all(isinstance(part, str) for part in answer)
    chosen = _known(set(answer) if is_list_of_words else None, item.options)
    right = {option.id for option in item.options if option.correct}
    wrong = {option.id for option in item.options} - right
    gain = len(chosen & right) / len(right)
    cost = len(chosen & wrong) / len(wrong) if wrong else 0.0
    return Grade(score=max(0.0, gain - cost), key=sorted(right), parts=part_feedback(item.options, chosen))


def _known(chosen: set[str] | None, options: tuple[Option, ...]) -> set[str]:
    ids = [option.id for option in options]
    if chosen is None:
        raise MalformedAnswer("Choose from the options: %(options)s.", options=", ".join(ids))
    unknown = sorted(chosen - set(ids))
    if unknown:
        raise MalformedAnswer(
            "Unknown option “%(option)s”. Choose from %(options)s.",
            option=unknown[0],
            options=", ".join(ids),
        )
    return chosen


def part_feedback(options: tuple[Option, ...], chosen: set[str]) -> tuple[PartFeedback, ...]:
    """What each option was: chosen rightly or wrongly, missed, or neither."""

    def outcome(option: Option) -> Outcome:
        if option.id in chosen:
            return "right" if option.correct else "wrong"
        return "missed" if option.correct else "neutral"

    return tuple(
        PartFeedback(option.id, outcome(option), option.feedback, world=option.world) for option in options
    )

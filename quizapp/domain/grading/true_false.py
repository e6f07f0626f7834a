"""True or false with a reason: {"is_true": true, "reason": "its-id"}; the reason may be left out."""

from typing import Any

from quizapp.domain.grading.choice import part_feedback
from quizapp.domain.grading.grade import Grade, MalformedAnswer
from quizapp.domain.grading.named import read_choice, read_named
from quizapp.domain.items import TrueFalse


def grade_true_false(item: TrueFalse, answer: Any) -> Grade:
    """Half for the verdict, the other half for its reason; a reason for the wrong verdict earns nothing."""
    given = read_named(answer, ("is_true", "reason"))
    if not isinstance(given.get("is_true"), bool):
        raise MalformedAnswer("Choose true or false.")
    reason = read_choice(given["reason"], [each.id for each in item.reasons]) if "reason" in given else None
    is_right = given["is_true"] == item.key
    key = next(each.id for each in item.reasons if each.correct)
    return Grade(
        score=(0.5 + 0.5 * (reason == key)) if is_right else 0.0,
        key={"is_true": item.key, "reason": key},
        parts=part_feedback(item.reasons, {reason} if reason else set()),
    )

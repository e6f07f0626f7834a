"""An answer is {"is_true": true, "reason": "its-id"}; the reason may be left out."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade, MalformedAnswer
from quizapp.kinds.named import read_choice, read_named
from quizapp.kinds.options import key_of, part_feedback, wrong_ones
from quizapp.kinds.refutable import Wrong, chosen_in
from quizapp.kinds.true_false.model import TrueFalse


def grade(item: TrueFalse, answer: Any) -> Grade:
    """Half the score is for true or false, half for the reason; without the former, the reason scores nothing."""
    given = read_named(answer, ("is_true", "reason"))
    if not isinstance(given.get("is_true"), bool):
        raise MalformedAnswer("Choose true or false.")
    reason = read_choice(given["reason"], [each.id for each in item.reasons]) if "reason" in given else None
    is_right = given["is_true"] == item.key
    key = key_of(item.reasons)
    return Grade(
        score=(0.5 + 0.5 * (reason == key)) if is_right else 0.0,
        key={"is_true": item.key, "reason": key},
        parts=part_feedback(item.reasons, {reason} if reason else set()),
    )


def wrong_in(item: TrueFalse, answer: Any) -> Wrong:
    is_wrong = isinstance(answer, dict) and answer.get("is_true") is not item.key
    return [*([("", item)] if is_wrong else []), *chosen_in(item, answer)]


def right_answer(item: TrueFalse, language: Language = "en") -> dict[str, Any]:
    return {"is_true": item.key, "reason": key_of(item.reasons)}


def wrong_answers(item: TrueFalse) -> Iterator[dict[str, Any]]:
    key = right_answer(item)
    yield {**key, "is_true": not item.key}
    yield from ({**key, "reason": reason} for reason in wrong_ones(item.reasons))

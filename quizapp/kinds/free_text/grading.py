"""An answer is a text, compared with key points by its words."""

from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.free_text.model import FreeText, KeyPoint
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.points import LONGEST, matched_words, sentences_of


def grade(item: FreeText, answer: Any) -> Grade:
    """The weighted share of the points all of whose groups are met, in either language."""
    if not isinstance(answer, str) or len(answer) > LONGEST or not answer.strip():
        raise MalformedAnswer("Enter an answer of at most %(longest)s characters.", longest=LONGEST)
    sentences = sentences_of(answer)
    parts = tuple(_part(point, sentences) for point in item.points)
    by_point = weights(item)
    made = sum(by_point[part.part_id] for part in parts if part.outcome == "right")
    is_complete = all(part.outcome == "right" for part in parts)
    return Grade(
        score=1.0 if is_complete else min(1.0, made / sum(by_point.values())),
        key=item.model_answer.model_dump(mode="json"),
        parts=parts,
    )


def _part(point: KeyPoint, sentences: list[str]) -> PartFeedback:
    matched = matched_words(point, sentences)
    if matched is None:
        return PartFeedback(point.id, "missed", point.missed)
    return PartFeedback(point.id, "right", None, matched)


def right_answer(item: FreeText, language: Language) -> str:
    return item.model_answer.in_language(language)


def weights(item: FreeText) -> dict[str, float]:
    """The weights by point. A learner may contest that one was missed."""
    return {point.id: point.weight for point in item.points}

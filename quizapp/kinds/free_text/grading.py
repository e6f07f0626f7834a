"""An answer is a text, compared with key points by its words."""

from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.free_text.model import FreeText, KeyPoint
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.points import LONGEST, Statements, find_point
from quizapp.kinds.statements import statements_of
from quizapp.kinds.wording import Written


def grade(item: FreeText, answer: Any) -> Grade:
    """The weighted share of the points that a sentence makes, in either language. Unsure points earn nothing yet."""
    if not isinstance(answer, str) or len(answer) > LONGEST or not answer.strip():
        raise MalformedAnswer("Enter an answer of at most %(longest)s characters.", longest=LONGEST)
    statements, written = statements_of(answer), Written(answer)
    parts = tuple(_part(point, statements, written) for point in item.points)
    by_point = weights(item)
    made = sum(by_point[part.part_id] for part in parts if part.outcome == "right")
    is_complete = all(part.outcome == "right" for part in parts)
    return Grade(
        score=1.0 if is_complete else min(1.0, made / sum(by_point.values())),
        key=item.model_answer.model_dump(mode="json"),
        parts=parts,
    )


def _part(point: KeyPoint, statements: Statements, written: Written) -> PartFeedback:
    found = find_point(point, statements)
    words = tuple(written.quote(each) for each in found.words)
    if found.state == "covered":
        return PartFeedback(point.id, "right", None, words)
    return PartFeedback(point.id, found.state, point.missed, words)


def right_answer(item: FreeText, language: Language) -> str:
    return item.model_answer.in_language(language)


def weights(item: FreeText) -> dict[str, float]:
    """The weights by point. A learner may contest what the program found."""
    return {point.id: point.weight for point in item.points}

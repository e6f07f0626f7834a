"""Cloze: {"gap-id": option id, number or words, …}; each gap earns its share."""

from typing import Any

from quizapp.domain.grading.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.domain.grading.named import read_choice, read_named
from quizapp.domain.grading.numeric import is_within, read_number
from quizapp.domain.grading.short_text import feedback_of_mistake, is_accepted, read_words
from quizapp.domain.items import ChoiceGap, Cloze, Gap, NumberGap, WordsGap
from quizapp.domain.text import Text


def grade_cloze(item: Cloze, answer: Any) -> Grade:
    given = read_named(answer, [gap.id for gap in item.gaps])
    parts = tuple(_part(gap, given) for gap in item.gaps)
    return Grade(
        score=sum(part.outcome == "right" for part in parts) / len(parts),
        key={gap.id: key_of_gap(gap) for gap in item.gaps},
        parts=parts,
    )


def key_of_gap(gap: Gap) -> Any:
    match gap:
        case ChoiceGap():
            return next(option.id for option in gap.options if option.correct)
        case NumberGap():
            return gap.key
        case WordsGap():
            return gap.accepted.model_dump(mode="json")


def _part(gap: Gap, given: dict[str, Any]) -> PartFeedback:
    if gap.id not in given:
        return PartFeedback(gap.id, "missed", gap.feedback)
    try:
        is_right, said = _judge(gap, given[gap.id])
    except MalformedAnswer as malformed:
        raise malformed.in_part(gap.id) from None
    return PartFeedback(gap.id, "right" if is_right else "wrong", said or gap.feedback)


def _judge(gap: Gap, given: Any) -> tuple[bool, Text | None]:
    """Whether it is right, and what is said of just this answer."""
    match gap:
        case ChoiceGap():
            chosen = read_choice(given, [option.id for option in gap.options])
            option = next(option for option in gap.options if option.id == chosen)
            return option.correct, option.feedback
        case NumberGap():
            number = read_number(given)
            if is_within(number, gap.key, gap.tolerance):
                return True, None
            mistakes = (m.feedback for m in gap.mistakes if is_within(number, m.value, gap.tolerance))
            return False, next(mistakes, None)
        case WordsGap():
            words = read_words(given)
            return is_accepted(words, gap.accepted), feedback_of_mistake(words, gap.mistakes)

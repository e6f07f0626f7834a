"""Free text against key points: which of them the words of the answer make. It matches words, not meaning."""

import re
from typing import Any

from quizapp.domain.grading.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.domain.items import FreeText, KeyPoint, Point
from quizapp.domain.text import LANGUAGES
from quizapp.domain.wording import phrase_pattern, running

LONGEST = 8000
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|[。！？；\n]+")


def grade_free_text(item: FreeText, answer: Any) -> Grade:
    """The share of the points, by weight, all of whose groups are met, in the groups of either language."""
    if not isinstance(answer, str) or len(answer) > LONGEST or not answer.strip():
        raise MalformedAnswer("Enter an answer of at most %(longest)s characters.", longest=LONGEST)
    sentences = sentences_of(answer)
    parts = tuple(_part(point, sentences) for point in item.points)
    weights = {point.id: point.weight for point in item.points}
    made = sum(weights[part.part_id] for part in parts if part.outcome == "right")
    is_complete = all(part.outcome == "right" for part in parts)
    return Grade(
        score=1.0 if is_complete else min(1.0, made / sum(weights.values())),
        key=item.model_answer.model_dump(mode="json"),
        parts=parts,
    )


def _part(point: KeyPoint, sentences: list[str]) -> PartFeedback:
    matched = matched_words(point, sentences)
    if matched is None:
        return PartFeedback(point.id, "missed", point.missed)
    return PartFeedback(point.id, "right", None, matched)


def sentences_of(answer: str) -> list[str]:
    """The answer's sentences, spelled so that phrases are found in them."""
    return [text for part in _SENTENCE_ENDS.split(answer) if (text := running(part))]


def matched_words(point: Point, sentences: list[str]) -> tuple[str, ...] | None:
    """The words that make the point, one for each group; None if a group is not met."""
    blocks = [phrase_pattern(phrase) for phrase in (*point.unless.zh, *point.unless.en)]
    counting = [text for text in sentences if not any(block.search(text) for block in blocks)]
    for language in LANGUAGES:
        found = [_first_match(group, counting) for group in point.groups.in_language(language)]
        if all(found):
            return tuple(words for words in found if words)
    return None


def _first_match(alternatives: tuple[str, ...], sentences: list[str]) -> str | None:
    for phrase in alternatives:
        pattern = phrase_pattern(phrase)
        for text in sentences:
            if match := pattern.search(text):
                return match[0]
    return None

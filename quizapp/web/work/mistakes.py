"""Presenter of open mistakes: what was said beside what is right, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from quizapp.kinds import answer_in_words, key_in_words
from quizapp.presentation.language import current_language
from quizapp.services.attempt_reading import ReadAttempt
from quizapp.services.mistakes import OpenMistakes


@dataclass(frozen=True)
class MistakeCard:
    last: ReadAttempt
    said: str
    right: str
    times: int
    due_on: date | None
    today: date
    confidence: float | None


def mistake_cards(wrong: OpenMistakes) -> list[MistakeCard]:
    found = []
    for mistake in wrong.mistakes:
        item, given = mistake.last.drawn.item, mistake.last.attempt.answer
        key = (mistake.last.attempt.grade or {}).get("key")
        found.append(
            MistakeCard(
                last=mistake.last,
                said=answer_in_words(item, given, current_language(), key),
                right=key_in_words(item, key, current_language(), given),
                times=mistake.times,
                due_on=mistake.due_on,
                today=mistake.today,
                confidence=mistake.confidence,
            )
        )
    return found

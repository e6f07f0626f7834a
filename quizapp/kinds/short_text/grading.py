"""An answer is a text of a few words."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade
from quizapp.kinds.refutable import Wrong
from quizapp.kinds.short_text.model import ShortText
from quizapp.kinds.words import is_accepted, mistake_in_words, read_words


def grade(item: ShortText, answer: Any) -> Grade:
    words = read_words(answer)
    key = item.accepted.model_dump(mode="json")
    if is_accepted(words, item.accepted):
        return Grade(score=1.0, key=key)
    mistake = mistake_in_words(words, item.mistakes)
    return Grade(score=0.0, key=key, feedback=mistake.feedback if mistake else None)


def wrong_in(item: ShortText, answer: Any) -> Wrong:
    mistake = mistake_in_words(read_words(answer), item.mistakes)
    return [("", mistake)] if mistake else []


def right_answer(item: ShortText, language: Language) -> str:
    return item.accepted.in_language(language)[0]


def wrong_answers(item: ShortText) -> Iterator[str]:
    yield from (words for mistake in item.mistakes for words in mistake.given)

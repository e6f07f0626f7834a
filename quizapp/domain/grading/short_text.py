"""Short text: a few words, in either language."""

from collections.abc import Iterable
from typing import Any

from quizapp.domain.grading.grade import Grade, MalformedAnswer
from quizapp.domain.items import ShortText, Wordings, WordsMistake
from quizapp.domain.text import Text
from quizapp.domain.wording import canonical

LONGEST = 200


def grade_short_text(item: ShortText, answer: Any) -> Grade:
    words = read_words(answer)
    key = item.accepted.model_dump(mode="json")
    if is_accepted(words, item.accepted):
        return Grade(score=1.0, key=key)
    return Grade(score=0.0, key=key, feedback=feedback_of_mistake(words, item.mistakes))


def read_words(answer: Any) -> str:
    if not isinstance(answer, str) or len(answer) > LONGEST or not canonical(answer):
        raise MalformedAnswer("Enter one or a few words, at most %(longest)s characters.", longest=LONGEST)
    return answer


def is_accepted(words: str, accepted: Wordings) -> bool:
    """Capitals, width, spaces, hyphens and punctuation aside; the language of the page does not matter."""
    return canonical(words) in {canonical(each) for each in (*accepted.zh, *accepted.en)}


def feedback_of_mistake(words: str, mistakes: Iterable[WordsMistake]) -> Text | None:
    wrong = canonical(words)
    found = (m.feedback for m in mistakes if wrong in {canonical(each) for each in m.given})
    return next(found, None)

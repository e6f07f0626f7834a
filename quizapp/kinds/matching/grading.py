"""An answer is {"left-id": "right-id", …}, with partial credit."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade, PartFeedback, PartOutcome
from quizapp.kinds.matching.model import LeftSide, Matching
from quizapp.kinds.named import read_choice, read_named
from quizapp.kinds.refutable import Wrong


def grade(item: Matching, answer: Any) -> Grade:
    """The share of right matches, corrected for guessing: one in the number of entries on the right."""
    rights = [each.id for each in item.right]
    named = read_named(answer, [each.id for each in item.left])
    given = {left: read_choice(right, rights) for left, right in named.items()}
    share = sum(given.get(each.id) == each.match for each in item.left) / len(item.left)
    guessed = 1 / len(rights)
    return Grade(
        score=max(0.0, (share - guessed) / (1 - guessed)),
        key={each.id: each.match for each in item.left},
        parts=tuple(
            PartFeedback(each.id, _outcome(each, given.get(each.id)), each.feedback) for each in item.left
        ),
    )


def _outcome(left: LeftSide, right: str | None) -> PartOutcome:
    return "missed" if right is None else "right" if right == left.match else "wrong"


def wrong_in(item: Matching, answer: Any) -> Wrong:
    given = read_named(answer, [each.id for each in item.left])
    return [(each.id, each) for each in item.left if given.get(each.id, each.match) != each.match]


def right_answer(item: Matching, language: Language = "en") -> dict[str, str]:
    return {each.id: each.match for each in item.left}


def wrong_answers(item: Matching) -> Iterator[dict[str, str]]:
    rights = [each.id for each in item.right]
    for each in item.left:
        others = (right for right in rights if right != each.match)
        yield from ({**right_answer(item), each.id: other} for other in others)

"""Matching: {"left-id": "right-id", …}, with partial credit."""

from typing import Any

from quizapp.domain.grading.grade import Grade, Outcome, PartFeedback
from quizapp.domain.grading.named import read_choice, read_named
from quizapp.domain.items import LeftSide, Matching


def grade_matching(item: Matching, answer: Any) -> Grade:
    """The share of right matches beyond what guessing gives: one in as many as there are on the right."""
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


def _outcome(left: LeftSide, right: str | None) -> Outcome:
    return "missed" if right is None else "right" if right == left.match else "wrong"

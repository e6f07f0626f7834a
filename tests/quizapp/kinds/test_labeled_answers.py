"""Answers written by hand as people write them, each with a person's judgment, and how often grading disagrees.

The first part was written while the phrases and readers were made, the others each after they were frozen, the third
from the prompts and key points, before the phrases were read. What each part then showed has been mended;
`labeled/FIGURES.md` has the figures from before and after.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import yaml

from quizapp.bank.interviews import Interview
from quizapp.bank.parametric.drawing import redraw
from quizapp.config import REPOSITORY
from quizapp.kinds import grade
from quizapp.kinds.grade import MalformedAnswer
from tests.bank import items, questions

LABELED = REPOSITORY / "tests" / "quizapp" / "kinds" / "labeled"
PARTS = [(kind, part) for kind in ("texts", "short") for part in ("first", "second", "third", "fourth")]
WRITTEN = {"free_text", "short_text", "numeric", "tensor_shape"}  # kinds; clozes have `gaps`
FEWEST_ANSWERS_OF_A_GAP = 10
FEWEST_ANSWERS = 12  # to each item, in all parts together


@dataclass(frozen=True)
class Labeled:
    """label: right, half, wrong, negated, salad, off_topic, or none (no answer). score: None if it was asked back."""

    item: str
    label: str
    answer: str
    score: float | None


def _read(name: str) -> Any:
    return yaml.safe_load((LABELED / f"{name}.yaml").read_text(encoding="utf-8"))


def _score(item: Any, answer: str) -> float | None:
    if isinstance(item, Interview):
        return len(item.points_made(answer)) / len(item.key_points)
    try:
        return grade(item, answer).score
    except MalformedAnswer:
        return None


@cache
def to_answer() -> dict[str, Any]:
    """The items by their ids, and the interviews by those of their questions."""
    variants = _read("variants")
    names = {name for kind, part in PARTS for name in _read(f"{kind}_{part}")}
    graded = [each for each in items() if each.id in names]
    drawn = {each.id: redraw(each, variants.get(each.id, {})).item for each in graded}
    return drawn | {slug: each.interview for slug, each in questions().items() if each.interview}


@cache
def labeled(kind: str, part: str) -> tuple[Labeled, ...]:
    def each() -> Iterator[Labeled]:
        for item_id, by_label in _read(f"{kind}_{part}").items():
            for label, answers in by_label.items():
                for answer in answers:
                    yield Labeled(item_id, label, answer, _score(to_answer()[item_id], answer))

    return tuple(each())


def share(of: list[Labeled], which: list[Labeled]) -> float:
    assert of
    return len(which) / len(of)


@cache
def gaps() -> dict[str, Any]:
    """The blanks that are filled with a number or with words, by the ids of the exercise and of the blank."""
    variants = _read("variants")
    clozes = [redraw(each, variants.get(each.id, {})).item for each in items() if each.kind == "cloze"]
    return {f"{item.id}/{gap.id}": gap for item in clozes for gap in item.gaps if gap.kind != "choice"}


def _is_filled_rightly(gap: Any, answer: str) -> bool | None:
    """None if it was asked back."""
    try:
        return bool(gap.judge(answer)[0])
    except MalformedAnswer:
        return None


def test_every_exercise_and_interview_that_is_answered_in_words_or_numbers_has_labeled_answers() -> None:
    answered = [each.id for each in items() if each.kind in WRITTEN]
    assert len(answered) > 60
    asked = [*answered, *(slug for slug, each in questions().items() if each.interview)]
    names = {name for kind, part in PARTS for name in _read(f"{kind}_{part}")}
    assert [name for name in asked if name not in names] == []
    assert set(_read("gaps")) == set(gaps())


def test_blanks_are_judged_as_labeled() -> None:
    filled = [
        (name, answer, label, _is_filled_rightly(gap, answer))
        for name, gap in gaps().items()
        for label, answers in _read("gaps")[name].items()
        for answer in answers
    ]
    right_of = {"right": True, "wrong": False, "none": None}
    assert [each[:3] for each in filled if each[3] is not right_of[each[2]]] == []
    count = Counter(name for name, *_ in filled)
    assert {name: number for name, number in count.items() if number < FEWEST_ANSWERS_OF_A_GAP} == {}


def test_every_labeled_item_has_enough_answers() -> None:
    count = dict.fromkeys(to_answer(), 0)
    for kind, part in PARTS:
        for answer in labeled(kind, part):
            count[answer.item] += 1
    assert {item: number for item, number in count.items() if number < FEWEST_ANSWERS} == {}


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_no_more_than_one_wrong_answer_in_fifty_gets_full_credit(kind: str, part: str) -> None:
    wrong = [each for each in labeled(kind, part) if each.label in ("wrong", "half", "off_topic", "none")]
    assert share(wrong, [each for each in wrong if each.score == 1.0]) <= 0.02


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_no_more_than_three_right_answers_in_a_hundred_get_nothing(kind: str, part: str) -> None:
    """An answer that is asked back counts as one that gets nothing."""
    right = [each for each in labeled(kind, part) if each.label == "right"]
    assert share(right, [each for each in right if not each.score]) <= 0.03


@pytest.mark.parametrize("part", ["first", "second", "third", "fourth"])
def test_denials_and_lists_of_keywords_get_nothing(part: str) -> None:
    empty = [each for each in labeled("texts", part) if each.label in ("negated", "salad", "off_topic")]
    assert [each for each in empty if each.score] == []
    assert [each for each in labeled("short", part) if each.label == "none" and each.score] == []


@pytest.mark.parametrize(
    ("part", "least"), [("first", 0.98), ("second", 0.92), ("third", 0.95), ("fourth", 0.8)]
)
def test_right_texts_get_most_of_the_credit(part: str, least: float) -> None:
    right = [each.score or 0.0 for each in labeled("texts", part) if each.label == "right"]
    assert sum(right) / len(right) >= least

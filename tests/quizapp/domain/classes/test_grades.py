"""One rule from attempts to a score: which counts, what lateness takes off, and what is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quizapp.domain.classes.grades import (
    Allowance,
    Answered,
    State,
    Terms,
    Work,
    standing_of,
    terms_for,
    total_of,
)
from quizapp.domain.classes.rules import AssignmentRules, PracticeWork
from quizapp.domain.exams.rules import FixedSet

DUE = datetime(2026, 12, 5, 16, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORK = PracticeWork(selection=FixedSet(items=("one-item", "two-items")))


def terms(allowance: Allowance | None = None, closes: datetime | None = None, **rules: Any) -> Terms:
    return terms_for(AssignmentRules(work=WORK, **rules), "UTC", (DUE - 7 * DAY, DUE, closes), allowance)


def work(number: int, *scores: float | None, at: datetime = DUE - HOUR, is_open: bool = False) -> Work:
    parts = tuple(None if score is None else Answered(score, at) for score in scores)
    return Work(number, f"w{number}", at - HOUR, parts, None if is_open else at)


@pytest.mark.parametrize(("counting", "score"), [("best", 1.0), ("last", 0.5), ("first", 0.0)])
def test_the_rules_say_which_attempt_counts(counting: str, score: float) -> None:
    works = [work(1, 0, 0), work(2, 1, 1), work(3, 1, 0)]
    standing = standing_of(terms(counting=counting), works, DUE + HOUR)
    assert standing.score == score
    assert len(standing.marked) == 3


def test_each_answer_loses_what_its_own_delay_takes_off() -> None:
    mixed = Work(1, "w", DUE - HOUR, (Answered(1.0, DUE), Answered(1.0, DUE + DAY + HOUR)), DUE + DAY + HOUR)
    standing = standing_of(terms(late_percent=10), [mixed], DUE + 2 * DAY)
    assert standing.score == pytest.approx((1.0 + 0.8) / 2)
    assert standing.counted is not None
    assert (standing.counted.raw, standing.counted.days_late, standing.is_late) == (1.0, 2, True)


def test_the_best_is_the_best_after_the_deduction() -> None:
    works = [work(1, 1, 0.5), work(2, 1, 1, at=DUE + 4 * DAY)]
    standing = standing_of(terms(late_percent=10), works, DUE + 5 * DAY)
    assert standing.counted is not None
    assert standing.counted.work.number == 1


def test_a_deduction_takes_no_more_than_there_is() -> None:
    assert standing_of(terms(late_percent=30), [work(1, 1, 1, at=DUE + 9 * DAY)], DUE + 9 * DAY).score == 0


def test_without_a_late_rule_nothing_counts_after_the_due_time() -> None:
    late = standing_of(terms(late_percent=None), [work(1, 1, 1, at=DUE + HOUR)], DUE + DAY)
    assert late.score == 0
    assert standing_of(terms(late_percent=None), [work(1, 1, 1, at=DUE)], DUE + DAY).score == 1


def test_after_closing_nothing_counts() -> None:
    closing = terms(late_percent=0, closes=DUE + DAY)
    assert standing_of(closing, [work(1, 1, 1, at=DUE + DAY)], DUE + 3 * DAY).score == 1
    assert standing_of(closing, [work(1, 1, 1, at=DUE + DAY + HOUR)], DUE + 3 * DAY).score == 0


def test_what_is_begun_counts_as_it_stands_once_it_is_due() -> None:
    begun = [work(1, 1, None, is_open=True)]
    before, after = standing_of(terms(), begun, DUE - HOUR), standing_of(terms(), begun, DUE + HOUR)
    assert (before.state, before.score) == (State.STARTED, None)
    assert (after.state, after.score) == (State.DONE, 0.5)


def test_what_is_due_and_not_answered_is_missing_and_counts_nothing() -> None:
    assert standing_of(terms(), [], DUE).state is State.OPEN
    assert standing_of(terms(), [], DUE - 8 * DAY).state is State.NOT_OPEN
    for works in ([], [work(1, None, None, is_open=True)]):
        missing = standing_of(terms(), works, DUE + HOUR)
        assert (missing.state, missing.score) == (State.MISSING, 0.0)


def test_an_exam_that_is_being_taken_is_not_missing() -> None:
    sat = Work(1, "s", DUE - HOUR, (None,), None, DUE + HOUR)
    assert standing_of(terms(), [sat], DUE + timedelta(minutes=5)).state is State.STARTED
    assert standing_of(terms(), [sat], DUE + 2 * HOUR).state is State.MISSING


def test_what_is_not_graded_yet_has_no_score() -> None:
    standing = standing_of(terms(), [work(1, None), work(2, 1, 0)], DUE - HOUR)
    assert standing.score == 0.5
    waiting = Work(1, "w", DUE - HOUR, (Answered(None, DUE - HOUR),), DUE - HOUR)
    assert standing_of(terms(), [waiting], DUE + HOUR).state is State.GRADING


def test_an_own_due_time_moves_the_closing_along_and_an_excuse_leaves_it_out() -> None:
    own = terms(Allowance(due_at=DUE + 3 * DAY), closes=DUE + DAY)
    assert standing_of(own, [work(1, 1, 1, at=DUE + 2 * DAY)], DUE + 4 * DAY).score == 1
    excused = standing_of(terms(Allowance(is_excused=True)), [], DUE + DAY)
    assert (excused.state, excused.score) == (State.EXCUSED, None)
    assert terms(Allowance(attempts=5), attempts=1).attempts == 5


def test_the_total_weighs_by_points_what_counts_by_now() -> None:
    full = standing_of(terms(points=30), [work(1, 1, 1)], DUE - HOUR)
    missing = standing_of(terms(points=10), [], DUE + HOUR)
    ahead = standing_of(terms(points=60), [], DUE - HOUR)
    total = total_of([full, missing, ahead])
    assert (total.points, total.of, total.share) == (30, 40, 0.75)
    assert total_of([ahead]).share is None

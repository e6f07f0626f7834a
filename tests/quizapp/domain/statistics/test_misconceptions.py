"""Which claims a class gets wrong: by week, and never of so few that somebody could be told from it."""

from datetime import date, timedelta

import pytest

from quizapp.domain.statistics.misconceptions import FEWEST_LEARNERS, ClaimAnswer, map_of

WEEK = date(2026, 11, 23)


def answers(claim: str, wrong: int, right: int, week: date = WEEK) -> list[ClaimAnswer]:
    return [ClaimAnswer(number, claim, week, number < wrong) for number in range(wrong + right)]


def test_the_claim_that_most_get_wrong_comes_first() -> None:
    found = map_of([*answers("a", 1, 5), *answers("b", 4, 2), *answers("rare", 1, 0)])
    assert [row.claim for row in found.rows] == ["b", "a", "rare"]
    assert found.rows[0].total.value == pytest.approx(4 / 6)
    assert found.rows[2].total.value is None  # too few answers for a share


def test_weeks_are_columns_and_the_oldest_ones_are_left_out() -> None:
    weeks = [WEEK + timedelta(weeks=number) for number in range(5)]
    found = map_of([each for week in weeks for each in answers("a", 3, 3, week)], most_weeks=3)
    assert found.weeks == tuple(weeks[2:])
    assert [(cell.wrong, cell.count) for cell in found.rows[0].cells] == [(3, 6)] * 3


def test_nothing_is_shown_of_fewer_learners_than_hide_each_other() -> None:
    few = map_of(answers("a", 2, FEWEST_LEARNERS - 3))
    assert (few.rows, few.learners) == ((), FEWEST_LEARNERS - 1)
    assert map_of(answers("a", 2, FEWEST_LEARNERS - 2)).rows

"""The rule that compares a new count with a record, on constructed counts."""

import pytest

from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.comparison import Comparison, compare
from quizapp.domain.claims.exact_tests import fisher_p_value
from tests.quizapp.domain.claims.constructed import (
    ELSEWHERE,
    HERE,
    fresh_sample,
    record,
    rerun,
    tally,
)


def again(old: Record, *turned: int, **by: object) -> Comparison:
    return compare(old, rerun(old, *turned, **by))


def fresh(old: Record, count: int, seeds: int = 100) -> Comparison:
    return compare(old, fresh_sample(count, seeds))


def test_a_rerun_that_turns_no_seed_fits_perfectly() -> None:
    found = again(record(90))
    assert (found.compared, found.turned, found.p_value, found.fails) == ("pairs", (), 1.0, False)


@pytest.mark.parametrize(("turned", "fails"), [(1, False), (7, False), (8, True)])
def test_seeds_that_all_turn_one_way_elsewhere_fail_from_the_eighth_on(turned: int, fails: bool) -> None:
    found = again(record(100), *range(turned))
    assert found.turned == tuple(range(2000, 2000 + turned))
    assert (found.is_incompatible, found.fails) == (fails, fails)
    assert not found.has_moved  # 92 of 100 support the claim as 100 do


def test_seeds_that_turn_both_ways_are_chance_however_many_they_are() -> None:
    found = again(record(50), *range(20, 80))
    assert len(found.turned) == 60
    assert (found.p_value, found.fails) == (1.0, False)


def test_pairs_see_what_two_independent_samples_would_hide() -> None:
    """Eight of sixty seeds lost and none gained: as samples, 60 and 52 of 100 would be nothing."""
    found = again(record(60), *range(8))
    assert found.is_incompatible
    assert fisher_p_value(60, 100, 52, 100) > 0.2


@pytest.mark.parametrize(("count", "fails"), [(93, False), (92, True), (0, True)])
def test_fresh_seeds_are_a_second_sample(count: int, fails: bool) -> None:
    found = fresh(record(100), count, 100)
    assert (found.compared, found.turned, found.fails) == ("samples", (), fails)
    assert found.p_value == fisher_p_value(100, 100, count, 100)


def test_of_seeds_of_which_some_were_recorded_those_are_compared() -> None:
    """Nothing turned among the fifty recorded ones, whatever the fifty others say."""
    found = compare(record(100), tally([True] * 50 + [False] * 50, first=2050))
    assert (found.compared, found.turned, found.p_value) == ("pairs", (), 1.0)
    assert found.has_moved


def test_a_verdict_that_moves_fails_though_the_count_is_compatible() -> None:
    """76 of 100 are the fewest that support a claim; 75 are mixed."""
    found = again(record(76), 0)
    assert (found.is_incompatible, found.has_moved, found.fails) == (False, True, True)
    assert not again(record(77), 0).fails


def test_a_verdict_is_not_lost_for_having_run_fewer_seeds() -> None:
    found = fresh(record(85), 17, 20)
    assert (found.has_moved, found.fails) == (False, False)
    assert fresh(record(85), 2, 20).fails


def test_a_record_of_few_seeds_is_judged_by_the_exact_test_alone_and_named() -> None:
    old = record(18, seeds=20, first=1000, by=None)
    found = again(old, 0)  # 17 of 20 no longer support the claim
    assert (found.is_under_recorded, found.has_moved, found.fails) == (True, True, False)
    assert again(old, *range(8)).fails
    assert not record(100).is_under_recorded


def test_a_seed_that_turns_where_the_bits_are_bound_to_be_the_same_shows_a_changed_program() -> None:
    found = again(record(100), 3, by=HERE)
    assert (found.gives_same_bits, found.has_program_changed, found.fails) == (True, True, False)
    assert not again(record(100), by=HERE).has_program_changed
    assert not again(record(100), 3, by=ELSEWHERE).has_program_changed
    assert not again(record(100, by=None), 3, by=HERE).has_program_changed
    assert not again(record(100), 3, by=None).has_program_changed

"""The two exact tests against published values, and against counting by hand."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.claims.exact_tests import fisher_p_value, mcnemar_p_value

Sample = tuple[int, int]


@st.composite
def samples(draw: st.DrawFn, largest: int = 100) -> Sample:
    total = draw(st.integers(1, largest))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((3, 4), (1, 4), 0.48571428571428571),  # Fisher's lady tasting tea
        ((6, 7), (2, 6), 0.10256410256410257),  # SciPy's documentation of fisher_exact
        ((8, 9), (2, 7), 0.03496503496503495),
        ((1, 12), (9, 12), 0.002759456185220083),  # R: fisher.test(matrix(c(1, 11, 9, 3), 2))
        ((100, 100), (100, 100), 1.0),
        ((0, 20), (20, 20), 2 / 137846528820),  # 2 of the C(40, 20) ways
    ],
)
def test_fishers_test_gives_the_published_values(one: Sample, other: Sample, expected: float) -> None:
    assert fisher_p_value(*one, *other) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("gained", "lost", "expected"),
    [
        (0, 0, 1.0),
        (0, 1, 1.0),
        (0, 7, 0.015625),
        (0, 8, 0.0078125),
        (1, 9, 0.021484375),  # R: binom.test(1, 10)
        (2, 10, 0.03857421875),
        (3, 3, 1.0),
    ],
)
def test_mcnemars_test_gives_the_published_values(gained: int, lost: int, expected: float) -> None:
    assert mcnemar_p_value(gained, lost) == expected
    assert mcnemar_p_value(lost, gained) == expected


def no_more_probable_than(observed: int, outcomes: Iterable[int]) -> float:
    ways = Counter(outcomes)
    return sum(count for count in ways.values() if count <= ways[observed]) / ways.total()


@pytest.mark.parametrize("totals", [(6, 6), (5, 3), (1, 4)])
def test_fishers_test_counts_the_ways_to_deal_out_what_both_have_together(totals: tuple[int, int]) -> None:
    total, other_total = totals
    for count, other in product(range(total + 1), range(other_total + 1)):
        deals = combinations(range(total + other_total), count + other)
        expected = no_more_probable_than(count, (sum(place < total for place in deal) for deal in deals))
        assert fisher_p_value(count, total, other, other_total) == pytest.approx(expected)


def test_mcnemars_test_counts_the_throws_of_a_coin() -> None:
    for gained, lost in product(range(6), repeat=2):
        throws = product((0, 1), repeat=gained + lost)
        assert mcnemar_p_value(gained, lost) == pytest.approx(no_more_probable_than(gained, map(sum, throws)))


@settings(deadline=None)
@given(samples(), samples())
def test_fishers_test_does_not_care_which_sample_came_first_or_what_is_counted(
    one: Sample, other: Sample
) -> None:
    p_value = fisher_p_value(*one, *other)
    assert 0 < p_value <= 1
    assert fisher_p_value(*other, *one) == p_value
    (count, total), (other_count, other_total) = one, other
    assert fisher_p_value(total - count, total, other_total - other_count, other_total) == p_value


@settings(deadline=None)
@given(samples())
def test_the_same_count_again_is_never_a_surprise(sample: Sample) -> None:
    assert fisher_p_value(*sample, *sample) == 1.0


@pytest.mark.parametrize("total", [20, 100])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
def test_two_samples_of_one_share_are_called_incompatible_less_than_once_in_a_hundred(
    total: int, share: float
) -> None:
    """Over every pair of counts, each with its probability: what makes it a test at that level."""
    chances = [
        comb(total, count) * share**count * (1 - share) ** (total - count) for count in range(total + 1)
    ]
    likely = [(count, chance) for count, chance in enumerate(chances) if chance > 1e-9]
    alarms = sum(
        chance * other_chance
        for count, chance in likely
        for other, other_chance in likely
        if abs(count - other) > 3 and fisher_p_value(count, total, other, total) < 0.01
    )
    assert alarms < 0.01


@pytest.mark.parametrize("counts", [(-1, 20, 3, 20), (21, 20, 3, 20), (3, 20, 21, 20)])
def test_what_are_no_counts_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="not counts"):
        fisher_p_value(*counts)
    with pytest.raises(ValueError, match="not counts"):
        mcnemar_p_value(-1, 2)

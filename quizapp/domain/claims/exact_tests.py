"""Two exact tests on counts, in whole numbers throughout: Fisher's for two samples, McNemar's for pairs.

Both are two-sided: the probability, under chance alone, of an outcome at most as probable as this one.
"""

from math import comb


def fisher_p_value(count: int, total: int, other_count: int, other_total: int) -> float:
    """For two independent samples: whether `count` of `total` and `other_count` of `other_total` have the same
    underlying share.

    Given how many there are of both together, the first count is hypergeometric. Source: Fisher 1935, The Design of
    Experiments, chapter 2; the two-sided form sums the tables that are at most as probable, as R and SciPy do.
    """
    if not (0 <= count <= total and 0 <= other_count <= other_total):
        raise ValueError(f"{count} of {total} and {other_count} of {other_total} are not counts")
    both = count + other_count
    ways = [
        comb(total, first) * comb(other_total, both - first)
        for first in range(max(0, both - other_total), min(total, both) + 1)
    ]
    observed = comb(total, count) * comb(other_total, other_count)
    return sum(each for each in ways if each <= observed) / comb(total + other_total, both)


def mcnemar_p_value(gained: int, lost: int) -> float:
    """For pairs that differ, `gained` one way and `lost` the other: whether both ways are equally likely.

    Pairs that agree carry no information; the others are then tosses of a fair coin. Source: McNemar 1947,
    Psychometrika 12; in its exact form the sign test.
    """
    if gained < 0 or lost < 0:
        raise ValueError(f"{gained} and {lost} are not counts")
    differing = gained + lost
    tail = sum(comb(differing, few) for few in range(min(gained, lost) + 1))
    return min(1.0, tail / 2 ** (differing - 1)) if differing else 1.0

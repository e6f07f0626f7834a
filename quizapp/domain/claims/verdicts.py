"""From counts to verdicts: Wilson's interval, and the stated rule.

A test is run with many seeds; in some of them all conditions of its predicate hold. The test supports the claim if
the lower end of the interval for their share is two thirds or more, and contradicts it if the upper end is one third
or less; anything else is mixed. With 20 seeds that means 18 or more, 2 or fewer. A claim is supported if all its
tests support it, contradicted if all contradict it; otherwise it depends.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["supported", "depends", "contradicted", "convention", "dated"]
Leaning = Literal["supports", "mixed", "contradicts"]

NORMAL_QUANTILE = 1.959963984540054  # of 0.975: an interval of 95%
SUPPORTING_SHARE = 2 / 3
CONTRADICTING_SHARE = 1 / 3


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def wilson_interval(count: int, total: int, quantile: float = NORMAL_QUANTILE) -> Interval:
    """The interval of Wilson (1927) for the share behind `count` of `total`, by default of 95%; valid also for 0 and
    for all.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is not a share")
    share, z2 = count / total, quantile**2
    center = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = quantile * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return Interval(max(0.0, center - half), min(1.0, center + half))


def leaning_of(count: int, total: int) -> Leaning:
    interval = wilson_interval(count, total)
    if interval.low >= SUPPORTING_SHARE:
        return "supports"
    return "contradicts" if interval.high <= CONTRADICTING_SHARE else "mixed"


def verdict_of(leanings: Sequence[Leaning]) -> Verdict:
    """The verdict on a claim from the leanings of its tests, at least one."""
    if not leanings:
        raise ValueError("a claim without tests has no measured verdict")
    if all(leaning == "supports" for leaning in leanings):
        return "supported"
    return "contradicted" if all(leaning == "contradicts" for leaning in leanings) else "depends"

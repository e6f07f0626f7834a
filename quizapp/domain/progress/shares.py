"""Shares of right answers, with 90% intervals."""

import math
from dataclasses import dataclass

from quizapp.domain.claims.verdicts import Interval, wilson_interval

QUANTILE_90 = 1.6448536269514722  # of 0.95: an interval of 90%


@dataclass(frozen=True)
class Share:
    """How many of `count` answers were right."""

    right: int
    count: int

    @property
    def value(self) -> float:
        """Raises ZeroDivisionError without answers."""
        return self.right / self.count

    @property
    def interval(self) -> Interval:
        """Wilson, 90%; everything is possible without answers."""
        return wilson_interval(self.right, self.count, QUANTILE_90) if self.count else Interval(0.0, 1.0)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.count + other.count)


def difference(first: Share, second: Share) -> Interval:
    """The 90% interval of the first share minus the second, from their Wilson intervals.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10.
    """
    one, other = first.interval, second.interval
    gap = first.value - second.value
    below = math.hypot(first.value - one.low, other.high - second.value)
    above = math.hypot(one.high - first.value, second.value - other.low)
    return Interval(max(-1.0, gap - below), min(1.0, gap + above))

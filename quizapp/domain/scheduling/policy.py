"""The reviews that bring a memory to a date: a stochastic shortest path, solved backward once for all learners.

V(n, S, D) is the expected number of reviews, n days before the date and right after a review that left stability S and
difficulty D, plus MISS_COST times the probability that recall is below 0.9 on the date:
    V(n, S, D) = min([S < MARGIN n] MISS_COST, min over gaps g of C(n, g, S, D))
    C(n, g, S, D) = 1 + R V(n - g, S_good, D_good) + (1 - R) V(n - g, S_again, D_again)
R is recall after g days. Recall is 0.9 after S days, hence S < n. V is kept on a grid of S and D, and interpolated.
Source: Ye, Su and Cao 2022, “A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling”.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.scheduling import forgetting
from quizapp.domain.scheduling.forgetting import Floats
from quizapp.domain.scheduling.ratings import Rating

MISS_COST = 40.0  # in reviews
MARGIN = 1.7  # times the stability that gives 0.9 on the date: nobody’s memory is exactly as modeled
LEAST_RECALL = 0.7  # at a planned review: who mostly fails gives up
LONGEST_HORIZON = 366
HORIZONS = (60, 120, 240, LONGEST_HORIZON)  # a policy is made for the next of these

_STABILITIES: Floats = np.geomspace(0.05, 800.0, 72)
_DIFFICULTIES: Floats = np.linspace(1.0, 10.0, 10)
_LEAST_OF_GRID = float(_STABILITIES[0])
_LAST_ROW, _LAST_COLUMN = len(_STABILITIES) - 1, len(_DIFFICULTIES) - 1
_LOG_STEP = float(np.log(_STABILITIES[1] / _STABILITIES[0]))
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Policy:
    """values: V, by days before the date, stability, and difficulty. gaps: days until a next review.

    costs: C, by days before the date, gap, stability, and difficulty; infinite where it is not allowed.
    """

    values: Floats
    gaps: Integers
    costs: Floats
    _gaps_by_cost: dict[tuple[int, int, int], tuple[int, ...]] = field(default_factory=dict)

    def value(self, days_left: Integers, stability: Floats, difficulty: Floats) -> Floats:
        """V, interpolated; all of one shape."""
        return _Place.of(stability, difficulty).read(self.values, days_left)

    def costs_of_next(
        self, days_left: int, offsets: Integers, stability: Floats, difficulty: Floats, elapsed: Floats
    ) -> Floats:
        """(cards, offsets): the expected cost of the next review of each card on each of the days, from today.

        stability, difficulty, elapsed: (cards,), elapsed since the last review until today.
        """
        gaps = elapsed[:, None] + offsets[None, :]
        stable, difficult = stability[:, None], np.broadcast_to(difficulty[:, None], gaps.shape)
        recall = forgetting.recall_after(gaps, stable)
        left = np.broadcast_to(days_left - offsets, gaps.shape)
        return self._cost(left, stable, difficult, recall)

    def _cost(self, left: Integers, stability: Floats, difficulty: Floats, recall: Floats) -> Floats:
        recalled = forgetting.stability_after_recall(stability, difficulty, recall)
        lapsed = forgetting.stability_after_lapse(stability, difficulty, recall)
        if_recalled = self.value(left, recalled, forgetting.difficulty_after(difficulty, Rating.GOOD))
        if_lapsed = self.value(left, lapsed, forgetting.difficulty_after(difficulty, Rating.AGAIN))
        return 1.0 + recall * if_recalled + (1.0 - recall) * if_lapsed

    def gaps_by_cost(self, days_left: int, stability: float, difficulty: float) -> tuple[int, ...]:
        """The gaps right after a review that are better than no review, the cheapest first, at the nearest state of
        the grid.
        """
        row = round(math.log(stability / _LEAST_OF_GRID) / _LOG_STEP)
        place = days_left, min(max(row, 0), _LAST_ROW), min(max(round(difficulty - 1.0), 0), _LAST_COLUMN)
        found = self._gaps_by_cost.get(place)
        if found is None:
            costs = self.costs[place[0], :, place[1], place[2]]
            order = [gap for gap in np.argsort(costs, kind="stable").tolist() if costs[gap] < MISS_COST]
            found = tuple(gap for gap in self.gaps[order].tolist() if gap < days_left)
            self._gaps_by_cost[place] = found
        return found


def policy_for(days_left: int) -> Policy:
    """The policy for dates so many days away. Raises ValueError beyond LONGEST_HORIZON."""
    return _solve(next(horizon for horizon in HORIZONS if horizon >= days_left))


def forget_policies() -> None:
    """Make them anew when they are next needed, to measure how long that takes."""
    _solve.cache_clear()


@lru_cache(maxsize=len(HORIZONS))
def _solve(horizon: int) -> Policy:
    gaps = _gaps_within(horizon)
    stable, difficult = np.meshgrid(_STABILITIES, _DIFFICULTIES, indexing="ij")
    shape = (len(gaps), *stable.shape)
    every_gap: Floats = np.broadcast_to(gaps[:, None, None], shape).astype(float)
    stable, difficult = np.broadcast_to(stable, shape), np.broadcast_to(difficult, shape)
    recall = forgetting.recall_after(every_gap, stable)
    recalled = _Place.of(
        forgetting.stability_after_recall(stable, difficult, recall),
        forgetting.difficulty_after(difficult, Rating.GOOD),
    )
    lapsed = _Place.of(
        forgetting.stability_after_lapse(stable, difficult, recall),
        forgetting.difficulty_after(difficult, Rating.AGAIN),
    )
    refused = (recall < LEAST_RECALL) & (every_gap > 1)
    forgotten = 1 - recall
    values = np.zeros((horizon + 1, *shape[1:]))
    costs = np.empty((horizon + 1, *shape))
    costs[0] = np.inf
    if_recalled, if_lapsed = _After(recalled, gaps, horizon), _After(lapsed, gaps, horizon)
    for left in range(1, horizon + 1):
        values[left] = np.where(_STABILITIES[:, None] < MARGIN * left, MISS_COST, 0.0)
        allowed = int(np.searchsorted(gaps, left))  # the last review is a day before the date
        costs[left, allowed:] = np.inf
        if allowed:
            cost = costs[left, :allowed]
            np.multiply(recall[:allowed], if_recalled.read(left, allowed), out=cost)
            cost += 1.0
            cost += forgotten[:allowed] * if_lapsed.read(left, allowed)
            cost[refused[:allowed]] = np.inf
            values[left] = np.minimum(values[left], cost.min(axis=0))
        if_recalled.keep(left, values[left])
        if_lapsed.keep(left, values[left])
    return Policy(values, gaps, costs)


def _gaps_within(horizon: int) -> Integers:
    """Every gap up to two weeks, then ever fewer."""
    found: Integers = np.unique(
        np.round(np.concatenate([np.arange(1, 15), np.geomspace(15, horizon, 22)]))
    ).astype(np.int64)
    return found


@dataclass(frozen=True)
class _Place:
    """Where states lie on the grid: the lower row and column, and the shares of the upper ones."""

    row: Integers
    column: Integers
    up: Floats
    right: Floats

    @classmethod
    def of(cls, stability: Floats, difficulty: Floats) -> "_Place":
        along = np.clip(np.log(stability / _STABILITIES[0]) / _LOG_STEP, 0, len(_STABILITIES) - 1.001)
        across = np.clip(difficulty - 1.0, 0, len(_DIFFICULTIES) - 1.001)
        row, column = along.astype(np.int64), across.astype(np.int64)
        return cls(row, column, along - row, across - column)

    def read(self, values: Floats, left: Integers, some: slice = slice(None)) -> Floats:
        row, column, up, right = self.row[some], self.column[some], self.up[some], self.right[some]
        low = (1 - right) * values[left, row, column] + right * values[left, row, column + 1]
        high = (1 - right) * values[left, row + 1, column] + right * values[left, row + 1, column + 1]
        result: Floats = (1 - up) * low + up * high
        return result


class _After:
    """V after the next review, for every gap and state of the grid, as it becomes known day by day.

    The next difficulty depends on the difficulty alone, so that V is interpolated to it once for each day.
    """

    def __init__(self, place: _Place, gaps: Integers, horizon: int) -> None:
        self._column, self._right = place.column[0, 0], place.right[0, 0]
        self._left = 1 - self._right
        self._up, self._down = place.up, 1 - place.up
        self._day = len(_STABILITIES) * len(_DIFFICULTIES)
        self._known = np.zeros((horizon + 1, len(_STABILITIES), len(_DIFFICULTIES)))
        columns = np.arange(len(_DIFFICULTIES))
        self._places = place.row * len(_DIFFICULTIES) + columns - gaps[:, None, None] * self._day

    def keep(self, left: int, values: Floats) -> None:
        """V, so many days before the date."""
        column = self._column
        self._known[left] = self._left * values[:, column] + self._right * values[:, column + 1]

    def read(self, left: int, allowed: int) -> Floats:
        """(gaps, stabilities, difficulties): for the first gaps, with so many days left before the review."""
        places = self._places[:allowed] + left * self._day
        low = self._known.take(places)
        places += len(_DIFFICULTIES)
        high = self._known.take(places)
        low *= self._down[:allowed]
        high *= self._up[:allowed]
        low += high
        return low

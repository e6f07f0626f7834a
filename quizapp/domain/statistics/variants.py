"""Whether an item is harder for some drawn values than for others, among learners of equal ability."""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.statistics.responses import ItemResponses

FEWEST_ANSWERS = 20  # in a group and in all the others
MOST_VALUES = 8  # of a parameter; more are put together in quarters
FALSE_ALARMS = 0.01  # of all items whose variants are equally hard
SMALLEST_GAP = 0.15  # that matters to anybody


@dataclass(frozen=True)
class VariantGroup:
    """The answers to the variants in which a parameter has a value, or is between two.

    gap: how much more of them are right than of the others, among learners of equal ability, with a 90% interval of
    plus or minus `margin`. is_unfair: more than chance explains, counting how many groups were compared.
    """

    parameter: str
    value: Any
    upper: Any | None
    count: int
    right: float
    gap: float
    margin: float
    is_unfair: bool


def groups_of(answers: ItemResponses) -> tuple[VariantGroup, ...]:
    """Each group of enough answers, largest gap first."""
    found = [group for group in _groups(answers) if _is_enough(group[3])]
    if not found:
        return ()
    surplus = _beyond_ability(answers.scores, answers.ability)
    comparisons = max(
        1, len(found) - len({group[0] for group in found})
    )  # the last value follows from the others
    limit = _quantile(1 - FALSE_ALARMS / 2 / comparisons)
    groups = [
        _compared(answers, surplus, name, low, high, members, limit) for name, low, high, members in found
    ]
    return tuple(sorted(groups, key=lambda group: -abs(group.gap)))


def _is_enough(members: NDArray[np.bool_]) -> bool:
    return min(int(members.sum()), int((~members).sum())) >= FEWEST_ANSWERS


def _compared(
    answers: ItemResponses,
    surplus: NDArray[np.float64],
    name: str,
    low: Any,
    high: Any,
    members: NDArray[np.bool_],
    limit: float,
) -> VariantGroup:
    inside, outside = surplus[members], surplus[~members]
    gap = float(inside.mean() - outside.mean())
    error = math.sqrt(_variance(inside) / len(inside) + _variance(outside) / len(outside))
    return VariantGroup(
        parameter=name,
        value=low,
        upper=high,
        count=len(inside),
        right=float(answers.scores[members].mean()),
        gap=gap,
        margin=_quantile(0.95) * error,
        is_unfair=abs(gap) >= SMALLEST_GAP and abs(gap) > limit * error,
    )


def _variance(values: NDArray[np.float64]) -> float:
    """With one more answer of either kind, so that a group without a mistake is not taken for certain."""
    spread = float(((values - values.mean()) ** 2).sum())
    return (spread + 0.5) / (len(values) + 1)


def _beyond_ability(scores: NDArray[np.float64], ability: NDArray[np.float64]) -> NDArray[np.float64]:
    """What ability does not explain of the scores, by a line."""
    centered = ability - ability.mean()
    power = float(centered @ centered)
    slope = max(0.0, float(centered @ scores) / power) if power > 0 else 0.0
    return np.asarray(scores - slope * centered)


def _groups(answers: ItemResponses) -> Iterator[tuple[str, Any, Any | None, NDArray[np.bool_]]]:
    """A parameter, its value (or the least and the largest), and which answers had it."""
    names = {name for response in answers.responses for name in response.drawn}
    for name in sorted(names):
        values = [response.drawn.get(name) for response in answers.responses]
        distinct = _distinct(values)
        if len(distinct) < 2:
            continue
        if len(distinct) <= MOST_VALUES:
            for value in distinct:
                yield name, value, None, np.array([each == value for each in values])
        elif all(isinstance(value, int | float) for value in values):
            numbers = np.array(values, dtype=np.float64)
            edges = np.unique(np.quantile(numbers, [0, 0.25, 0.5, 0.75, 1]))
            for low, high in pairwise(edges):
                last = high == edges[-1]
                members = (numbers >= low) & ((numbers <= high) if last else (numbers < high))
                yield name, float(low), float(high), members


def _distinct(values: Sequence[Any]) -> list[Any]:
    seen: dict[Hashable, Any] = {repr(value): value for value in values if value is not None}
    return [seen[key] for key in sorted(seen, key=str)]


def _quantile(share: float) -> float:
    """Of the standard normal distribution."""
    return NormalDist().inv_cdf(share)

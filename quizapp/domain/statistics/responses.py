"""First answers of learners to items, as arrays, with how able each learner is by all other answers."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PRIOR_ANSWERS = 4.0  # how many average answers a learner is credited with, so that two lucky ones say little


class Response(NamedTuple):
    """The first answer of a learner to an item.

    chosen: the option, or the answer in any form that can be counted. score: from 0 to 1. drawn: the parameters of its
    variant; empty if nothing is drawn.
    """

    learner: Hashable
    item_id: str
    chosen: str
    score: float
    seconds: float | None = None
    drawn: Mapping[str, Any] = {}


@dataclass(frozen=True)
class ItemResponses:
    """The responses to one item.

    ability (answers,): of each learner, from all *other* items: the mean of score minus the mean score of that item,
    shrunk towards 0, in standard deviations of the learners; 0 for a learner without other answers.
    """

    item_id: str
    responses: tuple[Response, ...]
    ability: NDArray[np.float64]
    scores: NDArray[np.float64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.responses)


def by_item(responses: Iterable[Response]) -> dict[str, ItemResponses]:
    """The responses of each item. Of several by one learner to one item, only the first counts."""
    numbers_of_learners: dict[Hashable, int] = {}
    numbers_of_items: dict[str, int] = {}
    kept: dict[tuple[int, int], Response] = {}
    for response in responses:
        learner = numbers_of_learners.setdefault(response.learner, len(numbers_of_learners))
        item = numbers_of_items.setdefault(response.item_id, len(numbers_of_items))
        kept.setdefault((learner, item), response)
    if not kept:
        return {}
    learners, items = np.array(list(kept), dtype=np.int64).T
    first = list(kept.values())
    scores = np.array([response.score for response in first], dtype=np.float64)
    item_means = np.bincount(items, scores) / np.bincount(items)
    surplus = scores - item_means[items]
    sums, counts = np.bincount(learners, surplus), np.bincount(learners)
    rest = (sums[learners] - surplus) / (counts[learners] - 1 + PRIOR_ANSWERS)
    spread = float(np.std(sums / (counts + PRIOR_ANSWERS)))
    ability = rest / spread if spread > 0 else np.zeros_like(rest)
    return {
        first[places[0]].item_id: ItemResponses(
            first[places[0]].item_id,
            tuple(map(first.__getitem__, places.tolist())),
            ability[places],
            scores[places],
        )
        for places in _places_by(items)
    }


def _places_by(numbers: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)

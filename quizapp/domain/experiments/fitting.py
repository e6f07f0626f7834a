"""The nearest setting that fits: what to reduce, and how far, when a run exceeds a limit."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.errors import N_
from simulator.paths import has, put, value_at

SHRINKABLE = {
    "steps": N_("steps"),
    "batch_size": N_("batch size"),
    "network.width": N_("width"),
    "network.depth": N_("depth"),
    "task.length": N_("sequence length"),
}
MOST_TRIED_IN_FULL = 8  # with more experiments than this, only the steps are reduced

Experiments = Sequence[simulator.Experiment]


@dataclass(frozen=True)
class Fit:
    """With this one setting at this value, the run fits."""

    field: str
    value: int

    @property
    def name(self) -> str:
        """The name of the setting in English, to be translated."""
        return SHRINKABLE[self.field]


def nearest_fit(
    experiments: Experiments, measure: Callable[[Experiments], float], limit: float
) -> Fit | None:
    """Of all settings with which the measure stays within the limit when reduced alone, the one that changes by the
    smallest factor. `measure` is what is too much of them: seconds, or bytes.
    """
    fields = [*SHRINKABLE] if len(experiments) <= MOST_TRIED_IN_FULL else ["steps"]
    found = [each for each in _fits_by_field(experiments, fields, measure, limit) if each is not None]
    return min(found, key=lambda each: each[1])[0] if found else None


def _fits_by_field(
    experiments: Experiments,
    fields: Sequence[str],
    measure: Callable[[Experiments], float],
    limit: float,
) -> Iterator[tuple[Fit, float] | None]:
    documents = [experiment.model_dump(mode="json") for experiment in experiments]
    for field in fields:
        present = [value for document in documents if isinstance(value := value_at(document, field), int)]
        if not present:
            continue

        def measured(most: int, field: str = field) -> float:
            shrunk = _shrunk(documents, field, most)
            return math.inf if shrunk is None else measure(shrunk)

        largest = max(present)
        least = _largest_within(measured, limit, largest, measure(experiments))
        yield (Fit(field, least), math.log(largest / least)) if least else None


def _largest_within(measured: Callable[[int], float], limit: float, largest: int, at_largest: float) -> int:
    """The largest value whose measure is within the limit; 0 if there is none. The measure grows with the value.

    It grows almost in proportion, so that a straight line between the bounds finds the place in a few measurements;
    each of a thousand experiments takes long. Where the line leads nowhere, the bounds are halved.
    """
    least, most = 0, largest  # `least` fits or is 0; `most` does not fit
    at_least, at_most = 0.0, at_largest
    is_halving = False
    while (width := most - least) > 1:
        share = 0.5 if is_halving or math.isinf(at_most) else (limit - at_least) / (at_most - at_least)
        middle = min(most - 1, max(least + 1, least + int(share * width)))
        at_middle = measured(middle)
        if at_middle <= limit:
            least, at_least = middle, at_middle
        else:
            most, at_most = middle, at_middle
        is_halving = not is_halving and most - least > width / 2
    return least


def _shrunk(documents: list[dict[str, Any]], field: str, most: int) -> list[simulator.Experiment] | None:
    shrunk = []
    for document in json.loads(json.dumps(documents)):
        if has(document, field):
            put(document, field, min(value_at(document, field), most))
        try:
            shrunk.append(simulator.Experiment.model_validate(document))
        except simulator.InvalidExperiment:
            return None
    return shrunk

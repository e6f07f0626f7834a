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


def nearest_fit(experiments: Experiments, fits: Callable[[Experiments], bool]) -> Fit | None:
    """Of all settings that suffice when reduced alone, the one that changes by the smallest factor."""
    fields = [*SHRINKABLE] if len(experiments) <= MOST_TRIED_IN_FULL else ["steps"]
    found = [each for each in _fits_by_field(experiments, fields, fits) if each is not None]
    return min(found, key=lambda each: each[1])[0] if found else None


def _fits_by_field(
    experiments: Experiments, fields: Sequence[str], fits: Callable[[Experiments], bool]
) -> Iterator[tuple[Fit, float] | None]:
    documents = [experiment.model_dump(mode="json") for experiment in experiments]
    for field in fields:
        present = [value for document in documents if isinstance(value := value_at(document, field), int)]
        if not present:
            continue
        largest = max(present)
        least, most = 0, largest  # `least` fits or is 0; `most` does not fit
        while most - least > 1:
            middle = (least + most) // 2
            shrunk = _shrunk(documents, field, middle)
            if shrunk is not None and fits(shrunk):
                least = middle
            else:
                most = middle
        yield (Fit(field, least), math.log(largest / least)) if least else None


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

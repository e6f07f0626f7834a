"""Whether the first cause that a diagnosis names is right: by what makes the same run learn.

A run that failed is trained again with one change at a time, from the same seed. A change explains the run if the
changed run learns, or if the run diverges and the changed one does not. Each code of a symptom stands for one kind of
change: a rate that is too high is right if a lower rate explains the run, an exploding gradient if standard initial
weights do, and so on. Of a run that no change explains, the cause is unknown, and it is not counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

import simulator as sim
from tests.simulator.labeled_runs.drawing import Document
from tests.simulator.labeled_runs.labels import diverges
from tests.simulator.labeled_runs.measures import Course, courses

LEARNED: Final = 0.5
FAILED: Final = 0.9


def _rate(factor: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["optimizer"]["learning_rate"] = min(1000.0, document["optimizer"]["learning_rate"] * factor)

    return change


def _standard_weights(document: Document) -> None:
    network = document["network"]
    network["bias_std"] = 0.0
    if network["kind"] != "mlp":
        network["init"] = {
            "scheme": "xavier",
            "gain": 1.0,
            "recurrent_scheme": "orthogonal",
            "recurrent_gain": 1.0,
        }
    else:
        scheme = "xavier" if network["activation"] in ("tanh", "sigmoid", "identity") else "he"
        network["init"] = {"scheme": scheme, "gain": 1.0}


def _open_paths(document: Document) -> None:
    """Layers or time steps through which a gradient passes whatever the weights."""
    network = document["network"]
    if network["kind"] == "mlp":
        network["normalization"] = "layer"
    else:
        document["network"] = {**network, "kind": "lstm", "activation": "tanh", "forget_bias": 1.0}


def _standard_data(document: Document) -> None:
    for part in ("input", "target"):
        document["task"].pop(f"{part}_offset", None)
        if f"{part}_scale" in document["task"]:
            document["task"][f"{part}_scale"] = 1.0


def _no_clipping(document: Document) -> None:
    """Of gradient descent whose updates are always clipped, the rate and the threshold are one number."""
    document["clip"] = None


CHANGES: Final[Mapping[str, tuple[Callable[[Document], None], ...]]] = {
    "a lower rate": (_rate(0.1), _rate(0.01)),
    "a higher rate": (_rate(10.0), _rate(100.0)),
    "standard weights": (_standard_weights,),
    "open paths": (_standard_weights, _open_paths),
    "standard data": (_standard_data,),
    "longer updates": (_no_clipping, _rate(10.0), _rate(100.0)),
}
EXPLAINED_BY: Final[Mapping[str, str]] = {
    "rate_too_high": "a lower rate",
    "loss_unstable": "a lower rate",
    "loss_not_improving": "a higher rate",  # if nothing else was found
    "gradient_growth": "standard weights",
    "gradient_above_one": "standard weights",
    "gradient_vanishing": "open paths",
    "saturation": "open paths",
    "dead_units": "open paths",
    "scale_mismatch": "standard data",
    "updates_clipped": "longer updates",
}


@dataclass(frozen=True)
class FirstCause:
    """named: the code that the diagnosis puts first; None if it found nothing. right: the changes that explain it."""

    family: str
    seed: int
    named: str | None
    right: frozenset[str]

    @property
    def is_right(self) -> bool:
        return self.named is not None and EXPLAINED_BY.get(self.named) in self.right


def first_causes(family: str, experiments: Sequence[sim.Experiment]) -> list[FirstCause]:
    """Of the runs that clearly failed."""
    own = courses(experiments)
    pairs = zip(experiments, own, strict=True)
    failed = [(experiment, course) for experiment, course in pairs if _has_failed(course)]
    changed = [
        (run, name, other)
        for run, (experiment, _) in enumerate(failed)
        for name, changes in CHANGES.items()
        for other in _changed(experiment, changes)
    ]
    right: list[set[str]] = [set() for _ in failed]
    for (run, name, _), course in zip(changed, courses([other for *_, other in changed]), strict=True):
        if _has_learned(course) or (diverges(failed[run][1]) and diverges(course) is False):
            right[run].add(name)
    traces = sim.run_many([experiment for experiment, _ in failed])
    return [
        FirstCause(family, trace.experiment.seed, _named(trace), frozenset(names))
        for trace, names in zip(traces, right, strict=True)
    ]


def _changed(
    experiment: sim.Experiment, changes: tuple[Callable[[Document], None], ...]
) -> Iterator[sim.Experiment]:
    for change in changes:
        document: Any = experiment.model_dump(mode="json")
        change(document)
        changed = sim.Experiment.model_validate(document)
        if changed != experiment:
            yield changed


def _named(trace: sim.Trace) -> str | None:
    return next((symptom.code for symptom in sim.diagnose(trace) if symptom.follows is None), None)


def _has_failed(found: Course) -> bool:
    return found.is_broken or final_level(found) > FAILED


def _has_learned(found: Course) -> bool:
    return not found.is_broken and final_level(found) < LEARNED


def final_level(found: Course) -> float:
    return float(np.median(found.levels[-max(3, len(found.levels) // 10) :]))

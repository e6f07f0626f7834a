"""A network small enough to read number by number: the reduced experiment, trained and walked through."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import simulator
from simulator.paths import value_at

When = Literal["before", "after"]

MOST_WIDE, MOST_COLUMNS = 6, 12  # units; all gates side by side
MOST_DEEP, MOST_STACKED = 6, 2  # layers of an mlp; of a recurrent network
MOST_FEATURES, MOST_OUTPUTS = 8, 4
LONGEST = 8
LARGEST_BATCH, MOST_STEPS = 4, 500
SIZES = (
    "network.depth",
    "network.width",
    "task.features",
    "task.outputs",
    "task.classes",
    "task.symbols",
    "task.length",
    "task.delay",
    "task.signal_steps",
    "truncate",
    "batch_size",
    "steps",
)


@dataclass(frozen=True)
class SizeChange:
    """A setting that was reduced, by its path in the experiment."""

    path: str
    was: int
    now: int


@dataclass(frozen=True)
class Inside:
    """What is shown of an experiment: its small version, and a walk through its first batch.

    has_blown_up: whether training ended with weights that are not finite.
    """

    experiment: simulator.Experiment
    changes: tuple[SizeChange, ...]
    when: When
    walk: simulator.Walk
    has_blown_up: bool


def made_small(experiment: simulator.Experiment) -> simulator.Experiment:
    """The same experiment with a limited number of units, layers, steps, and samples.

    Windows and delays shrink with their sequence.
    """
    document = experiment.model_dump(mode="json")
    network, task = document["network"], document["task"]
    gates = getattr(experiment.network, "gates", ())
    _cut(network, "width", min(MOST_WIDE, MOST_COLUMNS // len(gates)) if gates else MOST_WIDE)
    _cut(network, "depth", MOST_STACKED if gates else MOST_DEEP)
    _cut(document, "batch_size", LARGEST_BATCH)
    _cut(document, "steps", MOST_STEPS)
    for name, most in (("features", MOST_FEATURES), ("outputs", MOST_OUTPUTS), ("classes", MOST_OUTPUTS)):
        _cut(task, name, most)
    _cut(task, "symbols", MOST_OUTPUTS)
    if "length" in task:
        was = task["length"]
        shortest = experiment.task.model_json_schema()["properties"]["length"]["minimum"]
        _cut(task, "length", max(LONGEST, shortest))
        share = task["length"] / was
        for group, name in ((task, "delay"), (task, "signal_steps"), (document, "truncate")):
            if group.get(name):
                group[name] = max(1, round(group[name] * share))
    if network["init"]["scheme"] == "identity":  # square: as wide as its input
        network["width"] = task.get("features", experiment.network.width)
    return simulator.Experiment.model_validate(document)


def look_inside(experiment: simulator.Experiment, when: When, sample: int) -> Inside:
    """Walk through the small experiment, at initialization or with the weights at the end of its own training.

    Raises IndexError for a sample outside the small batch.
    """
    small = made_small(experiment)
    parameters = _trained(small.model_dump_json()) if when == "after" else None
    return Inside(
        experiment=small,
        changes=tuple(_changes(experiment, small)),
        when=when,
        walk=simulator.step_inside(small, parameters[0] if parameters else None, sample),
        has_blown_up=bool(parameters and parameters[1]),
    )


@lru_cache(maxsize=256)
def _trained(document: str) -> tuple[dict[str, Any], bool]:
    trace = simulator.run(simulator.Experiment.model_validate_json(document))
    return trace.final_parameters, trace.first_nonfinite_step is not None


def _cut(group: dict[str, Any], name: str, most: int) -> None:
    if group.get(name) is not None:
        group[name] = min(group[name], most)


def _changes(large: simulator.Experiment, small: simulator.Experiment) -> Iterator[SizeChange]:
    before, after = large.model_dump(mode="json"), small.model_dump(mode="json")
    for path in SIZES:
        was, now = value_at(before, path), value_at(after, path)
        if was != now:
            yield SizeChange(path, was, now)

"""How long batches of runs take: `python -m tests.benchmarks.plans` prints it as JSON.

The fixes, twenty seeds, and an outcome map of scenarios, in seconds of the processor, over the longest that is said.
"""

import os

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import json
import sys
from collections.abc import Iterator
from time import process_time

import simulator as sim
from quizapp.domain.experiments.maps import default_axes, plan_map
from quizapp.domain.experiments.surveys import longest_seconds, plan_remedies, plan_seeds
from quizapp.runners.surveying import survey
from tests.bank import scenarios

SCENARIOS = (
    "gated-adding-problem",
    "lstm-explodes",
    "mlp-nan-loss",
    "mlp-not-improving",
    "relu-large-weights",
    "rnn-growth-over-time",
    "sigmoid-vanishes",
)
CELLS_PER_SIDE = 12


def taken() -> Iterator[tuple[str, float]]:
    """Of each batch, its name, and its seconds over the longest that are said."""
    for slug in SCENARIOS:
        arms = [scenarios()[slug].baseline.experiment, scenarios()[slug].treated.experiment]
        plans = {
            "fixes": plan_remedies(arms[0]).experiments,
            "seeds": plan_seeds(arms),
            "map": plan_map(arms[0], *default_axes(arms[0]), CELLS_PER_SIDE).experiments,
        }
        for name, experiments in plans.items():
            yield f"{slug}: {name}", _seconds(experiments) / longest_seconds(experiments)


def _seconds(experiments: tuple[sim.Experiment, ...]) -> float:
    begun = process_time()
    for _ in survey(list(experiments)):
        pass
    return process_time() - begun


if __name__ == "__main__":
    sys.stdout.write(json.dumps(dict(taken()), indent=1) + "\n")

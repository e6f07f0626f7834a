"""The factors of `simulator.cost.work`, fitted to measured experiments."""

from collections.abc import Sequence

import numpy as np

import simulator as sim
from simulator.cost.machine import measure_machine
from simulator.cost.memory import Sizes
from simulator.cost.work import Parts, start_parts, update_parts
from tests.benchmarks.cost import Taken

EXPECTED_SPREAD = 0.6  # of a factor's logarithm around 0: what the hand counts are trusted to
NOISE = 0.15  # of a measurement's logarithm; what is further off than twice that counts less
ROUNDS = 100


def fitted_factors(rows: Sequence[Taken]) -> Parts:
    """Of the starts and of the updates, each by itself."""
    starts, updates = [], []
    for taken in rows:
        experiment = sim.Experiment.model_validate(taken.document)
        sizes, machine = Sizes.of(experiment), measure_machine(np.dtype(experiment.dtype))
        starts.append(start_parts(experiment, sizes, machine))
        updates.append(update_parts(experiment, sizes, machine))
    found = _fit(starts, [taken.start for taken in rows]) | _fit(updates, [taken.update for taken in rows])
    return {name: round(factor, 2) for name, factor in sorted(found.items())}


def _fit(parts: Sequence[Parts], seconds: Sequence[float]) -> Parts:
    """Gauss-Newton steps on the logarithms of the factors, for squares of the logarithm of estimate over measurement.

    Each factor is held near 1 by its own square, so that a part which no experiment shows stays as counted.
    """
    names = sorted({name for each in parts for name in each})
    counted = np.array([[each.get(name, 0.0) for name in names] for each in parts])
    logarithms = np.zeros(len(names))
    for _ in range(ROUNDS):
        shares = counted * np.exp(logarithms)
        estimates = shares.sum(axis=1)
        errors = np.log(estimates / np.array(seconds))
        weights = 1 / np.maximum(1.0, np.abs(errors) / (2 * NOISE)) / NOISE**2
        slopes = shares / estimates[:, None]
        curvature = (slopes.T * weights) @ slopes + np.eye(len(names)) / EXPECTED_SPREAD**2
        gradient = slopes.T @ (weights * errors) + logarithms / EXPECTED_SPREAD**2
        logarithms -= np.clip(np.linalg.solve(curvature, gradient), -0.5, 0.5)
    return dict(zip(names, np.exp(logarithms).tolist(), strict=True))

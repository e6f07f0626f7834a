"""Measures of hidden units, recurrent matrices, and symptoms."""

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator

Array: TypeAlias = NDArray[Any]


def saturation(trace: simulator.Trace) -> float:
    """Mean over the steps of the share of saturated units, in the hidden layer where it is largest."""
    return _largest_mean(trace.activation_saturation)


def dead_units(trace: simulator.Trace) -> float:
    """Mean over the steps of the share of dead units, in the hidden layer where it is largest."""
    return _largest_mean(trace.activation_dead)


def spectral_radius(trace: simulator.Trace) -> float:
    """The largest modulus of an eigenvalue of a recurrent matrix (of a gate) after the last update."""
    return max((_radius(matrix) for matrix in _recurrent_matrices(trace)), default=math.nan)


def largest_singular_value(trace: simulator.Trace) -> float:
    """The largest singular value of a recurrent matrix (of a gate) after the last update."""
    return max((_norm(matrix) for matrix in _recurrent_matrices(trace)), default=math.nan)


def has_symptom(trace: simulator.Trace, code: str) -> bool:
    """Whether `simulator.diagnose` finds this symptom."""
    return any(symptom.code == code for symptom in simulator.diagnose(trace))


def has_no_symptom(trace: simulator.Trace, code: str) -> bool:
    """Whether `simulator.diagnose` does not find this symptom."""
    return not has_symptom(trace, code)


def _largest_mean(shares: Array | None) -> float:
    if shares is None:
        return math.nan
    return float(shares[:, :-1].mean(axis=0).max())  # the output layer is linear


def _recurrent_matrices(trace: simulator.Trace) -> Iterator[Array]:
    network = trace.experiment.network
    for number in range(1, network.depth + 1):
        blocks = trace.final_parameters[f"W{number}"]
        yield from np.split(blocks, blocks.shape[1] // network.width, axis=1)


def _radius(matrix: Array) -> float:
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if np.isfinite(matrix).all() else math.nan


def _norm(matrix: Array) -> float:
    return float(np.linalg.norm(matrix, 2)) if np.isfinite(matrix).all() else math.nan

"""The one gradient checker: central differences in float64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim

STEP = 1e-6


def numeric_gradients(document: dict[str, Any]) -> dict[str, NDArray[np.float64]]:
    """(loss(w + h) - loss(w - h)) / 2h for every single parameter."""
    parameters = sim.initial_parameters(document)
    numeric = {}
    for name, values in parameters.items():
        slopes = np.zeros_like(values)
        for index in np.ndindex(*values.shape):
            original = values[index]
            values[index] = original + STEP
            above, _ = sim.gradients(document, parameters)
            values[index] = original - STEP
            below, _ = sim.gradients(document, parameters)
            values[index] = original
            slopes[index] = (above - below) / (2 * STEP)
        numeric[name] = slopes
    return numeric


def assert_gradients_agree(document: dict[str, Any], tolerance: float = 1e-6) -> None:
    """Every parameter's gradient is within a relative error of its central differences."""
    document = document | {"dtype": "float64"}
    _, exact = sim.gradients(document)
    for name, numeric in numeric_gradients(document).items():
        scale = max(np.linalg.norm(numeric), np.linalg.norm(exact[name]), 1e-3)
        error = np.linalg.norm(exact[name] - numeric) / scale
        assert error < tolerance, f"{name}: relative error {error:.2e}"

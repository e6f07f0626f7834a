"""Shares of faulty units of a layer."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.persistence import first_sign
from simulator.symptoms.symptom import Sign

Float64: TypeAlias = NDArray[np.float64]


def share_above(shares: Float64 | None, limit: float, trace: Trace, source: str) -> Sign | None:
    """The first step at which any hidden layer has a larger share. shares: (steps, layers) or None."""
    if shares is None:
        return None
    shares = shares[:, :-1]  # the output layer is linear
    first = first_sign(np.any(shares > limit, axis=1), trace)
    if first is None:
        return None
    layer = int(np.argmax(shares[first]))
    return Sign(first, limit, source, {"share": float(shares[first, layer]), "layer": float(layer)})

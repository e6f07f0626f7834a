"""Detectors that look at hidden units: dead ones and saturated ones."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.evidence import Symptom, first_sign

Float64: TypeAlias = NDArray[np.float64]

DEAD_SHARE: Final = 0.7
SATURATED_SHARE: Final = 0.5


def dead_units(trace: Trace) -> Iterator[Symptom]:
    if trace.experiment.network.activation not in ("relu", "tanh", "sigmoid"):
        return
    yield from _share_of_units(
        trace,
        trace.activation_dead,
        "dead_units",
        DEAD_SHARE,
        "{share:.0%} of the units of {layer} have slope zero on every sample.",
        "0.7 of a layer, as AutoTrainer (Zhang et al., ICSE 2021) has it for gradients that are zero",
    )


def saturation(trace: Trace) -> Iterator[Symptom]:
    if trace.experiment.network.activation not in ("tanh", "sigmoid"):
        return
    yield from _share_of_units(
        trace,
        trace.activation_saturation,
        "saturation",
        SATURATED_SHARE,
        "In {share:.0%} of the cases a unit of {layer} has less than a tenth of the largest slope.",
        "half of a layer (this project's choice)",
    )


def _share_of_units(
    trace: Trace, shares: Float64 | None, code: str, limit: float, sentence: str, source: str
) -> Iterator[Symptom]:
    if shares is None:
        return
    shares = shares[:, :-1]  # the output layer is linear
    first = first_sign(np.any(shares > limit, axis=1), trace)
    if first is None:
        return
    layer = int(np.argmax(shares[first]))
    share = float(shares[first, layer])
    evidence = sentence.format(share=share, layer=trace.layer_names[layer])
    yield Symptom(code, first, evidence, limit, source, {"share": share, "layer": float(layer)})

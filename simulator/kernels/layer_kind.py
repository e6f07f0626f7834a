"""What a kind of recurrent layer is: the entry at the end of its file."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from simulator.kernels.recurrent import LayerPlan, RecurrentLayer
from simulator.settings.networks import RecurrentSettings


@dataclass(frozen=True)
class LayerWork:
    """What a layer does and holds, counted by hand, for the estimate of costs.

    calls: NumPy calls per layer and time step. passes, exp, tanh: per hidden value, forward and backward.
    matrix_passes: over the parameters, to copy matrices. views: made per layer and time step; view_bytes: theirs.
    step_arrays: arrays (time, batch, width) of a layer; shared_arrays: arrays (batch, width) that all steps share.
    joins_matrices: U, W and b are multiplied as one. call_factor, pass_factor: what the counts leave out, fitted by
    `python -m tests.benchmarks.cost --fit`.
    """

    calls: int
    passes: int
    exp: int
    tanh: int
    matrix_passes: int
    views: int
    view_bytes: int
    step_arrays: int
    shared_arrays: int
    joins_matrices: bool
    call_factor: float
    pass_factor: float


@dataclass(frozen=True)
class LayerKind:
    """make_layer: from a network's settings and a plan. work: for the estimate of costs."""

    make_layer: Callable[[Any, LayerPlan], RecurrentLayer]
    work: LayerWork


def layer_kind(network: RecurrentSettings) -> LayerKind:
    """The entry of a network's kind."""
    entry: LayerKind = import_module(f"simulator.kernels.{network.kind}").KIND
    return entry

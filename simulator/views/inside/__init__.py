"""One forward and one backward pass, walked: every array with its numbers and its named axes, stage by stage."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.experiment import ExperimentLike, as_experiment
from simulator.settings.networks import AnyNetworkSettings, MlpSettings
from simulator.views.inside.axes import Axes, axes_of
from simulator.views.inside.computed import Computed
from simulator.views.inside.loss_record import LossRecord
from simulator.views.inside.perceptron import walk_perceptron
from simulator.views.inside.sequence import SequenceWalk
from simulator.views.inside.walk import Axis, Flow, Line, Record, Stage, Walk, WalkArray
from simulator.views.unrolling import input_words, target_words

Array: TypeAlias = NDArray[Any]

__all__ = ["Axis", "Flow", "Line", "Stage", "Walk", "WalkArray", "step_inside"]


def step_inside(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None, sample: int = 0
) -> Walk:
    """Walk one forward and backward pass on the first batch, keeping every array that the equations name.

    Forward, in the letters of `equations`: mlp z_l, h_l, y; rnn z_t, s_t; lstm z_t, i, f, g, o, c_t, s_t;
    gru a, r, z, h_n, n, s_t; then o_t = s_t V + c, p = softmax(o), the loss l of each sample, and loss.
    Backward: d_o, then d_s_t (d_c_t, d_ of gates, d_z_t) from the last step to the first, or d_h_l, d_z_l
    from the top to the bottom; then d_ of every parameter, the gradient's norm, and what clipping leaves of it.

    Shapes: of a sequence each array is of one step, so x[t] (batch, features), s1[t] (batch, width),
    o[t] (batch, outputs), z1[t] of an lstm (batch, gates * width), gates in the order of their columns; l[t] (batch,).
    Loss, gradients of the parameters and norms are those of training, bit for bit; all other arrays are computed by
    the equations and equal those of training up to rounding. dtype: the experiment's.
    parameters: by name, as in `initial_parameters`, which are taken if none are given; `final_parameters`
    of a trace show the trained network. sample: the one shown in words; arrays hold the whole batch.
    Raises InvalidExperiment, ShapeMismatch for parameters that do not fit, IndexError for a sample outside
    the batch. Only the experiment's own parameters and batch are random.
    """
    checked = as_experiment(experiment)
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    computed, record = Computed.of(checked, parameters), Record()
    with np.errstate(all="ignore"):
        norm, applied = _walk(record, computed, axes_of(computed, sample))
    words = input_words(computed.task, computed.inputs, sample)
    return Walk(
        stages=tuple(record.stages),
        arrays=record.arrays,
        flow=tuple(record.flow),
        loss=computed.loss,
        gradient_norm=norm,
        applied_norm=applied,
        sample=sample,
        words=words,
        target_words=target_words(computed.task, computed.targets, sample),
        letters=_letters(checked.network),
    )


def _letters(network: AnyNetworkSettings) -> tuple[str, ...]:
    if isinstance(network, MlpSettings):
        return ()
    return ("s", *(("c",) if network.has_cell_state else ()), *network.gate_letters)


def _walk(record: Record, computed: Computed, axes: Axes) -> tuple[float, float]:
    """Every stage; returns the norm of the gradient before and after clipping."""
    loss_record = LossRecord(record, axes, computed)
    if isinstance(computed.experiment.network, MlpSettings):
        walk_perceptron(record, axes, computed, loss_record)
    else:
        SequenceWalk(record, axes, computed, loss_record).go_forward_and_back()
    return loss_record.add_norm()

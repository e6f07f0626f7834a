"""One forward and one backward pass, walked: every array with its numbers and its named axes, stage by stage."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import ExperimentLike, as_experiment
from simulator.inside import perceptron
from simulator.inside.axes import axes_of
from simulator.inside.recurrent import RecurrentPass, kept_of
from simulator.inside.walk import Axis, Flow, Line, Record, Stage, Walk, WalkArray
from simulator.kernels.mlp import Mlp
from simulator.kernels.recurrent import Recurrent
from simulator.training import Training
from simulator.unrolling import sample_words

Array: TypeAlias = NDArray[Any]

__all__ = ["Axis", "Flow", "Line", "Stage", "Walk", "WalkArray", "step_inside"]


def step_inside(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None, sample: int = 0
) -> Walk:
    """Walk one forward and backward pass on the first batch, keeping every array that the equations name.

    Forward, in the letters of `networks`: mlp z_l, h_l, y; rnn z_t, s_t; lstm z_t, i, f, g, o, c_t, s_t;
    gru a, r, z, h_n, n, s_t; then o_t = s_t V + c, p = softmax(o), the loss l of each sample, and loss.
    Backward: d_o, then d_s_t (d_c_t, d_ of gates, d_z_t) from the last step to the first, or d_h_l, d_z_l
    from the top to the bottom; then d_ of every parameter, the gradient's norm, and what clipping leaves of it.

    Shapes: of a sequence each array is of one step, so x[t] (batch, features), s1[t] (batch, width),
    o[t] (batch, outputs), z1[t] of an lstm (batch, gates * width), gates in the order of their columns; l[t] (batch,).
    Values, states, gates and all gradients but d_c and those of the gates' values are the ones that training
    computes and keeps; drives, d_h of an mlp, d_c and d_ of gates follow from them. dtype: the experiment's.
    parameters: by name, as in `initial_parameters`, which are taken if none are given; `final_parameters`
    of a trace show the trained network. sample: whose words are told; arrays hold the whole batch.
    Raises InvalidExperiment, ShapeMismatch for parameters that do not fit, IndexError for a sample outside
    the batch. Nothing is random but the experiment's own parameters and batch.
    """
    checked = as_experiment(experiment)
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    training = Training([checked])
    if parameters is not None:
        training.network.layout.from_dict(parameters, training.parameters[0])
    training.draw_batch()
    record = Record()
    with np.errstate(all="ignore"):
        loss, norm, applied = _walk(record, training, sample)
    words, target_words = sample_words(training, sample)
    return Walk(
        stages=tuple(record.stages),
        arrays=record.arrays,
        flow=tuple(record.flow),
        loss=loss,
        gradient_norm=norm,
        applied_norm=applied,
        sample=sample,
        words=words,
        target_words=target_words,
    )


def _walk(record: Record, training: Training, sample: int) -> tuple[float, float, float]:
    """A pass that keeps the gates, then the one that training makes."""
    network, axes = training.network, axes_of(training, sample)
    if isinstance(network, Mlp):
        outputs = network.forward(training.inputs)[0].copy()
        network.evaluate_slopes()
        kept = perceptron.kept_of(network)
        ends = perceptron.walk_perceptron(record, axes, training, kept, outputs)
        _, losses, _ = training.compute_gradients()
        ends.add_loss([None], float(losses[0]))
        perceptron.walk_back(record, axes, training, kept, ends)
        return float(losses[0]), *ends.add_norm()
    assert isinstance(network, Recurrent)
    habits = [layer.keeps_gates for layer in network.layers]
    for layer in network.layers:
        layer.keeps_gates = True
    outputs = network.forward(training.inputs)[0].copy()
    network.evaluate_slopes()
    whole = RecurrentPass(record, axes, training, kept_of(network))
    whole.go_forward(outputs)
    for layer, habit in zip(network.layers, habits, strict=True):
        layer.keeps_gates = habit
    _, losses, _ = training.compute_gradients()
    whole.ends.add_loss(whole.read_times, float(losses[0]))
    whole.go_back()
    return float(losses[0]), *whole.ends.add_norm()

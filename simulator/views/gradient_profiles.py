"""Predictions of the first gradient: its size across layers, or across time steps."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.experiment import Experiment
from simulator.settings.networks import MlpSettings, Scheme
from simulator.settings.networks.rnn import RnnSettings
from simulator.tasks import shape_of
from simulator.training.running import first_batch
from simulator.views.theory import mean_square_derivative, mean_square_value

Float64: TypeAlias = NDArray[np.float64]
LARGEST_LENGTH = 1e76  # the square of the largest float32 number


@dataclass(frozen=True)
class GradientProfile:
    """column: the column of a trace whose row 0 is predicted. relative: (hidden layers,) or (time,), each norm
    divided by that of the last hidden layer, or of the last time step.
    """

    column: Literal["layer_gradient_norm", "time_gradient_norm"]
    relative: Float64


def gradient_profile(experiment: Experiment) -> GradientProfile | None:
    """The gradient before the first update, from mean-field theory at finite depth; None if it gives no prediction.

    With v_l the variance of a weight of layer l, q_l that of a pre-activation, n_l the width, h the activations:
    q_1 = v_1 |x|^2 + bias_std^2;  q_l = v_l n_(l-1) E[f(sqrt(q_(l-1)) z)^2] + bias_std^2,  z ~ N(0, 1)
    mlp: |d_z_(l-1)|^2 = |d_z_l|^2 v_l n E[f'(sqrt(q_(l-1)) z)^2];  |d_W_l|^2 + |d_b_l|^2 = (|h_(l-1)|^2 + 1) |d_z_l|^2
    rnn: q_t = v_U |x_t|^2 + v_W n E[f(sqrt(q_(t-1)) z)^2] + bias_std^2;
    |d_s_(t-1)|^2 = |d_s_t|^2 v_W n E[f'(sqrt(q_t) z)^2]

    |x|^2 is the mean over the first batch. Holds for wide layers and independent weights; exact for one sample, while
    in a batch the gradients of different samples partly cancel, the more the more the samples differ. None with
    normalization, residual connections, gates, stacked recurrent layers, matrices whose entries are not drawn
    independently, targets at every time step, or a truncated window.
    Sources: Poole et al. 2016; Schoenholz et al. 2017; for tied weights Chen, Pennington and Schoenholz 2018.
    """
    network = experiment.network
    if isinstance(network, MlpSettings):
        return _over_layers(experiment, network)
    return _over_time(experiment, network) if isinstance(network, RnnSettings) else None


def _over_layers(experiment: Experiment, network: MlpSettings) -> GradientProfile | None:
    scheme, gain, width, f = network.init.scheme, network.init.gain, network.width, network.activation
    if network.normalization != "none" or network.residual:
        return None
    features = shape_of(experiment.task).features
    first, inner = _variance(scheme, gain, features, width), _variance(scheme, gain, width, width)
    if first is None or inner is None:
        return None
    bias = network.bias_std**2
    inputs, _ = first_batch(experiment)
    below = [float(np.mean(np.sum(np.square(inputs, dtype=np.float64), axis=1)))]
    lengths = [first * below[0] + bias]
    while len(lengths) < network.depth:
        below.append(width * mean_square_value(f, lengths[-1]))
        lengths.append(inner * below[-1] + bias)
        if lengths[-1] > LARGEST_LENGTH:
            return None
    derivatives = [mean_square_derivative(f, length) for length in lengths]
    growth = [
        inner * width * derivative for derivative in derivatives[:-1]
    ]  # from layer l + 1 back to l, for l = 1 …
    pre_activations = derivatives[-1] * _products(growth)
    return _relative("layer_gradient_norm", (np.array(below) + 1.0) * pre_activations)


def _over_time(experiment: Experiment, network: RnnSettings) -> GradientProfile | None:
    shape, init, width, f = shape_of(experiment.task), network.init, network.width, network.activation
    entering = _variance(init.scheme, init.gain, shape.features, width)
    recurring = _variance(init.recurrent_scheme, init.recurrent_gain, width, width)
    if entering is None or recurring is None or network.depth > 1 or shape.has_target_per_step:
        return None
    if experiment.truncate is not None and experiment.truncate != shape.length:
        return None
    inputs, _ = first_batch(experiment)
    of_inputs = (
        entering * np.mean(np.sum(np.square(inputs, dtype=np.float64), axis=2), axis=1) + network.bias_std**2
    )
    length = 0.0
    growth: list[float] = []
    known: dict[float, float] = {}
    for position, of_input in enumerate(of_inputs.tolist()):
        length = of_input + (recurring * width * mean_square_value(f, length) if position else 0.0)
        if length > LARGEST_LENGTH:
            return None
        key = float(f"{length:.6g}")  # it converges soon, and then the value is reused
        derivative = known.get(key)
        if derivative is None:
            derivative = known[key] = mean_square_derivative(f, key)
        growth.append(recurring * width * derivative)
    return _relative("time_gradient_norm", _products(growth[1:]))


def _products(factors: list[float]) -> Float64:
    """The factor from each place to the end; 1 at the end. Infinite if it overflows."""
    with np.errstate(over="ignore"):
        products: Float64 = np.cumprod(np.array([1.0, *reversed(factors)]))
    return products[::-1]


def _variance(scheme: Scheme, gain: float, fan_in: int, fan_out: int) -> float | None:
    """The variance of one entry of a matrix; None if its entries are not drawn independently."""
    match scheme:
        case "normal":
            return gain**2 / fan_in
        case "he":
            return 2.0 * gain**2 / fan_in
        case "xavier":
            return 2.0 * gain**2 / (fan_in + fan_out)
        case _:
            return None


def _relative(
    column: Literal["layer_gradient_norm", "time_gradient_norm"], squares: Float64
) -> GradientProfile | None:
    """None if the gradient would underflow or overflow."""
    if not np.isfinite(squares).all() or not (squares > 0.0).all():
        return None
    relative = np.sqrt(squares) / np.sqrt(squares[-1])
    return GradientProfile(column, relative)

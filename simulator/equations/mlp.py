"""One hidden layer of a multilayer perceptron; h_0 = x, and a layer without activation makes the outputs.

    m_l = h_{l-1} W_l                               product
    z_l = m_l + b_l, or N(m_l) + b_l                pre-activation, N: normalization
    h_l = f(z_l), or h_{l-1} + f(z_l)               hidden layer, the second with a residual connection

Back, d_ being the gradient of the loss:

    d_z_l = d_h_l * f'(z_l)                         d_b_l = d_z_l, summed over the batch
    d_m_l = d_z_l, or what N hands back             d_W_l = h_{l-1}^T d_m_l
    d_h_{l-1} = d_m_l W_l^T, or d_h_l + d_m_l W_l^T

N(m) = (m - mean m) / sqrt(var m + 1e-5), over the units of each sample ("layer") or over the batch for each unit
("batch", with the statistics of the batch at hand, as in training). It has no gain; b_l is its shift.

Shapes: h, m, z (batch, width); x (batch, features); W_l (fan_in, fan_out); b_l (fan_out,). All arrays of a call may
have the same leading axes, for many networks at once; then b_l is (…, 1, fan_out).
Sources: Rumelhart, Hinton, Williams 1986; He et al. 2016 (residual connections); Ba, Kiros, Hinton 2016 (layer
normalization); Ioffe & Szegedy 2015 (batch normalization).
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.activations import Activation

Array: TypeAlias = NDArray[Any]
NormalizationKind: TypeAlias = Literal["none", "layer", "batch"]

EPSILON: Final = 1e-5  # added to a variance
NORMALIZED_AXIS: Final[dict[NormalizationKind, int]] = {"layer": -1, "batch": -2}


@dataclass(frozen=True)
class Layer:
    """What kind of layer it is. has_residual: it adds its input, which is as wide as its output."""

    activation: Activation
    normalization: NormalizationKind = "none"
    has_residual: bool = False


class LayerStep(NamedTuple):
    """product: m_l. pre_activation: z_l. hidden: h_l. All (batch, width)."""

    product: Array
    pre_activation: Array
    hidden: Array


class LayerStepBack(NamedTuple):
    """derivative: f'(z_l). d_pre_activation: d_z_l. d_product: d_m_l, (batch, width) each. d_below: d_h_{l-1},
    (batch, fan_in). d_W, d_b: in the shapes of W_l and b_l.
    """

    derivative: Array
    d_pre_activation: Array
    d_product: Array
    d_below: Array
    d_W: Array
    d_b: Array


def step(layer: Layer, W: Array, b: Array, below: Array) -> LayerStep:
    """One layer up, from h_{l-1} (batch, fan_in)."""
    product = below @ W
    normalized = product
    if layer.normalization != "none":
        normalized = normalize(product, NORMALIZED_AXIS[layer.normalization])
    pre_activation = normalized + b
    hidden = layer.activation.function(pre_activation)
    return LayerStep(product, pre_activation, below + hidden if layer.has_residual else hidden)


def step_back(layer: Layer, W: Array, below: Array, made: LayerStep, d_hidden: Array) -> LayerStepBack:
    """One layer down, from d_h_l (batch, width). below: h_{l-1}. made: what the layer made of it."""
    derivative = layer.activation.derivative(made.pre_activation)
    d_product = d_pre_activation = d_hidden * derivative
    if layer.normalization != "none":
        d_product = normalize_back(d_pre_activation, made.product, NORMALIZED_AXIS[layer.normalization])
    d_below = d_product @ W.mT
    return LayerStepBack(
        derivative,
        d_pre_activation,
        d_product,
        d_below=d_hidden + d_below if layer.has_residual else d_below,
        d_W=below.mT @ d_product,
        d_b=d_pre_activation.sum(axis=-2),
    )


def normalize(values: Array, axis: int) -> Array:
    """x = (v - mean v) / sqrt(var v + 1e-5), in the shape of v; means along the axis."""
    centered = values - values.mean(axis=axis, keepdims=True)
    return np.asarray(centered / np.sqrt(values.var(axis=axis, keepdims=True) + EPSILON))


def normalize_back(d_normalized: Array, values: Array, axis: int) -> Array:
    """d_v = (d_x - mean d_x - x * mean(d_x * x)) / sqrt(var v + 1e-5), in the shape of v."""
    x = normalize(values, axis)
    mean = d_normalized.mean(axis=axis, keepdims=True)
    projection = (d_normalized * x).mean(axis=axis, keepdims=True)
    deviation = np.sqrt(values.var(axis=axis, keepdims=True) + EPSILON)
    return np.asarray((d_normalized - mean - x * projection) / deviation)

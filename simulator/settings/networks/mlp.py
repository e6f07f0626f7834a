"""The settings of a multilayer perceptron."""

from typing import Literal

from simulator.field_types import Depth, Settings, Spread, Width
from simulator.settings.networks.initialization import FeedforwardInit


class MlpSettings(Settings):
    """A multilayer perceptron: `depth` hidden layers of `width` units and a linear output layer."""

    kind: Literal["mlp"]
    depth: Depth = 10
    width: Width = 64
    activation: Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"] = "relu"
    init: FeedforwardInit = FeedforwardInit()
    bias_std: Spread = 0.0
    normalization: Literal["none", "layer", "batch"] = "none"
    residual: bool = False

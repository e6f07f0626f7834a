"""The settings of a simple recurrent network."""

from typing import Literal

from simulator.field_types import Depth, Spread, Width
from simulator.settings.networks.initialization import RecurrentInit
from simulator.settings.networks.recurrent import AnyRecurrentSettings


class RnnSettings(AnyRecurrentSettings):
    """A simple (Elman) recurrent network: `depth` stacked layers of `width` units and a linear output layer."""

    kind: Literal["rnn"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh", "relu"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0

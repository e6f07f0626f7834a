"""The settings of gated recurrent units."""

from typing import ClassVar, Literal

from simulator.field_types import Depth, Spread, Width
from simulator.settings.networks.initialization import RecurrentInit
from simulator.settings.networks.recurrent import AnyRecurrentSettings


class GruSettings(AnyRecurrentSettings):
    """Gated recurrent units: `depth` stacked layers of `width` units and a linear output layer."""

    gates: ClassVar[tuple[str, ...]] = ("reset_gate", "update_gate", "candidate")
    gate_letters: ClassVar[tuple[str, ...]] = ("r", "z", "n")

    kind: Literal["gru"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0

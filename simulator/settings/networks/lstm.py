"""The settings of long short-term memory."""

from typing import ClassVar, Literal

from simulator.field_types import Depth, Offset, Spread, Width
from simulator.settings.networks.initialization import RecurrentInit
from simulator.settings.networks.recurrent import AnyRecurrentSettings


class LstmSettings(AnyRecurrentSettings):
    """Long short-term memory: `depth` stacked layers of `width` units and a linear output layer.

    forget_bias is added to the initial bias of the forget gates: at 1 or more, a memory cell tends to keep its
    contents. `init` draws the matrix of every gate separately.
    """

    gates: ClassVar[tuple[str, ...]] = ("input_gate", "forget_gate", "candidate", "output_gate")
    gate_letters: ClassVar[tuple[str, ...]] = ("i", "f", "g", "o")
    has_cell_state: ClassVar[bool] = True

    kind: Literal["lstm"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0
    forget_bias: Offset = 0.0

    @property
    def bias_offsets(self) -> dict[str, float]:
        return {"forget_gate": self.forget_bias}

"""What experiments say of every recurrent network, and what a kind of them is known by."""

from typing import ClassVar

from simulator.field_types import Settings


class AnyRecurrentSettings(Settings):
    """`depth` stacked layers of `width` units and a linear readout. `init` draws the matrix of every gate by itself.

    gates: the blocks of a layer's matrices, in the order of their columns; one block where there are no gates.
    gate_letters: what equations call them. has_cell_state: a layer carries a cell state beside its hidden state.
    """

    gates: ClassVar[tuple[str, ...]] = ("state",)
    gate_letters: ClassVar[tuple[str, ...]] = ()
    has_cell_state: ClassVar[bool] = False

    @property
    def bias_offsets(self) -> dict[str, float]:
        """By gate, what is added to its initial bias."""
        return {}

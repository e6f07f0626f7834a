"""The settings of every recurrent network, and the properties of its kind."""

from typing import ClassVar

from simulator.field_types import Settings


class AnyRecurrentSettings(Settings):
    """`depth` stacked layers of `width` units and a linear output layer. `init` draws the matrix of every gate
    separately.

    gates: the blocks of the matrices of a layer, in the order of their columns; one block without gates.
    gate_letters: their names in equations. has_cell_state: a layer carries a cell state beside its hidden state.
    """

    gates: ClassVar[tuple[str, ...]] = ("state",)
    gate_letters: ClassVar[tuple[str, ...]] = ()
    has_cell_state: ClassVar[bool] = False

    @property
    def bias_offsets(self) -> dict[str, float]:
        """The addition to the initial bias of each gate."""
        return {}

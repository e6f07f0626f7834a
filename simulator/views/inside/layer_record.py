"""What the walks through every kind of recurrent layer share: names, parameters, and where gradients come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.recurrent import State
from simulator.views.inside.axes import Axes
from simulator.views.inside.notation import at, gradient_of, of, transposed
from simulator.views.inside.walk import Axis, Line, Record

Array: TypeAlias = NDArray[Any]
Expressions: TypeAlias = dict[str, tuple[str, str | None]]  # by parameter: the sum, and the sum as a formula


class LayerWalk(Protocol):
    """One layer of one kind: records its arrays and the equations that make them."""

    def keep_parameters(self, initial: State) -> None:
        """U, W and b of the layer, and its initial state."""

    def go_forward(self, time: int, x: str, made: Any) -> None:
        """Record everything a step computes from its input; x: the name of that array."""

    def go_back(self, time: int, above: str, back: Any, d_state: State) -> None:
        """The gradients of a step. above: the expression of the gradient from the layer above, or an empty text."""

    def passed_down(self, time: int) -> str:
        """The expression of the step's contribution to the gradient of its input."""

    def parameter_gradients(self) -> Expressions:
        """The sums over time that make the gradients of the parameters."""


@dataclass(frozen=True)
class LayerRecord:
    """Where a layer's arrays go, and what they are called. number: the layer's, from 1."""

    record: Record
    axes: Axes
    number: int
    is_stacked: bool
    length: int
    cuts: frozenset[int]
    activation: str
    parameters: Mapping[str, Array]

    @property
    def of_units(self) -> tuple[Axis, ...]:
        return self.axes.batch, self.axes.width

    @property
    def below(self) -> Axis:
        return self.axes.below(self.number)

    def name(self, letter: str, time: int) -> str:
        return at(letter, self.number, time, self.is_stacked)[0]

    def d_name(self, letter: str, time: int) -> str:
        return f"d_{self.name(letter, time)}"

    def parameter(self, letter: str) -> str:
        return of(letter, self.number, self.is_stacked)[0]

    def at_any_time(self, letter: str, time: str = "t") -> str:
        """How formulas write an array at any time."""
        return at(letter, self.number, time, self.is_stacked)[1]

    def keep(self, letter: str, time: int, values: Array, axes: tuple[Axis, ...] | None = None) -> str:
        named = at(letter, self.number, time, self.is_stacked)
        return self.record.keep(named, axes or self.of_units, values)

    def keep_gradient(
        self, letter: str, time: int, values: Array, axes: tuple[Axis, ...] | None = None
    ) -> str:
        named = gradient_of(at(letter, self.number, time, self.is_stacked))
        return self.record.keep(named, axes or self.of_units, values)

    def keep_matrices(self, block: str, axis: Axis, columns: slice) -> None:
        """U, W and b of a block of columns."""
        for letter, axes in (("U", (self.below, axis)), ("W", (self.axes.width, axis)), ("b", (axis,))):
            values = self.parameters[f"{letter}{self.number}"][..., columns]
            self.record.keep(of(letter + block, self.number, self.is_stacked), axes, values)

    def pre_activation(self, x: str, time: int, block: str = "") -> str:
        """The expression x_t U + s_{t-1} W + b."""
        U, W, b = (self.parameter(letter + block) for letter in "UWb")
        return f"{x} @ {U} + {self.name('s', time - 1)} @ {W} + {b}"

    def is_cut(self, time: int) -> bool:
        return time + 1 in self.cuts

    def is_last(self, time: int) -> bool:
        return time + 1 == self.length

    def d_state(self, time: int, above: str, later: Sequence[str], values: Array) -> Line:
        """d_s_t, from above and from the step after unless it is cut off."""
        is_alone = self.is_cut(time) or self.is_last(time)
        terms = [term for term in (above, *(() if is_alone else later)) if term]
        made = self.keep_gradient("s", time, values)
        return self.record.line(made, " + ".join(terms) or "0")

    def sums(self, letters: tuple[str, str], block: str = "") -> Expressions:
        """d_U, d_W and d_b: sums over time of what was read, transposed, times the gradient of the pre-activation.

        letters: of the pre-activations that U and b, and that W made.
        """
        times = range(self.length)
        x = [self._read(time)[0] for time in times]
        of_input, of_state = ([self.d_name(letter, time) for time in times] for letter in letters)
        before = [self.name("s", time - 1) for time in times]
        d_input, d_state = (rf"\mathrm{{d}}{self.at_any_time(letter)}" for letter in letters)
        return {
            self.parameter("U" + block): (
                _products(x, of_input), rf"\sum_t {transposed(self._read('t')[1])}\,{d_input}"
            ),
            self.parameter("W" + block): (
                _products(before, of_state), rf"\sum_t {transposed(self.at_any_time('s', 't-1'))}\,{d_state}"
            ),
            self.parameter("b" + block): (
                " + ".join(f"total({each})" for each in of_input), rf"\sum_t \sum_i {d_input}[i]"
            ),
        }  # fmt: skip

    def _read(self, time: int | str) -> tuple[str, str]:
        if self.number == 1:
            return f"x[{time}]", f"x_{{{time}}}"
        return at("s", self.number - 1, time, self.is_stacked)


def _products(left: list[str], right: list[str]) -> str:
    return " + ".join(f"{first}.T @ {second}" for first, second in zip(left, right, strict=True))


def side_by_side(values: Sequence[Array]) -> Array:
    """Blocks (batch, width) as (batch, gates * width)."""
    return np.concatenate(values, axis=-1)

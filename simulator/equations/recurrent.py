"""The types shared by the steps of all recurrent networks: parameters, states, and gradients.

Shapes here and in `rnn`, `lstm` and `gru`: inputs (batch, features), states and gates (batch, width),
U (features, gates * width), W (width, gates * width), b (gates * width,), where `gates` counts the candidate too. All
arrays of a call may have the same leading axes, for many networks at once; then b is (…, 1, gates * width).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

NO_CELL: Final = np.zeros((), np.float32)


class Parameters(NamedTuple):
    """The parameters of one layer, or the gradients of the loss with respect to them.

    U: input matrix (features, gates * width). W: recurrent matrix (width, gates * width). b: bias (gates * width,).
    """

    U: Array
    W: Array
    b: Array


class State(NamedTuple):
    """The state passed from one step to the next, or the gradients of the loss with respect to it.

    hidden_state: s_t, (batch, width). cell_state: c_t of an LSTM, (batch, width); a single 0 elsewhere.
    """

    hidden_state: Array
    cell_state: Array = NO_CELL


class Step(Protocol):
    """Everything that one step forward makes."""

    @property
    def state(self) -> State:
        """What the next step reads."""


class StepBack(Protocol):
    """Everything that one step back makes."""

    @property
    def d_inputs(self) -> Array:
        """dLoss/dx_t, (batch, features)."""

    @property
    def d_state_before(self) -> State:
        """What the step before receives: dLoss/ds_{t-1} by way of this step, and dLoss/dc_{t-1}."""

    @property
    def d_parameters(self) -> Parameters:
        """This step's term of the gradients of U, W and b, summed over the batch."""


@dataclass(frozen=True)
class Cell:
    """The equations of one kind of layer: step(parameters, inputs, before), step_back(…, made, d_state)."""

    step: Callable[[Parameters, Array, State], Step]
    step_back: Callable[[Parameters, Array, State, Any, State], StepBack]

"""A stack of recurrent layers with their output layer, fast: `equations.sequence` for a whole stack of runs.

What differs, and why: a layer walks the whole sequence before the next one begins, forward and back, so that what needs
no recurrence is one product over all time steps; runs of one shape lie in one array and share every call. What each
layer does differently is in `rnn`, `lstm` and `gru`.

Shapes: x (runs, time, batch, features); s (runs, time + 1, batch, width), its first entry s_{-1} = 0;
U (runs, features, gates * width), W (runs, width, gates * width), V (runs, width, outputs).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.sequence import cuts_of
from simulator.kernels.parameters import Layer, Layout, Matrix
from simulator.kernels.workspaces import as_rows, row_of_ones
from simulator.settings.networks import RecurrentSettings
from simulator.tasks.task import TaskShape

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class LayerPlan:
    """What a layer is built from: views of its parameters and of their gradients, and its sizes.

    matrix, d_matrix: (runs, features + width + 1, gates * width), U over W over b, as they are stored.
    """

    matrix: Array
    d_matrix: Array
    features: int
    width: int
    length: int
    batch: int
    cuts: frozenset[int]  # these steps pass no gradient to the step before

    @property
    def runs(self) -> int:
        return len(self.matrix)

    def parts(self, matrix: Array) -> tuple[Array, Array, Array]:
        """U, W and b of a matrix of the layer's form, as views."""
        features, states = self.features, self.features + self.width
        return matrix[:, :features], matrix[:, features:states], matrix[:, states:]


class RecurrentLayer(Protocol):
    """One layer with its workspaces."""

    states: Array  # (runs, time + 1, batch, width), s_{-1} = 0 first
    derivatives: (
        Array  # (runs, time, batch, width), between forward and backward: see `Network.hidden_derivatives`
    )
    d_states: Array  # (runs, time, batch, width): dLoss/ds_t, after backward

    def forward(self, inputs: Array) -> None:
        """States and derivatives from the inputs (runs, time, batch, features)."""

    def backward(self, inputs: Array, fill: Callable[[Array], None], is_fed_at_every_step: bool) -> None:
        """d_states and the gradients of U, W and b.

        fill: writes what comes from above into d_states, at every step, or at the last one alone if the layer is not
        fed at every step. Only then is that memory needed for it.
        """

    def input_gradient(self, out: Array) -> None:
        """Write dLoss/dx (runs, time, batch, features), after backward."""


def recurrent_layout(settings: RecurrentSettings, task: TaskShape) -> Layout:
    """U1, W1, b1 … of the stacked layers, then V, c of the output layer."""
    width, layers, features = settings.width, [], task.features
    gates = len(settings.gates)
    for number in range(1, settings.depth + 1):
        matrices = (
            Matrix(f"U{number}", "input", features, gates * width),
            Matrix(f"W{number}", "recurrent", width, gates * width),
            Matrix(f"b{number}", "bias", 1, gates * width),
        )
        layers.append(Layer(f"recurrent_{number}", matrices))
        features = width
    readout = (
        Matrix("V", "output", width, task.outputs),
        Matrix("c", "output_bias", 1, task.outputs),
    )
    return Layout([*layers, Layer("readout", readout)])


class Recurrent:
    """A stack of recurrent networks of one shape, with the workspaces that all its updates share."""

    def __init__(
        self,
        make_layer: Callable[[LayerPlan], RecurrentLayer],
        task: TaskShape,
        layout: Layout,
        batch: int,
        parameters: Array,
        gradients: Array,
        truncate: int | None,
    ) -> None:
        assert task.length is not None
        length, runs = task.length, len(parameters)
        self.layout, self.length, self.batch = layout, length, batch
        self.has_target_per_step = task.has_target_per_step
        weights, d_weights = layout.views(parameters), layout.views(gradients)
        cuts = cuts_of(length, truncate)
        self.layers = [
            make_layer(LayerPlan(matrix, d_matrix, features, width, length, batch, cuts))
            for (matrix, features, width), (d_matrix, _, _) in zip(
                _layer_matrices(layout, parameters), _layer_matrices(layout, gradients), strict=True
            )
        ]
        self.V, self.c = weights["V"], weights["c"]
        self.d_V, self.d_c = d_weights["V"], d_weights["c"]
        self.V_transposed = np.swapaxes(self.V, -1, -2)
        states = self.layers[-1].states
        self.read = as_rows(states[:, 1:]) if self.has_target_per_step else states[:, -1]
        rows = self.read.shape[1]
        self.outputs = np.zeros((runs, rows, task.outputs), parameters.dtype)
        self.ones = row_of_ones(rows, parameters.dtype)
        self.hidden_values = [as_rows(layer.states[:, 1:])[:, None] for layer in self.layers]
        self.hidden_derivatives = [as_rows(layer.derivatives)[:, None] for layer in self.layers]
        self.state_gradients = [layer.d_states for layer in self.layers]

    def forward(self, inputs: Array) -> Array:
        """inputs: (runs, time, batch, features). Returns (runs, [time,] batch, outputs)."""
        runs, length, batch, _ = inputs.shape
        below = inputs
        for layer in self.layers:
            layer.forward(below)
            below = layer.states[:, 1:]
        np.matmul(self.read, self.V, out=self.outputs)
        self.outputs += self.c
        if self.has_target_per_step:
            return self.outputs.reshape(runs, length, batch, -1)
        return self.outputs

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        self.d_read = d_outputs.reshape(self.outputs.shape)
        np.matmul(np.swapaxes(self.read, -1, -2), self.d_read, out=self.d_V)
        np.matmul(self.ones, self.d_read, out=self.d_c)
        is_fed, fill = self.has_target_per_step, self._read_back
        for below, layer in zip(self.layers[-2::-1], self.layers[:0:-1], strict=True):
            layer.backward(below.states[:, 1:], fill, is_fed)
            is_fed, fill = True, layer.input_gradient
        self.layers[0].backward(inputs, fill, is_fed)

    def _read_back(self, out: Array) -> None:
        """The gradient that the output layer passes back to the states."""
        np.matmul(
            self.d_read, self.V_transposed, out=as_rows(out) if self.has_target_per_step else out[:, -1]
        )

    def input_gradient(self) -> Array:
        """dLoss/dx, (runs, time, batch, features), after backward."""
        first = self.layers[0]
        runs, length, batch, _ = first.d_states.shape
        d_inputs = np.zeros((runs, length, batch, self.layout.layers[0].matrices[0].rows), self.V.dtype)
        first.input_gradient(d_inputs)
        return d_inputs


def _layer_matrices(layout: Layout, flat: Array) -> list[tuple[Array, int, int]]:
    """Of every recurrent layer its whole matrix (runs, rows, columns) in flat, its features and its width."""
    found, offset = [], 0
    for layer in layout.layers[:-1]:
        end = offset + layer.rows * layer.columns
        matrix = flat[:, offset:end].reshape(len(flat), layer.rows, layer.columns)
        found.append((matrix, layer.matrices[0].rows, layer.matrices[1].rows))
        offset = end
    return found

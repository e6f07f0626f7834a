"""What every recurrent network has: stacked layers, a linear readout, and windows of backpropagation.

A layer above takes s_t of the layer below as its x_t. The readout is o_t = s_t V + c, of the last state or of
every state: d_s_t begins as d_o_t V^T, and a layer adds what comes back through time.
Truncated to a window k, nothing comes back from step t + 1 to t where t + 1 = T - k, T - 2k, …: the windows
are counted back from the last step. The forward states are carried on across the windows.

Shapes: x (runs, time, batch, features); s (runs, time + 1, batch, width), its first entry s_{-1} = 0;
U (runs, features, gates * width), W (runs, width, gates * width), V (runs, width, outputs).
Sources: Werbos 1990; Williams & Peng 1990 (truncation).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.network_settings import GATES, RecurrentSettings
from simulator.norms import row_of_ones
from simulator.parameters import Layer, Layout, Matrix
from simulator.tasks import TaskShape

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
    cuts: frozenset[int]  # no gradient comes back out of these steps

    @property
    def runs(self) -> int:
        return len(self.matrix)

    def parts(self, matrix: Array) -> tuple[Array, Array, Array]:
        """U, W and b of a matrix of the layer's form, as views."""
        features, states = self.features, self.features + self.width
        return matrix[:, :features], matrix[:, features:states], matrix[:, states:]


class RecurrentLayer(Protocol):
    """One layer with its workspaces. Rows are time * batch: one axis for what needs no recurrence."""

    states: Array  # (runs, time + 1, batch, width), s_{-1} = 0 first
    d_states: Array  # (runs, time, batch, width): from above, then all of dLoss/ds_t
    slopes: Array  # (runs, time, batch, width): slope of the tanh (or ReLU) that makes a unit's value
    cuts: frozenset[int]  # truncation: no gradient comes back out of these steps
    keeps_gates: bool  # forward leaves gates and cells to be seen; there is no backward pass then

    def forward(self, inputs: Array) -> None:
        """All states of the inputs (runs, time, batch, features)."""

    def evaluate_slopes(self) -> None:
        """Write slopes."""

    def weigh_paths(self) -> None:
        """Turn values and slopes into the factors of the backward pass, all steps at once; frees d_states."""

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        """From d_states, which holds what comes from above, to the gradients of U, W and b.

        is_fed_at_every_step: False if only the last step is read above; then only its entry is set.
        """

    def input_gradient(self, out: Array) -> None:
        """dLoss/dx (runs, rows, features), after backward."""

    def drive_gradients(self) -> list[Array]:
        """dLoss/dz of each block in the order of the columns, (runs, time, batch, width), after backward."""

    def gate_values(self) -> list[Array]:
        """The gates in the order of their columns, each (runs, time, batch, width), where they are kept."""

    def cell_values(self) -> Array | None:
        """c_{-1}, c_0, …, (runs, time + 1, batch, width), where there are cells, and kept."""


def step_views(array: Array) -> list[Array]:
    """One view per step of (runs, time, …), made once: slicing costs as much as a small product."""
    return [array[:, time] for time in range(array.shape[1])]


def as_rows(array: Array) -> Array:
    """(runs, time, batch, n) as (runs, time * batch, n), the same memory."""
    return array.reshape(len(array), -1, array.shape[-1], copy=False)


def recurrent_layout(settings: RecurrentSettings, task: TaskShape) -> Layout:
    """U1, W1, b1 … of the stacked layers, then V, c of the readout."""
    width, layers, features = settings.width, [], task.features
    gates = len(GATES[settings.kind])
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
        cuts = frozenset(range(length - truncate, 0, -truncate)) if truncate else frozenset()
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

    def evaluate_slopes(self) -> None:
        for layer in self.layers:
            layer.evaluate_slopes()

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        d_read = d_outputs.reshape(self.outputs.shape)
        np.matmul(np.swapaxes(self.read, -1, -2), d_read, out=self.d_V)
        np.matmul(self.ones, d_read, out=self.d_c)
        for layer in self.layers:
            layer.weigh_paths()
        is_fed, d_top = self.has_target_per_step, self.layers[-1].d_states
        np.matmul(d_read, self.V_transposed, out=as_rows(d_top) if is_fed else d_top[:, -1])
        for below, layer in zip(self.layers[-2::-1], self.layers[:0:-1], strict=True):
            layer.backward(below.states[:, 1:], is_fed)
            layer.input_gradient(as_rows(below.d_states))
            is_fed = True
        self.layers[0].backward(inputs, is_fed)

    def input_gradient(self) -> Array:
        """dLoss/dx, (runs, time, batch, features), after backward."""
        first = self.layers[0]
        runs, _, batch, _ = first.d_states.shape
        rows = np.zeros((runs, self.length * batch, self.layout.layers[0].matrices[0].rows), self.V.dtype)
        first.input_gradient(rows)
        return rows.reshape(runs, self.length, batch, -1)

    def hidden_values(self) -> list[Array]:
        return [as_rows(layer.states[:, 1:])[:, None] for layer in self.layers]

    def hidden_slopes(self) -> list[Array]:
        return [as_rows(layer.slopes)[:, None] for layer in self.layers]

    def state_gradients(self) -> list[Array]:
        return [layer.d_states for layer in self.layers]


def _layer_matrices(layout: Layout, flat: Array) -> list[tuple[Array, int, int]]:
    """Of every recurrent layer its whole matrix (runs, rows, columns) in flat, its features and its width."""
    found, offset = [], 0
    for layer in layout.layers[:-1]:
        end = offset + layer.rows * layer.columns
        matrix = flat[:, offset:end].reshape(len(flat), layer.rows, layer.columns)
        found.append((matrix, layer.matrices[0].rows, layer.matrices[1].rows))
        offset = end
    return found

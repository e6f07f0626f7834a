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
from simulator.parameters import Layer, Layout, Matrix
from simulator.tasks import TaskShape

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class LayerPlan:
    """What a layer is built from: views of its parameters U, W, b and of their gradients, and its sizes."""

    weights: tuple[Array, Array, Array]
    d_weights: tuple[Array, Array, Array]
    length: int
    batch: int
    cuts: frozenset[int]  # no gradient comes back out of these steps

    @property
    def runs(self) -> int:
        return len(self.weights[1])

    @property
    def width(self) -> int:
        return int(self.weights[1].shape[1])


class RecurrentLayer(Protocol):
    """One layer with its workspaces. Rows are time * batch: one axis for what needs no recurrence."""

    states: Array  # (runs, time + 1, batch, width)
    new_states: Array  # (runs, rows, width): s_t
    state_at: list[Array]  # s_{-1}, s_0, …, each (runs, batch, width)
    d_states: Array  # (runs, time, batch, width): from above, then all of dLoss/ds_t
    unit_slopes: Array  # (runs, rows, width): slope of the tanh (or ReLU) that makes a unit's value
    d_drives: Array  # (runs, rows, gates * width): gradient of x_t U + b, after backward
    U_transposed: Array

    def forward(self, inputs: Array) -> None:
        """All states of the inputs (runs, rows, features)."""

    def evaluate_slopes(self) -> None:
        """Write unit_slopes."""

    def backward(self, inputs: Array) -> None:
        """From d_states (what comes from above) to the gradients of U, W, b, and d_drives."""

    def gate_values(self) -> Array:
        """The gates of every step, (runs, time, batch, gates * width), before backward."""

    def cell_values(self) -> Array | None:
        """c_{-1}, c_0, …, (runs, time + 1, batch, width), where there are cells."""


def step_views(array: Array) -> list[Array]:
    """One view per step of (runs, time, …), made once: slicing costs as much as a small product."""
    return [array[:, time] for time in range(array.shape[1])]


def as_rows(array: Array) -> Array:
    """(runs, time, batch, n) as (runs, time * batch, n), the same memory."""
    return array.reshape(len(array), -1, array.shape[-1])


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
            make_layer(
                LayerPlan(
                    (weights[f"U{number}"], weights[f"W{number}"], weights[f"b{number}"]),
                    (d_weights[f"U{number}"], d_weights[f"W{number}"], d_weights[f"b{number}"]),
                    length,
                    batch,
                    cuts,
                )
            )
            for number in range(1, len(layout.layers))
        ]
        self.V, self.c = weights["V"], weights["c"]
        self.d_V, self.d_c = d_weights["V"], d_weights["c"]
        self.V_transposed = np.swapaxes(self.V, -1, -2)
        top = self.layers[-1]
        self.read = top.new_states if self.has_target_per_step else top.state_at[-1]
        rows = self.read.shape[1]
        self.outputs = np.zeros((runs, rows, task.outputs), parameters.dtype)
        self.ones = np.ones((1, rows), parameters.dtype)

    def forward(self, inputs: Array) -> Array:
        """inputs: (runs, time, batch, features). Returns (runs, [time,] batch, outputs)."""
        runs, length, batch, _ = inputs.shape
        below = as_rows(inputs)
        for layer in self.layers:
            layer.forward(below)
            below = layer.new_states
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
        top = self.layers[-1]
        if self.has_target_per_step:
            np.matmul(d_read, self.V_transposed, out=as_rows(top.d_states))
        else:
            top.d_states[:, :-1] = 0.0
            np.matmul(d_read, self.V_transposed, out=top.d_states[:, -1])
        for index in range(len(self.layers) - 1, 0, -1):
            layer, below = self.layers[index], self.layers[index - 1]
            layer.backward(below.new_states)
            np.matmul(layer.d_drives, layer.U_transposed, out=as_rows(below.d_states))
        self.layers[0].backward(as_rows(inputs))

    def input_gradient(self) -> Array:
        """dLoss/dx, (runs, time, batch, features), after backward."""
        first = self.layers[0]
        rows: Array = np.matmul(first.d_drives, first.U_transposed)
        return rows.reshape(len(rows), self.length, self.batch, -1)

    def hidden_values(self) -> list[Array]:
        return [layer.new_states[:, None] for layer in self.layers]

    def hidden_slopes(self) -> list[Array]:
        return [layer.unit_slopes[:, None] for layer in self.layers]

    def state_gradients(self) -> list[Array]:
        return [layer.d_states for layer in self.layers]

"""The simple recurrent network of Elman, stacked to any depth.

s_t = f(x_t U + s_{t-1} W + b), s_{-1} = 0; a layer above takes s_t of the layer below as its x_t;
o_t = s_t V + c, of the last state or of every state.

Backward through time, d_ being the gradient of the loss and z_t the drive inside f:
d_s_t = d_o_t V^T + d_z_{t+1} W^T;  d_z_t = d_s_t * f'(z_t);
d_U = sum_t x_t^T d_z_t;  d_W = sum_t s_{t-1}^T d_z_t;  d_b = sum_t d_z_t (sums over the batch too).
Truncated to a window k, the term d_z_{t+1} W^T is left out where t + 1 = T - k, T - 2k, …: the windows are
counted back from the last step. The forward states are carried on across the windows.

Shapes: x (runs, time, batch, features); s (runs, time + 1, batch, width), its first entry s_{-1};
U (runs, features, width), W (runs, width, width), V (runs, width, outputs).
Sources: Elman 1990; Werbos 1990; Williams & Peng 1990 (truncation).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS, Activation
from simulator.network_settings import RnnSettings
from simulator.parameters import Layer, Layout, Matrix
from simulator.tasks import TaskShape

Array: TypeAlias = NDArray[Any]


def rnn_layout(settings: RnnSettings, task: TaskShape) -> Layout:
    """U1, W1, b1 … of the stacked layers, then V, c of the readout."""
    width, layers, features = settings.width, [], task.features
    for number in range(1, settings.depth + 1):
        matrices = (
            Matrix(f"U{number}", "input", features, width),
            Matrix(f"W{number}", "recurrent", width, width),
            Matrix(f"b{number}", "bias", 1, width),
        )
        layers.append(Layer(f"recurrent_{number}", matrices))
        features = width
    readout = (
        Matrix("V", "output", width, task.outputs),
        Matrix("c", "output_bias", 1, task.outputs),
    )
    return Layout([*layers, Layer("readout", readout)])


class RnnLayer:
    """One recurrent layer of a stack of runs, with its workspaces."""

    def __init__(
        self,
        activation: Activation,
        weights: tuple[Array, Array, Array],
        d_weights: tuple[Array, Array, Array],
        length: int,
        batch: int,
        cuts: frozenset[int],
    ) -> None:
        self.activation, self.length, self.cuts = activation, length, cuts
        self.U, self.W, self.b = weights
        self.d_U, self.d_W, self.d_b = d_weights
        runs, width, dtype = len(self.W), self.W.shape[-1], self.W.dtype
        self.states = np.zeros((runs, length + 1, batch, width), dtype)
        self.slopes = np.zeros((runs, length, batch, width), dtype)
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.recurrent = np.zeros((runs, batch, width), dtype)
        self.ones = np.ones((1, length * batch), dtype)
        # One view per step, made once: slicing costs as much as a small product.
        self.state_at = [self.states[:, time] for time in range(length + 1)]
        self.slope_at = [self.slopes[:, time] for time in range(length)]
        self.d_state_at = [self.d_states[:, time] for time in range(length)]
        # Time and batch as one axis, for the products that need no recurrence.
        rows = (runs, length * batch, width)
        self.new_states = self.states[:, 1:].reshape(rows)
        self.old_states = self.states[:, :-1].reshape(rows)
        self.d_drives = self.slopes.reshape(rows)
        self.W_transposed = np.swapaxes(self.W, -1, -2)
        self.U_transposed = np.swapaxes(self.U, -1, -2)

    def forward(self, inputs: Array) -> None:
        """inputs: (runs, time * batch, features). The input part of every drive is one product."""
        np.matmul(inputs, self.U, out=self.new_states)
        self.new_states += self.b
        before = self.state_at[0]
        for state in self.state_at[1:]:
            np.matmul(before, self.W, out=self.recurrent)
            np.add(state, self.recurrent, out=state)
            self.activation.apply(state, state)
            before = state

    def evaluate_slopes(self) -> None:
        states = self.states[:, 1:]
        self.activation.slope(states, states, self.slopes)

    def backward(self, inputs: Array) -> None:
        """d_states holds what comes from above; on return, all of dLoss/ds."""
        last = self.length - 1
        np.multiply(self.slope_at[last], self.d_state_at[last], out=self.slope_at[last])
        for time in range(last - 1, -1, -1):
            d_state, slope = self.d_state_at[time], self.slope_at[time]
            if time + 1 not in self.cuts:
                np.matmul(self.slope_at[time + 1], self.W_transposed, out=self.recurrent)
                np.add(d_state, self.recurrent, out=d_state)
            np.multiply(slope, d_state, out=slope)  # f'(z) becomes d_z in its own place
        np.matmul(np.swapaxes(inputs, -1, -2), self.d_drives, out=self.d_U)
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_drives, out=self.d_W)
        np.matmul(self.ones, self.d_drives, out=self.d_b)


class Rnn:
    """A stack of recurrent networks of one shape, with the workspaces that all its updates share."""

    def __init__(
        self,
        settings: RnnSettings,
        task: TaskShape,
        layout: Layout,
        batch: int,
        dtype: np.dtype[Any],
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
            RnnLayer(
                ACTIVATIONS[settings.activation],
                (weights[f"U{number}"], weights[f"W{number}"], weights[f"b{number}"]),
                (d_weights[f"U{number}"], d_weights[f"W{number}"], d_weights[f"b{number}"]),
                length,
                batch,
                cuts,
            )
            for number in range(1, settings.depth + 1)
        ]
        self.V, self.c = weights["V"], weights["c"]
        self.d_V, self.d_c = d_weights["V"], d_weights["c"]
        self.V_transposed = np.swapaxes(self.V, -1, -2)
        top = self.layers[-1]
        self.read = top.new_states if self.has_target_per_step else top.state_at[-1]
        rows = self.read.shape[1]
        self.outputs = np.zeros((runs, rows, task.outputs), dtype)
        self.ones = np.ones((1, rows), dtype)

    def forward(self, inputs: Array) -> Array:
        """inputs: (runs, time, batch, features). Returns (runs, [time,] batch, outputs)."""
        runs, length, batch, features = inputs.shape
        below = inputs.reshape(runs, length * batch, features)
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
            np.matmul(d_read, self.V_transposed, out=top.d_states.reshape(self.read.shape))
        else:
            top.d_states[:, :-1] = 0.0
            np.matmul(d_read, self.V_transposed, out=top.d_state_at[-1])
        rows = (len(inputs), self.length * self.batch, -1)
        for index in range(len(self.layers) - 1, 0, -1):
            layer, below = self.layers[index], self.layers[index - 1]
            layer.backward(below.new_states)
            d_below = below.d_states.reshape(rows)
            np.matmul(layer.d_drives, layer.U_transposed, out=d_below)
        self.layers[0].backward(inputs.reshape(rows))

    def hidden_values(self) -> list[Array]:
        return [layer.new_states[:, None] for layer in self.layers]

    def hidden_slopes(self) -> list[Array]:
        return [layer.d_drives[:, None] for layer in self.layers]

    def state_gradients(self) -> list[Array]:
        return [layer.d_states for layer in self.layers]

"""A second implementation of the networks, for labels: plain NumPy, float64, gradients by a tape.

It shares no code with `simulator.kernels` or the probes. Every array has a leading axis for checkpoints: one
pass measures a run at many moments of its training, on one batch that it did not train on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


class Value:
    """A node of the tape: data (checkpoints, …) and how its gradient is handed to what it was made of."""

    def __init__(self, data: Array, *pulls: tuple["Value", Callable[[Array], Array]]) -> None:
        self.data, self.pulls = data, pulls
        self.gradient: Array | None = None


class Tape:
    """Records operations in order; `backward` walks them in reverse. Without `is_on` nothing is kept."""

    def __init__(self, is_on: bool) -> None:
        self.values: list[Value] | None = [] if is_on else None

    def _new(self, data: Array, *pulls: tuple[Value, Callable[[Array], Array]]) -> Value:
        if self.values is None:
            return Value(data)
        value = Value(data, *pulls)
        self.values.append(value)
        return value

    def matmul(self, left: Value, right: Value) -> Value:
        a, b = left.data, right.data
        return self._new(
            a @ b, (left, lambda d: d @ b.swapaxes(-1, -2)), (right, lambda d: a.swapaxes(-1, -2) @ d)
        )

    def add(self, left: Value, right: Value) -> Value:
        return self._new(left.data + right.data, (left, lambda d: d), (right, lambda d: d))

    def times(self, left: Value, right: Value) -> Value:
        a, b = left.data, right.data
        return self._new(a * b, (left, lambda d: d * b), (right, lambda d: d * a))

    def scaled(self, value: Value, factor: float) -> Value:
        return self._new(value.data * factor, (value, lambda d: d * factor))

    def mean(self, value: Value, axis: int) -> Value:
        count = value.data.shape[axis]
        return self._new(value.data.mean(axis=axis, keepdims=True), (value, lambda d: d / count))

    def power(self, value: Value, exponent: float) -> Value:
        x = value.data
        return self._new(x**exponent, (value, lambda d: d * exponent * x ** (exponent - 1.0)))

    def part(self, value: Value, number: int, width: int) -> Value:
        columns = slice(number * width, (number + 1) * width)

        def pull(d: Array) -> Array:
            whole = np.zeros(value.data.shape, d.dtype)
            whole[..., columns] = d
            return whole

        return self._new(value.data[..., columns], (value, pull))

    def activated(self, value: Value, name: str) -> tuple[Value, Array | None]:
        """f and f'; the slope only where the tape is on."""
        data, slope = activation(name, value.data, with_slope=self.values is not None)
        return self._new(data, (value, lambda d: d * slope)), slope

    def backward(self, seeds: list[tuple[Value, Array]]) -> None:
        assert self.values is not None
        for value, gradient in seeds:
            _receive(value, gradient)
        for value in reversed(self.values):
            if value.gradient is not None:
                for parent, pull in value.pulls:
                    _receive(parent, pull(value.gradient))


def _receive(value: Value, gradient: Array) -> None:
    """Add a gradient, summed over the axes along which the value was repeated."""
    for axis, (wanted, given) in enumerate(zip(value.data.shape, gradient.shape, strict=True)):
        if wanted == 1 and given > 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    if gradient.shape != value.data.shape:
        gradient = np.broadcast_to(gradient, value.data.shape)
    value.gradient = gradient if value.gradient is None else value.gradient + gradient


def activation(name: str, x: Array, *, with_slope: bool) -> tuple[Array, Array | None]:
    """f(x) and f'(x), by the formulas of the textbooks."""
    if name == "gelu":
        k = np.sqrt(2.0 / np.pi)
        t = np.tanh(k * (x + 0.044715 * x * x * x))
        y = 0.5 * x * (1.0 + t)
        slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x) if with_slope else None
        return y, slope
    if name in ("tanh", "sigmoid"):
        y = np.tanh(x) if name == "tanh" else 1.0 / (1.0 + np.exp(-np.clip(x, -700.0, 700.0)))
        if not with_slope:
            return y, None
        return y, 1.0 - y * y if name == "tanh" else y * (1.0 - y)
    below = {"identity": 1.0, "relu": 0.0, "leaky_relu": 0.01}[name]
    return np.where(x > 0, x, below * x if below else 0.0), np.where(
        x > 0, 1.0, below
    ) if with_slope else None


@dataclass
class Pass:
    """What one forward pass left: outputs (one Value, or one per time step), states and unit slopes."""

    outputs: list[Value]
    states: list[list[Value]]  # recurrent: by layer, by time
    slopes: list[list[Array | None]]  # by hidden layer, by time: (checkpoints, batch, width)


def forward(tape: Tape, network: Any, weights: dict[str, Value], inputs: Array, truncate: int | None) -> Pass:
    """inputs: ([time,] batch, features); the readout of every time step is given, where there is time."""
    if network.kind == "mlp":
        return _perceptron(tape, network, weights, inputs)
    below = [Value(x[None]) for x in inputs]
    cuts = range(len(inputs) - truncate, 0, -truncate) if truncate else ()
    states, slopes = [], []
    for number in range(1, network.depth + 1):
        own = weights[f"U{number}"], weights[f"W{number}"], weights[f"b{number}"]
        below, layer_slopes = _recurrent_layer(tape, network, own, below, set(cuts))
        states.append(below)
        slopes.append(layer_slopes)
    outputs = [tape.add(tape.matmul(state, weights["V"]), weights["c"]) for state in below]
    return Pass(outputs, states, slopes)


def _perceptron(tape: Tape, network: Any, weights: dict[str, Value], inputs: Array) -> Pass:
    below, slopes = Value(inputs[None]), []
    for number in range(1, network.depth + 1):
        product = tape.matmul(below, weights[f"W{number}"])
        if network.normalization != "none":
            product = _normalised(tape, product, axis=-1 if network.normalization == "layer" else -2)
        drive = tape.add(product, weights[f"b{number}"])
        hidden, slope = tape.activated(drive, network.activation)
        slopes.append([slope])
        if network.residual and below.data.shape[-1] == hidden.data.shape[-1]:
            hidden = tape.add(below, hidden)
        below = hidden
    last = network.depth + 1
    return Pass([tape.add(tape.matmul(below, weights[f"W{last}"]), weights[f"b{last}"])], [], slopes)


def _normalised(tape: Tape, value: Value, axis: int) -> Value:
    centred = tape.add(value, tape.scaled(tape.mean(value, axis), -1.0))
    variance = tape.mean(tape.times(centred, centred), axis)
    return tape.times(centred, tape.power(tape.add(variance, Value(np.full((1, 1, 1), 1e-5))), -0.5))


def _recurrent_layer(
    tape: Tape, network: Any, weights: tuple[Value, ...], inputs: list[Value], cuts: set[int]
) -> tuple[list[Value], list[Array | None]]:
    U, W, b = weights  # noqa: N806
    width, zeros = network.width, np.zeros((1, 1, network.width))
    state, cell, states, slopes = Value(zeros), Value(zeros), [], []
    for time, x in enumerate(inputs):
        if time in cuts:
            state, cell = Value(state.data), Value(cell.data)
        drive = tape.add(tape.matmul(x, U), b)
        inner = tape.matmul(state, W)
        if network.kind == "rnn":
            state, slope = tape.activated(tape.add(drive, inner), network.activation)
        elif network.kind == "lstm":
            state, cell, slope = _lstm_step(tape, tape.add(drive, inner), cell, width)
        else:
            state, slope = _gru_step(tape, drive, inner, state, width)
        states.append(state)
        slopes.append(slope)
    return states, slopes


def _lstm_step(tape: Tape, total: Value, cell: Value, width: int) -> tuple[Value, Value, Array | None]:
    names = ("sigmoid", "sigmoid", "tanh", "sigmoid")
    i, f, g, o = (tape.activated(tape.part(total, n, width), name)[0] for n, name in enumerate(names))
    cell = tape.add(tape.times(f, cell), tape.times(i, g))
    squashed, slope = tape.activated(cell, "tanh")
    return tape.times(o, squashed), cell, slope


def _gru_step(tape: Tape, drive: Value, inner: Value, state: Value, width: int) -> tuple[Value, Array | None]:
    r, z = (
        tape.activated(tape.add(tape.part(drive, n, width), tape.part(inner, n, width)), "sigmoid")[0]
        for n in (0, 1)
    )
    total = tape.add(tape.part(drive, 2, width), tape.times(r, tape.part(inner, 2, width)))
    candidate, slope = tape.activated(total, "tanh")
    rest = tape.add(Value(np.ones((1, 1, 1))), tape.scaled(z, -1.0))
    return tape.add(tape.times(rest, candidate), tape.times(z, state)), slope

"""One step of each network: the order of its gates, closed forms, and its step back against central differences."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from simulator.equations import gru, lstm, mlp
from simulator.equations.activations import ACTIVATIONS
from simulator.equations.recurrent import Parameters, State
from simulator.equations.sequence import Cell, cell_of
from simulator.settings.networks.gru import GruSettings
from simulator.settings.networks.lstm import LstmSettings
from simulator.settings.networks.rnn import RnnSettings

Array = np.ndarray
Arrays = dict[str, Array]
BATCH, FEATURES, WIDTH = 3, 4, 2
STEP = 1e-6
GATES = {"rnn": RnnSettings.gates, "lstm": LstmSettings.gates, "gru": GruSettings.gates}
CELLS = {
    "rnn": cell_of(RnnSettings(kind="rnn")),
    "rnn of ReLUs": cell_of(RnnSettings(kind="rnn", activation="relu")),
    "lstm": cell_of(LstmSettings(kind="lstm")),
    "gru": cell_of(GruSettings(kind="gru")),
}


def drawn(seed: int = 0, **shapes: tuple[int, ...]) -> Arrays:
    generator = np.random.default_rng(seed)
    return {name: generator.standard_normal(shape) for name, shape in shapes.items()}


def recurrent_arrays(name: str, *leading: int) -> Arrays:
    columns = len(GATES[name.partition(" ")[0]]) * WIDTH
    return drawn(
        U=(*leading, FEATURES, columns),
        W=(*leading, WIDTH, columns),
        b=(*leading, 1, columns) if leading else (columns,),
        x=(*leading, BATCH, FEATURES),
        s=(*leading, BATCH, WIDTH),
        c=(*leading, BATCH, WIDTH),
        d_s=(*leading, BATCH, WIDTH),
        d_c=(*leading, BATCH, WIDTH),
    )


def forward(cell: Cell, arrays: Arrays) -> Any:
    parameters = Parameters(*(arrays[letter] for letter in "UWb"))
    return cell.step(parameters, arrays["x"], State(arrays["s"], arrays["c"]))


def back(cell: Cell, arrays: Arrays) -> Any:
    parameters, before = Parameters(*(arrays[letter] for letter in "UWb")), State(arrays["s"], arrays["c"])
    d_state = State(arrays["d_s"], arrays["d_c"])
    return cell.step_back(parameters, arrays["x"], before, forward(cell, arrays), d_state)


def numeric(value: Callable[[Arrays], float], arrays: Arrays, name: str) -> Array:
    """Central differences of a number by every entry of an array."""
    slopes = np.zeros_like(arrays[name])
    for index in np.ndindex(*slopes.shape):
        moved = np.zeros_like(slopes)
        moved[index] = STEP
        up, down = (value(arrays | {name: arrays[name] + sign * moved}) for sign in (1, -1))
        slopes[index] = (up - down) / (2 * STEP)
    return slopes


@pytest.mark.parametrize("name", CELLS)
def test_a_step_back_is_the_derivative_of_the_step(name: str) -> None:
    """Of any weighted sum of the state it makes, whose weights are then the gradient of that state."""
    cell, arrays = CELLS[name], recurrent_arrays(name)

    def weighted(arrays: Arrays) -> float:
        state = forward(cell, arrays).state
        total = np.sum(arrays["d_s"] * state.hidden_state)
        return float(total + np.sum(arrays["d_c"] * state.cell_state) * (name == "lstm"))

    made = back(cell, arrays)
    found = made.d_parameters._asdict() | {"x": made.d_inputs, "s": made.d_state_before.hidden_state}
    if name == "lstm":
        found["c"] = made.d_state_before.cell_state
    for argument, gradient in found.items():
        np.testing.assert_allclose(gradient, numeric(weighted, arrays, argument), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", CELLS)
def test_many_networks_at_once_are_each_alone(name: str) -> None:
    cell, arrays = CELLS[name], recurrent_arrays(name, 5)
    together = back(cell, arrays)
    for number in range(5):
        own = {key: values[number] for key, values in arrays.items()}
        alone = back(cell, own)
        np.testing.assert_allclose(together.d_inputs[number], alone.d_inputs, rtol=1e-12)
        np.testing.assert_allclose(together.d_parameters.W[number], alone.d_parameters.W, rtol=1e-12)


def with_bias(cell: Cell, blocks: int, block: int, value: float) -> Any:
    """A step whose only parameter is a large bias of one block."""
    columns = blocks * WIDTH
    b = np.zeros(columns)
    b[block * WIDTH : (block + 1) * WIDTH] = value
    parameters = Parameters(np.zeros((FEATURES, columns)), np.zeros((WIDTH, columns)), b)
    before = State(np.full((BATCH, WIDTH), 0.25), np.full((BATCH, WIDTH), 0.5))
    with np.errstate(over="ignore"):
        return cell.step(parameters, np.ones((BATCH, FEATURES)), before)


@pytest.mark.parametrize(("kind", "module"), [("lstm", lstm), ("gru", gru)])
def test_the_blocks_are_the_gates_in_the_order_of_the_contract(kind: str, module: Any) -> None:
    for block, gate in enumerate(GATES[kind]):
        cell = Cell(module.step, module.step_back)
        opened = with_bias(cell, len(GATES[kind]), block, 1000.0)
        for other in GATES[kind]:
            resting = 0.0 if other == "candidate" else 0.5
            np.testing.assert_array_equal(getattr(opened, other), 1.0 if other == gate else resting)


def test_a_closed_forget_gate_empties_the_cell_and_an_open_one_keeps_it() -> None:
    cell = CELLS["lstm"]
    for value, kept in ((-1000.0, 0.0), (1000.0, 0.5)):
        state = with_bias(cell, 4, 1, value).state
        np.testing.assert_array_equal(state.cell_state, kept)
        np.testing.assert_allclose(state.hidden_state, 0.5 * np.tanh(kept))


def test_an_open_update_gate_keeps_the_state_and_a_closed_one_takes_the_candidate() -> None:
    for value, expected in ((1000.0, 0.25), (-1000.0, 0.0)):
        np.testing.assert_array_equal(with_bias(CELLS["gru"], 3, 1, value).state.hidden_state, expected)


def layers() -> Iterator[mlp.Layer]:
    for activation in ACTIVATIONS.values():
        for normalization in ("none", "layer", "batch"):
            for has_residual in (False, True):
                yield mlp.Layer(activation, normalization, has_residual)


def test_one_layer_down_is_the_derivative_of_one_layer_up() -> None:
    arrays = drawn(W=(WIDTH, WIDTH), b=(WIDTH,), below=(BATCH, WIDTH), d_hidden=(BATCH, WIDTH))
    arrays |= drawn(1, b=(WIDTH,))
    for layer in layers():

        def weighted(arrays: Arrays, layer: mlp.Layer = layer) -> float:
            return float(np.sum(arrays["d_hidden"] * up(layer, arrays).hidden))

        made = mlp.step_back(layer, arrays["W"], arrays["below"], up(layer, arrays), arrays["d_hidden"])
        for name, gradient in {"W": made.d_W, "b": made.d_b, "below": made.d_below}.items():
            np.testing.assert_allclose(gradient, numeric(weighted, arrays, name), rtol=1e-5, atol=1e-7)


def up(layer: mlp.Layer, arrays: Arrays) -> mlp.LayerStep:
    return mlp.step(layer, arrays["W"], arrays["b"], arrays["below"])


def test_normalized_values_have_mean_zero_and_variance_one() -> None:
    values = drawn(values=(50, 40))["values"] * 3.0 + 2.0
    for axis in (-1, -2):
        x = mlp.normalize(values, axis)
        np.testing.assert_allclose(x.mean(axis=axis), 0.0, atol=1e-12)
        np.testing.assert_allclose(x.var(axis=axis), 1.0, rtol=1e-4)

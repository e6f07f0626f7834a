"""A sequence by the equations of one step: forward through time, then back from the last step to the first.

Layers are stacked: one above takes s_t of the one below as its x_t. The output is o_t = s_t V + c, of the last
state or of every state. With truncation to a window k, no gradient passes from step t + 1 to t where
t + 1 = T - k, T - 2k, …: windows are counted back from the last step, and states are carried on across them.

Sources: Werbos 1990; Williams & Peng 1990 (truncation).
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from simulator.equations.activations import ACTIVATIONS
from simulator.equations.recurrent import Array, Cell, Parameters, State, StepBack
from simulator.settings.networks import RecurrentSettings

NamedArrays: TypeAlias = Mapping[str, Array]
Rows: TypeAlias = tuple[tuple[Any, ...], ...]  # by time step, by layer from the bottom


def cell_of(network: RecurrentSettings) -> Cell:
    """The equations of a network's layers, from the module of its kind."""
    module = import_module(f"simulator.equations.{network.kind}")
    cell: Cell = module.cell(ACTIVATIONS[network.activation])
    return cell


def parameters_of(named: NamedArrays, layer: int) -> Parameters:
    """U, W and b of a stacked layer, which is counted from 0."""
    return Parameters(*(named[f"{letter}{layer + 1}"] for letter in "UWb"))


def initial_state(network: RecurrentSettings, inputs: Array) -> State:
    """s_{-1} = c_{-1} = 0, (batch, width). inputs: (time, batch, features)."""
    zeros = np.zeros((inputs.shape[1], network.width), inputs.dtype)
    return State(zeros, zeros)


def cuts_of(length: int, window: int | None) -> frozenset[int]:
    """The steps that pass no gradient to the step before: T - k, T - 2k, …; none without truncation."""
    return frozenset(range(length - window, 0, -window)) if window else frozenset()


def walk_forward(network: RecurrentSettings, parameters: Sequence[NamedArrays], inputs: Array) -> Rows:
    """Every step of every layer. inputs: (time, batch, features); parameters: by time step."""
    cell, rows = cell_of(network), []
    states = [initial_state(network, inputs)] * network.depth
    for x, named in zip(inputs, parameters, strict=True):
        row, below = [], x
        for layer, before in enumerate(states):
            row.append(cell.step(parameters_of(named, layer), below, before))
            below = row[-1].state.hidden_state
        states = [step.state for step in row]
        rows.append(tuple(row))
    return tuple(rows)


def read_out(parameters: Sequence[NamedArrays], steps: Rows, has_target_per_step: bool) -> Array:
    """The outputs, (time, batch, outputs) or, of the last state alone, (batch, outputs)."""
    pairs = list(zip(steps, parameters, strict=True))
    outputs = [
        row[-1].state.hidden_state @ named["V"] + named["c"]
        for row, named in (pairs if has_target_per_step else pairs[-1:])
    ]
    return np.stack(outputs) if has_target_per_step else outputs[0]


class RowBack(NamedTuple):
    """The gradients of all layers in one time step.

    steps: everything that each layer's step back made, from the bottom. d_states: what each began from, all of
    dLoss/ds_t and, inside an LSTM's cell, what step t + 1 passes back. d_inputs: dLoss/dx_t, (batch, features).
    terms: by name, this step's term of the gradient of every parameter.
    """

    steps: tuple[StepBack, ...]
    d_states: tuple[State, ...]
    d_inputs: Array
    terms: dict[str, Array]


def walk_back(
    network: RecurrentSettings,
    parameters: Sequence[NamedArrays],
    inputs: Array,
    steps: Rows,
    d_outputs: Array,
    window: int | None,
) -> list[RowBack]:
    """From d_outputs, in the shape of the outputs, back through all layers and time steps; rows by time step."""
    length, initial = len(inputs), (initial_state(network, inputs),) * network.depth
    cuts = cuts_of(length, window)
    has_target_per_step = d_outputs.ndim == steps[0][-1].state.hidden_state.ndim + 1
    rows: list[RowBack] = []
    for time in reversed(range(length)):
        is_alone = not rows or time + 1 in cuts
        from_later = initial if is_alone else tuple(back.d_state_before for back in rows[-1].steps)
        d_output = d_outputs[time] if has_target_per_step else None if rows else d_outputs
        befores = tuple(step.state for step in steps[time - 1]) if time else initial
        rows.append(
            _row_back(network, parameters[time], inputs[time], befores, steps[time], d_output, from_later)
        )
    return rows[::-1]


def _row_back(
    network: RecurrentSettings,
    named: NamedArrays,
    x: Array,
    befores: tuple[State, ...],
    row: tuple[Any, ...],
    d_output: Array | None,
    from_later: tuple[State, ...],
) -> RowBack:
    """One time step, from the output to x_t.

    befores, from_later: by layer, the states that the step read, and the gradients from the next step.
    """
    cell, hidden_states = cell_of(network), [step.state.hidden_state for step in row]
    terms, d_above = _readout_back(named, hidden_states[-1], d_output)
    steps, d_states = [], []
    for layer in reversed(range(network.depth)):
        below = hidden_states[layer - 1] if layer else x
        d_state = State(d_above + from_later[layer].hidden_state, from_later[layer].cell_state)
        back = cell.step_back(parameters_of(named, layer), below, befores[layer], row[layer], d_state)
        terms |= {f"{letter}{layer + 1}": d for letter, d in zip("UWb", back.d_parameters, strict=True)}
        steps.append(back)
        d_states.append(d_state)
        d_above = back.d_inputs
    return RowBack(tuple(steps[::-1]), tuple(d_states[::-1]), d_above, terms)


def _readout_back(
    named: NamedArrays, hidden_state: Array, d_output: Array | None
) -> tuple[dict[str, Array], Array]:
    """This step's terms of d_V and d_c, and the gradient passed back to s_t: d_o_t V^T."""
    if d_output is None:
        return {}, np.zeros_like(hidden_state)
    terms = {"V": hidden_state.mT @ d_output, "c": d_output.sum(axis=-2)}
    return terms, d_output @ named["V"].mT

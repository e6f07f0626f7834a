"""The walk through one layer of long short-term memory, in the letters of `equations.lstm`."""

from typing import Any, Final

import numpy as np

from simulator.equations.lstm import LstmStep, LstmStepBack
from simulator.equations.recurrent import State
from simulator.settings.networks.lstm import LstmSettings
from simulator.views.inside.layer_record import Expressions, LayerRecord

GATES: Final = LstmSettings.gate_letters


class LstmWalk:
    """The pre-activation z_t and its gates, the cell c_t, the state s_t; back, d_s_t, d_c_t, the gates and d_z_t."""

    def __init__(self, own: LayerRecord) -> None:
        self.own = own

    def keep_parameters(self, initial: State) -> None:
        self.own.keep_matrices("", self.own.axes.gates, slice(None))
        self.own.keep("s", -1, initial.hidden_state)
        self.own.keep("c", -1, initial.cell_state)

    def go_forward(self, time: int, x: str, made: LstmStep) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        z = own.keep("z", time, made.pre_activation, (own.axes.batch, own.axes.gates))
        values = made.input_gate, made.forget_gate, made.candidate, made.output_gate
        i, f, g, o = (own.keep(gate, time, value) for gate, value in zip(GATES, values, strict=True))
        for gate, block in zip(GATES, np.split(made.pre_activation, 4, axis=-1), strict=True):
            own.keep("z_" + gate, time, block)
        gates = [
            line(
                own.name(gate, time), f"{'tanh' if gate == 'g' else 'sigmoid'}({own.name('z_' + gate, time)})"
            )
            for gate in GATES
        ]
        record.forward("gates", line(z, own.pre_activation(x, time)), *gates, time=time, layer=own.number)
        c = own.keep("c", time, made.state.cell_state)
        cell = line(c, f"{f} * {own.name('c', time - 1)} + {i} * {g}")
        record.forward("cell", cell, time=time, layer=own.number)
        s = own.keep("s", time, made.state.hidden_state)
        record.forward("state", line(s, f"{o} * tanh({c})"), time=time, layer=own.number)

    def go_back(self, time: int, above: str, back: LstmStepBack, d_state: State) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        place: dict[str, Any] = {"time": time, "layer": own.number, "is_cut": own.is_cut(time)}
        later = [f"{own.d_name('z', time + 1)} @ {own.parameter('W')}.T"]
        d_s_line = own.d_state(time, above, later, d_state.hidden_state)
        d_s = d_s_line.made
        record.backward("d_state", d_s_line, **place)
        record.note_flow(d_s, "s", time, own.number)

        i, f, g, o = (own.name(gate, time) for gate in GATES)
        c, c_before = own.name("c", time), own.name("c", time - 1)
        expression = f"{d_s} * {o} * (1 - tanh({c}) ** 2)"
        if not own.is_last(time) and not own.is_cut(time):
            expression = f"{own.name('f', time + 1)} * {own.d_name('c', time + 1)} + {expression}"
        d_c = own.keep_gradient("c", time, back.d_cell_state)
        record.backward("d_cell", line(d_c, expression), **place)
        record.note_flow(d_c, "c", time, own.number)

        values = back.d_input_gate, back.d_forget_gate, back.d_candidate, back.d_output_gate
        d_i, d_f, d_g, d_o = (
            own.keep_gradient(gate, time, value) for gate, value in zip(GATES, values, strict=True)
        )
        d_z = own.keep_gradient("z", time, back.d_pre_activation, (own.axes.batch, own.axes.gates))
        blocks = ", ".join(
            f"{d_gate} * (1 - {gate} ** 2)" if gate == g else f"{d_gate} * {gate} * (1 - {gate})"
            for d_gate, gate in ((d_i, i), (d_f, f), (d_g, g), (d_o, o))
        )
        lines = (
            line(d_i, f"{d_c} * {g}"),
            line(d_f, f"{d_c} * {c_before}"),
            line(d_g, f"{d_c} * {i}"),
            line(d_o, f"{d_s} * tanh({c})"),
            line(d_z, f"concatenate({blocks})"),
        )
        record.backward("d_gates", *lines, **place)

    def passed_down(self, time: int) -> str:
        return f"{self.own.d_name('z', time)} @ {self.own.parameter('U')}.T"

    def parameter_gradients(self) -> Expressions:
        return self.own.sums(("z", "z"))


WALK: Final = LstmWalk

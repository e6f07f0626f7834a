"""The walk through one layer of long short-term memory, in the letters of `networks.lstm`."""

from typing import Any, Final

import numpy as np

from simulator.inside.layer_record import Array, Expressions, Kept, LayerRecord, side_by_side

GATES: Final = ("i", "f", "g", "o")


class LstmWalk:
    """The drive z_t and its gates, the cell c_t, the state s_t; back, d_s_t, d_c_t, the gates and d_z_t."""

    def __init__(self, own: LayerRecord, kept: Kept) -> None:
        self.own, self.kept = own, kept

    def keep_parameters(self) -> None:
        assert self.kept.cells is not None
        self.own.keep_matrices("", self.own.axes.gates, slice(None))
        self.own.keep("s", -1, self.kept.states[0])
        self.own.keep("c", -1, self.kept.cells[0])

    def go_forward(self, time: int, x: str) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        assert self.kept.cells is not None
        U, W, b = (record[own.parameter(letter)] for letter in "UWb")
        z = own.keep(
            "z",
            time,
            record[x] @ U + record[own.name("s", time - 1)] @ W + b,
            (own.axes.batch, own.axes.gates),
        )
        i, f, g, o = (
            own.keep(gate, time, values[time]) for gate, values in zip(GATES, self.kept.gates, strict=True)
        )
        for gate in GATES:
            self._keep_block(gate, time, record[z])
        gates = [
            line(
                own.name(gate, time), f"{'tanh' if gate == 'g' else 'sigmoid'}({own.name('z_' + gate, time)})"
            )
            for gate in GATES
        ]
        record.forward("gates", line(z, own.drive(x, time)), *gates, time=time, layer=own.number)
        c = own.keep("c", time, self.kept.cells[time + 1])
        cell = line(c, f"{f} * {own.name('c', time - 1)} + {i} * {g}")
        record.forward("cell", cell, time=time, layer=own.number)
        s = own.keep("s", time, self.kept.states[time + 1])
        record.forward("state", line(s, f"{o} * tanh({c})"), time=time, layer=own.number)

    def _keep_block(self, gate: str, time: int, drive: Array) -> None:
        width, block = self.own.axes.width.size, GATES.index(gate)
        self.own.keep("z_" + gate, time, drive[:, block * width : (block + 1) * width])

    def go_back(self, time: int, above: str) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        place: dict[str, Any] = {"time": time, "layer": own.number, "is_cut": own.is_cut(time)}
        d_state = own.d_state(time, above, [f"{own.d_name('z', time + 1)} @ {own.parameter('W')}.T"])
        record.backward("d_state", d_state, **place)
        record.note_flow(d_state.made, "s", time, own.number)

        d_s, (i, f, g, o) = d_state.made, (own.name(gate, time) for gate in GATES)
        c, c_before = own.name("c", time), own.name("c", time - 1)
        squashed = np.tanh(record[c])
        d_cell = record[d_s] * record[o] * (1.0 - squashed**2)
        expression = f"{d_s} * {o} * (1 - tanh({c}) ** 2)"
        if not own.is_last(time) and not own.is_cut(time):
            f_later, d_later = own.name("f", time + 1), own.d_name("c", time + 1)
            d_cell = record[f_later] * record[d_later] + d_cell
            expression = f"{f_later} * {d_later} + {expression}"
        d_c = own.keep_gradient("c", time, d_cell)
        record.backward("d_cell", line(d_c, expression), **place)
        record.note_flow(d_c, "c", time, own.number)

        d_i, d_f, d_g, d_o = (
            own.keep_gradient(gate, time, values)
            for gate, values in zip(
                GATES,
                (
                    d_cell * record[g],
                    d_cell * record[c_before],
                    d_cell * record[i],
                    record[d_s] * squashed,
                ),
                strict=True,
            )
        )
        drives = side_by_side([drive[0, time] for drive in own.d_drives])
        d_z = own.keep_gradient("z", time, drives, (own.axes.batch, own.axes.gates))
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

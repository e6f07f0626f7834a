"""The walk through one layer of gated recurrent units, in the letters of `networks.gru`."""

from typing import Any

from simulator.inside.layer_record import Expressions, Kept, LayerRecord, side_by_side


class GruWalk:
    """The gates r and z, the candidate n, the state s_t; back, d_s_t and the gradients of the drives a.

    Where the parts differ, the blocks r and z of U, W and b are written apart from that of n.
    """

    def __init__(self, own: LayerRecord, kept: Kept) -> None:
        self.own, self.kept = own, kept
        self.sigmoids = own.axes.width.size * 2

    def keep_parameters(self) -> None:
        own = self.own
        own.keep_matrices("_rz", own.axes.sigmoid_gates, slice(None, self.sigmoids))
        own.keep_matrices("_n", own.axes.width, slice(self.sigmoids, None))
        own.keep_matrices("", own.axes.gates, slice(None))
        own.keep("s", -1, self.kept.states[0])

    def go_forward(self, time: int, x: str) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        width, before = own.axes.width.size, own.name("s", time - 1)
        U, W, b = (record[own.parameter(letter + "_rz")] for letter in "UWb")
        drive = record[x] @ U + record[before] @ W + b
        a = own.keep("a_rz", time, drive, (own.axes.batch, own.axes.sigmoid_gates))
        a_r, a_z = own.keep("a_r", time, drive[:, :width]), own.keep("a_z", time, drive[:, width:])
        r, z, n = (
            own.keep(gate, time, values[time]) for gate, values in zip("rzn", self.kept.gates, strict=True)
        )
        lines = line(a, own.drive(x, time, "_rz")), line(r, f"sigmoid({a_r})"), line(z, f"sigmoid({a_z})")
        record.forward("gates", *lines, time=time, layer=own.number)

        U_n, W_n, b_n = (own.parameter(letter + "_n") for letter in "UWb")
        h = own.keep("h_n", time, record[before] @ record[W_n])
        a_n = own.keep("a_n", time, record[x] @ record[U_n] + record[b_n] + record[r] * record[h])
        lines = (
            line(h, f"{before} @ {W_n}"),
            line(a_n, f"{x} @ {U_n} + {b_n} + {r} * {h}"),
            line(n, f"tanh({a_n})"),
        )
        record.forward("candidate", *lines, time=time, layer=own.number)
        s = own.keep("s", time, self.kept.states[time + 1])
        state = line(s, f"(1 - {z}) * {n} + {z} * {before}")
        record.forward("state", state, time=time, layer=own.number)

    def go_back(self, time: int, above: str) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        place: dict[str, Any] = {"time": time, "layer": own.number, "is_cut": own.is_cut(time)}
        d_state = own.d_state(time, above, self._from_later(time))
        record.backward("d_state", d_state, **place)
        record.note_flow(d_state.made, "s", time, own.number)

        d_s, (r, z, n) = d_state.made, (own.name(gate, time) for gate in "rzn")
        h, before = own.name("h_n", time), own.name("s", time - 1)
        d_r, d_z, d_n = (drive[0, time] for drive in own.d_drives)
        a_n = own.keep_gradient("a_n", time, d_n)
        h_n = own.keep_gradient("h_n", time, record[r] * d_n)
        a_z = own.keep_gradient("a_z", time, d_z)
        a_r = own.keep_gradient("a_r", time, d_r)
        a = own.keep_gradient(
            "a_rz", time, side_by_side([d_r, d_z]), (own.axes.batch, own.axes.sigmoid_gates)
        )
        lines = (
            line(a_n, f"{d_s} * (1 - {z}) * (1 - {n} ** 2)"),
            line(h_n, f"{r} * {a_n}"),
            line(a_z, f"{d_s} * ({before} - {n}) * {z} * (1 - {z})"),
            line(a_r, f"{a_n} * {h} * {r} * (1 - {r})"),
            line(a, f"concatenate({a_r}, {a_z})"),
        )
        record.backward("d_gates", *lines, **place)

    def _from_later(self, time: int) -> list[str]:
        own = self.own
        d_a, d_h = own.d_name("a_rz", time + 1), own.d_name("h_n", time + 1)
        return [
            f"{own.name('z', time + 1)} * {own.d_name('s', time + 1)}",
            f"{d_a} @ {own.parameter('W_rz')}.T",
            f"{d_h} @ {own.parameter('W_n')}.T",
        ]

    def passed_down(self, time: int) -> str:
        own = self.own
        d_a, d_n = own.d_name("a_rz", time), own.d_name("a_n", time)
        return f"{d_a} @ {own.parameter('U_rz')}.T + {d_n} @ {own.parameter('U_n')}.T"

    def parameter_gradients(self) -> Expressions:
        """U and b of n act outside the reset gate, W of n inside."""
        own = self.own
        sums = own.sums(("a_rz", "a_rz"), "_rz") | own.sums(("a_n", "h_n"), "_n")
        return {
            own.parameter(letter): (
                f"concatenate({sums[own.parameter(letter + '_rz')][0]}, {sums[own.parameter(letter + '_n')][0]})",
                rf"[{sums[own.parameter(letter + '_rz')][1]},\; {sums[own.parameter(letter + '_n')][1]}]",
            )
            for letter in "UWb"
        }

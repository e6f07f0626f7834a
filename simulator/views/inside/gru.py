"""The walk through one layer of gated recurrent units, in the letters of `equations.gru`."""

from typing import Any, Final

from simulator.equations.gru import GruStep, GruStepBack
from simulator.equations.recurrent import State
from simulator.views.inside.layer_record import Expressions, LayerRecord, side_by_side


class GruWalk:
    """The gates r and z, the candidate n, the state s_t; back, d_s_t and the gradients of the pre-activations a.

    Where the parts differ, the blocks r and z of U, W and b are written apart from that of n.
    """

    def __init__(self, own: LayerRecord) -> None:
        self.own = own
        self.sigmoids = own.axes.width.size * 2

    def keep_parameters(self, initial: State) -> None:
        own = self.own
        own.keep_matrices("_rz", own.axes.sigmoid_gates, slice(None, self.sigmoids))
        own.keep_matrices("_n", own.axes.width, slice(self.sigmoids, None))
        own.keep_matrices("", own.axes.gates, slice(None))
        own.keep("s", -1, initial.hidden_state)

    def go_forward(self, time: int, x: str, made: GruStep) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        before, of_sigmoids = own.name("s", time - 1), (own.axes.batch, own.axes.sigmoid_gates)
        both = side_by_side([made.reset_pre_activation, made.update_pre_activation])
        a = own.keep("a_rz", time, both, of_sigmoids)
        a_r = own.keep("a_r", time, made.reset_pre_activation)
        a_z = own.keep("a_z", time, made.update_pre_activation)
        r, z = own.keep("r", time, made.reset_gate), own.keep("z", time, made.update_gate)
        n = own.keep("n", time, made.candidate)
        lines = (
            line(a, own.pre_activation(x, time, "_rz")),
            line(r, f"sigmoid({a_r})"),
            line(z, f"sigmoid({a_z})"),
        )
        record.forward("gates", *lines, time=time, layer=own.number)

        U_n, W_n, b_n = (own.parameter(letter + "_n") for letter in "UWb")
        h = own.keep("h_n", time, made.recurrent_candidate)
        a_n = own.keep("a_n", time, made.candidate_pre_activation)
        lines = (
            line(h, f"{before} @ {W_n}"),
            line(a_n, f"{x} @ {U_n} + {b_n} + {r} * {h}"),
            line(n, f"tanh({a_n})"),
        )
        record.forward("candidate", *lines, time=time, layer=own.number)
        s = own.keep("s", time, made.state.hidden_state)
        state = line(s, f"(1 - {z}) * {n} + {z} * {before}")
        record.forward("state", state, time=time, layer=own.number)

    def go_back(self, time: int, above: str, back: GruStepBack, d_state: State) -> None:
        own, record, line = self.own, self.own.record, self.own.record.line
        place: dict[str, Any] = {"time": time, "layer": own.number, "is_cut": own.is_cut(time)}
        d_s_line = own.d_state(time, above, self._from_later(time), d_state.hidden_state)
        record.backward("d_state", d_s_line, **place)
        record.note_flow(d_s_line.made, "s", time, own.number)

        d_s, (r, z, n) = d_s_line.made, (own.name(gate, time) for gate in "rzn")
        h, before = own.name("h_n", time), own.name("s", time - 1)
        a_n = own.keep_gradient("a_n", time, back.d_candidate_pre_activation)
        h_n = own.keep_gradient("h_n", time, back.d_recurrent_candidate)
        a_z = own.keep_gradient("a_z", time, back.d_update_pre_activation)
        a_r = own.keep_gradient("a_r", time, back.d_reset_pre_activation)
        both = side_by_side([back.d_reset_pre_activation, back.d_update_pre_activation])
        a = own.keep_gradient("a_rz", time, both, (own.axes.batch, own.axes.sigmoid_gates))
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


WALK: Final = GruWalk

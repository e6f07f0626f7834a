"""The walk through one layer of a simple recurrent network, in the letters of `equations.rnn`."""

from typing import Final

from simulator.equations.recurrent import State
from simulator.equations.rnn import RnnStep, RnnStepBack
from simulator.views.inside.layer_record import Expressions, LayerRecord


class RnnWalk:
    """z_t = x_t U + s_{t-1} W + b and s_t = f(z_t); back, d_s_t and d_z_t."""

    def __init__(self, own: LayerRecord) -> None:
        self.own = own

    def keep_parameters(self, initial: State) -> None:
        self.own.keep_matrices("", self.own.axes.width, slice(None))
        self.own.keep("s", -1, initial.hidden_state)

    def go_forward(self, time: int, x: str, made: RnnStep) -> None:
        own, line = self.own, self.own.record.line
        z = own.keep("z", time, made.pre_activation)
        s = own.keep("s", time, made.state.hidden_state)
        lines = line(z, own.pre_activation(x, time)), line(s, f"{own.activation}({z})")
        own.record.forward("state", *lines, time=time, layer=own.number)

    def go_back(self, time: int, above: str, back: RnnStepBack, d_state: State) -> None:
        own = self.own
        d_s = own.d_state(
            time, above, [f"{own.d_name('z', time + 1)} @ {own.parameter('W')}.T"], d_state.hidden_state
        )
        named = own.name("slope", time), f"f'({own.at_any_time('z', str(time))})"
        derivative = own.record.keep(named, own.of_units, back.derivative)
        d_z = own.keep_gradient("z", time, back.d_pre_activation)
        lines = d_s, own.record.line(d_z, f"{d_s.made} * {derivative}")
        own.record.backward("d_state", *lines, time=time, layer=own.number, is_cut=own.is_cut(time))
        own.record.note_flow(d_s.made, "s", time, own.number)

    def passed_down(self, time: int) -> str:
        return f"{self.own.d_name('z', time)} @ {self.own.parameter('U')}.T"

    def parameter_gradients(self) -> Expressions:
        return self.own.sums(("z", "z"))


WALK: Final = RnnWalk

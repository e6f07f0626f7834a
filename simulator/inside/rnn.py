"""The walk through one layer of a simple recurrent network, in the letters of `networks.rnn`."""

from simulator.inside.layer_record import Expressions, Kept, LayerRecord


class RnnWalk:
    """z_t = x_t U + s_{t-1} W + b and s_t = f(z_t); back, d_s_t and d_z_t."""

    def __init__(self, own: LayerRecord, kept: Kept) -> None:
        self.own, self.kept = own, kept

    def keep_parameters(self) -> None:
        self.own.keep_matrices("", self.own.axes.width, slice(None))
        self.own.keep("s", -1, self.kept.states[0])

    def go_forward(self, time: int, x: str) -> None:
        own, line = self.own, self.own.record.line
        U, W, b = (own.record[own.parameter(letter)] for letter in "UWb")
        drive = own.record[x] @ U + own.record[own.name("s", time - 1)] @ W + b
        z = own.keep("z", time, drive)
        s = own.keep("s", time, self.kept.states[time + 1])
        lines = line(z, own.drive(x, time)), line(s, f"{own.activation}({z})")
        own.record.forward("state", *lines, time=time, layer=own.number)

    def go_back(self, time: int, above: str) -> None:
        own = self.own
        W = own.parameter("W")
        d_state = own.d_state(time, above, [f"{own.d_name('z', time + 1)} @ {W}.T"])
        named = own.name("slope", time), f"f'({own.at_any_time('z', str(time))})"
        slope = own.record.keep(named, own.of_units, self.kept.slopes[time])
        d_z = own.keep_gradient("z", time, own.d_drives[0][0, time])
        lines = d_state, own.record.line(d_z, f"{d_state.made} * {slope}")
        own.record.backward("d_state", *lines, time=time, layer=own.number, is_cut=own.is_cut(time))
        own.record.note_flow(d_state.made, "s", time, own.number)

    def passed_down(self, time: int) -> str:
        return f"{self.own.d_name('z', time)} @ {self.own.parameter('U')}.T"

    def parameter_gradients(self) -> Expressions:
        return self.own.sums(("z", "z"))

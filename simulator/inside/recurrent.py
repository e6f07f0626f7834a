"""The walk through a recurrent network: forward step by step, and back from the last step to the first.

The network itself goes back layer by layer; step by step is the same order seen from the sequence, since
d_s of a layer at t needs only the layer above at t and its own step t + 1.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from numpy.typing import NDArray

from simulator.inside.axes import Axes
from simulator.inside.ends import Ends
from simulator.inside.gru import GruWalk
from simulator.inside.layer_record import Kept, LayerRecord, LayerWalk
from simulator.inside.lstm import LstmWalk
from simulator.inside.notation import transposed
from simulator.inside.rnn import RnnWalk
from simulator.inside.walk import Record
from simulator.kernels.recurrent import Recurrent
from simulator.training import Training

Array: TypeAlias = NDArray[Any]
WALKS: dict[str, Callable[[LayerRecord, Kept], LayerWalk]] = {
    "rnn": RnnWalk,
    "lstm": LstmWalk,
    "gru": GruWalk,
}


def kept_of(network: Recurrent) -> list[Kept]:
    """What the layers hold after a forward pass that keeps the gates."""
    return [Kept.of(layer) for layer in network.layers]


class RecurrentPass:
    """One pass, forward and then backward."""

    def __init__(self, record: Record, axes: Axes, training: Training, kept: list[Kept]) -> None:
        assert isinstance(training.network, Recurrent)
        self.record, self.axes, self.training, self.network = record, axes, training, training.network
        self.ends = Ends(record, axes, training, "o")
        depth, length = len(kept), self.network.length
        make = WALKS[training.plan.network.kind]
        activation = training.plan.network.activation
        weights = self.network.layout.to_dict(training.parameters[0])
        self.records = [
            LayerRecord(record, axes, layer, number, depth > 1, length, activation, weights)
            for number, layer in enumerate(self.network.layers, start=1)
        ]
        self.layers = [make(own, each) for own, each in zip(self.records, kept, strict=True)]
        self.times = range(length)
        self.read_times = list(self.times) if self.network.has_target_per_step else [length - 1]

    def go_forward(self, outputs: Array) -> None:
        """outputs: ([time,] batch, outputs), as the network gave them."""
        record, axes = self.record, self.axes
        for layer in self.layers:
            layer.keep_parameters()
        record.keep(("V", "V"), (axes.width, axes.outputs), self.network.V[0])
        record.keep(("c", "c"), (axes.outputs,), self.network.c[0, 0])
        for time in self.times:
            x = record.keep(
                (f"x[{time}]", f"x_{{{time}}}"), (axes.batch, axes.features), self.training.inputs[0, time]
            )
            for layer, own in zip(self.layers, self.records, strict=True):
                layer.go_forward(time, x)
                x = own.name("s", time)
            if time in self.read_times:
                self._read(time, outputs)

    def _read(self, time: int, outputs: Array) -> None:
        at = time if self.network.has_target_per_step else ...
        lines = self.ends.keep_output(time, outputs[at], self.training.targets[0][at])
        top = self.records[-1].name("s", time)
        line = self.record.line(f"o[{time}]", f"{top} @ V + c")
        self.record.forward("output", line, *lines, time=time, layer=len(self.layers) + 1)

    def go_back(self) -> None:
        """From what the network holds after its backward pass."""
        d_inputs = self.network.input_gradient()[0]
        for time in reversed(self.times):
            above = ""
            if time in self.read_times:
                at = time if self.network.has_target_per_step else ...
                line = self.ends.keep_output_gradient(time, self.training.d_outputs[0][at])
                self.record.backward("d_output", line, time=time, layer=len(self.layers) + 1)
                above = f"d_o[{time}] @ V.T"
            for layer in reversed(self.layers):
                layer.go_back(time, above)
                above = layer.passed_down(time)
            self._reach_the_input(time, above, d_inputs[time])
        self._add_parameters()

    def _reach_the_input(self, time: int, expression: str, values: Array) -> None:
        named = (f"d_x[{time}]", rf"\mathrm{{d}}x_{{{time}}}")
        made = self.record.keep(named, (self.axes.batch, self.axes.features), values)
        self.record.backward("d_input", self.record.line(made, expression), time=time, layer=0)

    def _add_parameters(self) -> None:
        top = self.records[-1]
        readout: dict[str, tuple[str, str | None]] = {
            "V": (
                " + ".join(f"{top.name('s', time)}.T @ d_o[{time}]" for time in self.read_times),
                rf"\sum_t {transposed(top.at_any_time('s'))}\,\mathrm{{d}}o_t",
            ),
            "c": (
                " + ".join(f"total(d_o[{time}])" for time in self.read_times),
                r"\sum_t \sum_i \mathrm{d}o_t[i]",
            ),
        }
        if len(self.read_times) == 1:
            time = self.read_times[0]
            readout["V"] = readout["V"][0], None
            readout["c"] = readout["c"][0], rf"\sum_i \mathrm{{d}}o_{{{time}}}[i]"
        self.ends.keep_parameter_gradients("parameters", len(self.layers) + 1, readout)
        for layer, own in zip(reversed(self.layers), reversed(self.records), strict=True):
            self.ends.keep_parameter_gradients("parameters", own.number, layer.parameter_gradients())

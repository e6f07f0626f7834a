"""The walk through a recurrent network: forward step by step, and back from the last step to the first."""

from importlib import import_module
from typing import Any, TypeAlias

from numpy.typing import NDArray

from simulator.equations.sequence import cuts_of, initial_state
from simulator.settings.networks import MlpSettings
from simulator.views.inside.axes import Axes
from simulator.views.inside.computed import Computed
from simulator.views.inside.layer_record import LayerRecord, LayerWalk
from simulator.views.inside.loss_record import LossRecord
from simulator.views.inside.notation import transposed
from simulator.views.inside.walk import Record

Array: TypeAlias = NDArray[Any]


class SequenceWalk:
    """One pass, forward and then backward."""

    def __init__(self, record: Record, axes: Axes, computed: Computed, loss_record: LossRecord) -> None:
        network = computed.experiment.network
        assert not isinstance(network, MlpSettings)
        self.record, self.axes, self.computed, self.loss_record = record, axes, computed, loss_record
        self.initial = initial_state(network, computed.inputs)
        length, numbers = len(computed.inputs), range(1, network.depth + 1)
        cuts = cuts_of(length, computed.experiment.truncate)
        shared = len(numbers) > 1, length, cuts, network.activation, computed.parameters
        self.records = [LayerRecord(record, axes, number, *shared) for number in numbers]
        walk_of = import_module(f"simulator.views.inside.{network.kind}").WALK
        self.layers: list[LayerWalk] = [walk_of(own) for own in self.records]
        self.times = range(length)
        self.has_target_per_step = computed.task.has_target_per_step
        self.read_times = list(self.times) if self.has_target_per_step else [length - 1]

    def go_forward_and_back(self) -> None:
        self._go_forward()
        self.loss_record.add_loss(self.read_times)
        self._go_back()
        self._add_parameters()

    def _go_forward(self) -> None:
        record, axes, parameters = self.record, self.axes, self.computed.parameters
        for layer in self.layers:
            layer.keep_parameters(self.initial)
        record.keep(("V", "V"), (axes.width, axes.outputs), parameters["V"])
        record.keep(("c", "c"), (axes.outputs,), parameters["c"])
        for time, row in enumerate(self.computed.forward.steps):
            x = record.keep(
                (f"x[{time}]", f"x_{{{time}}}"), (axes.batch, axes.features), self.computed.inputs[time]
            )
            for layer, own, made in zip(self.layers, self.records, row, strict=True):
                layer.go_forward(time, x, made)
                x = own.name("s", time)
            if time in self.read_times:
                self._read(time)

    def _read(self, time: int) -> None:
        lines = self.loss_record.keep_output(
            time, self._at(time, self.computed.forward.outputs), self._at(time, self.computed.targets)
        )
        top = self.records[-1].name("s", time)
        line = self.record.line(f"o[{time}]", f"{top} @ V + c")
        self.record.forward("output", line, *lines, time=time, layer=len(self.layers) + 1)

    def _at(self, time: int, values: Array) -> Array:
        return values[time] if self.has_target_per_step else values

    def _go_back(self) -> None:
        backward = self.computed.backward
        for time in reversed(self.times):
            above = ""
            if time in self.read_times:
                d_output = self._at(time, self.computed.d_outputs)
                line = self.loss_record.keep_output_gradient(time, d_output)
                self.record.backward("d_output", line, time=time, layer=len(self.layers) + 1)
                above = f"d_o[{time}] @ V.T"
            by_layer = zip(self.layers, backward.steps[time], backward.d_states[time], strict=True)
            for layer, back, d_state in reversed(list(by_layer)):
                layer.go_back(time, above, back, d_state)
                above = layer.passed_down(time)
            self._reach_the_input(time, above, backward.d_inputs[time])

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
        self.loss_record.keep_parameter_gradients("parameters", len(self.layers) + 1, readout)
        for layer, own in zip(reversed(self.layers), reversed(self.records), strict=True):
            self.loss_record.keep_parameter_gradients("parameters", own.number, layer.parameter_gradients())

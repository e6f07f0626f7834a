"""The walk through a multilayer perceptron, in the letters of `equations.mlp`: layer by layer, up and back."""

from simulator.settings.networks import MlpSettings
from simulator.views.inside.axes import Axes
from simulator.views.inside.computed import Computed
from simulator.views.inside.loss_record import LossRecord
from simulator.views.inside.notation import gradient_of
from simulator.views.inside.walk import Record


def walk_perceptron(record: Record, axes: Axes, computed: Computed, loss_record: LossRecord) -> None:
    """Every stage of the forward pass, then of the backward pass."""
    network = computed.experiment.network
    assert isinstance(network, MlpSettings)
    record.keep(("x", "x"), (axes.batch, axes.features), computed.inputs)
    for layer in range(1, network.depth + 1):
        _go_up(record, axes, computed, network, layer)
    top, last = f"h{network.depth}", network.depth + 1
    _keep_parameters(record, axes, computed, last)
    lines = loss_record.keep_output(None, computed.forward.outputs, computed.targets)
    record.forward("output", record.line("y", f"{top} @ W{last} + b{last}"), *lines, layer=last)
    loss_record.add_loss([None])
    record.backward("d_output", loss_record.keep_output_gradient(None, computed.d_outputs), layer=last)
    for layer in range(network.depth, 0, -1):
        _go_down(record, axes, computed, network, layer)
    d_x = record.keep((r"d_x", r"\mathrm{d}x"), (axes.batch, axes.features), computed.backward.d_inputs)
    by_input = f"{_d_product(network, 1)} @ W1.T"
    if _adds_below(computed, network, 1):
        by_input += " + d_h1"
    record.backward("d_input", record.line(d_x, by_input), layer=0)
    _add_parameters(record, network, loss_record)


def _adds_below(computed: Computed, network: MlpSettings, layer: int) -> bool:
    """A residual connection needs an input as wide as the layer."""
    return network.residual and (layer > 1 or computed.task.features == network.width)


def _d_product(network: MlpSettings, layer: int) -> str:
    """The gradient that a layer's weights see: of its product, or of its pre-activation, which is the same."""
    return f"d_z{layer}" if network.normalization == "none" else f"d_m{layer}"


def _keep_parameters(record: Record, axes: Axes, computed: Computed, layer: int) -> None:
    columns = axes.width if layer <= computed.experiment.network.depth else axes.outputs
    W, b = computed.parameters[f"W{layer}"], computed.parameters[f"b{layer}"]
    record.keep((f"W{layer}", f"W_{{{layer}}}"), (axes.below(layer), columns), W)
    record.keep((f"b{layer}", f"b_{{{layer}}}"), (columns,), b)


def _go_up(record: Record, axes: Axes, computed: Computed, network: MlpSettings, layer: int) -> None:
    of_units, made = (axes.batch, axes.width), computed.forward.steps[0][layer - 1]
    below = f"h{layer - 1}" if layer > 1 else "x"
    _keep_parameters(record, axes, computed, layer)
    lines, expression = [], f"{below} @ W{layer} + b{layer}"
    if network.normalization != "none":
        m = record.keep((f"m{layer}", f"m_{{{layer}}}"), of_units, made.product)
        lines.append(record.line(m, f"{below} @ W{layer}"))
        expression = f"normalize({m}) + b{layer}"
    z = record.keep((f"z{layer}", f"z_{{{layer}}}"), of_units, made.pre_activation)
    h = record.keep((f"h{layer}", f"h_{{{layer}}}"), of_units, made.hidden)
    value = f"{network.activation}({z})"
    lines.append(record.line(z, expression))
    lines.append(record.line(h, f"{below} + {value}" if _adds_below(computed, network, layer) else value))
    record.forward("hidden", *lines, layer=layer)


def _go_down(record: Record, axes: Axes, computed: Computed, network: MlpSettings, layer: int) -> None:
    of_units, above = (axes.batch, axes.width), layer + 1
    back, d_hidden = computed.backward.steps[0][layer - 1], computed.backward.d_states[0][layer - 1]
    expression = f"{_d_product(network, above) if layer < network.depth else 'd_y'} @ W{above}.T"
    if layer < network.depth and _adds_below(computed, network, above):
        expression = f"d_h{above} + {expression}"
    d_h = record.keep(gradient_of((f"h{layer}", f"h_{{{layer}}}")), of_units, d_hidden)
    derivative = record.keep((f"slope{layer}", f"f'(z_{{{layer}}})"), of_units, back.derivative)
    d_z = record.keep(gradient_of((f"z{layer}", f"z_{{{layer}}}")), of_units, back.d_pre_activation)
    lines = [record.line(d_h, expression), record.line(d_z, f"{d_h} * {derivative}")]
    if network.normalization != "none":
        d_m = record.keep(gradient_of((f"m{layer}", f"m_{{{layer}}}")), of_units, back.d_product)
        right = rf"\mathrm{{N}}'(m_{{{layer}}})\;\mathrm{{d}}z_{{{layer}}}"
        lines.append(record.line(d_m, f"normalize_backward({d_z}, m{layer})", right))
    record.backward("d_hidden", *lines, layer=layer)
    record.note_flow(d_h, "h", None, layer)


def _add_parameters(record: Record, network: MlpSettings, loss_record: LossRecord) -> None:
    last = network.depth + 1
    for layer in range(last, 0, -1):
        below = f"h{layer - 1}" if layer > 1 else "x"
        d_z = "d_y" if layer == last else f"d_z{layer}"
        d_m = "d_y" if layer == last else _d_product(network, layer)
        expressions: dict[str, tuple[str, str | None]] = {
            f"W{layer}": (f"{below}.T @ {d_m}", None),
            f"b{layer}": (f"total({d_z})", rf"\sum_i {record.arrays[d_z].latex}[i]"),
        }
        loss_record.keep_parameter_gradients("parameters", layer, expressions)

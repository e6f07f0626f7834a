"""The walk through a multilayer perceptron, in the letters of `networks.mlp`: layer by layer, up and back."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

from simulator.inside.axes import Axes
from simulator.inside.ends import Ends
from simulator.inside.notation import gradient_of
from simulator.inside.walk import Record
from simulator.kernels.mlp import Mlp
from simulator.network_settings import MlpSettings
from simulator.training import Training

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Kept:
    """What the network holds between forward and backward, each (layers, batch, width)."""

    activated: Array
    hidden: Array
    slopes: Array
    normalized: Array | None


def kept_of(network: Mlp) -> Kept:
    normalized = network.products[0].copy() if network.normalization is not None else None
    return Kept(network.activated[0].copy(), network.hidden[0].copy(), network.slopes[0].copy(), normalized)


def walk_perceptron(record: Record, axes: Axes, training: Training, kept: Kept, outputs: Array) -> Ends:
    """Every stage of the forward pass; then, from what the network holds now, of the backward pass."""
    network, settings = training.network, training.plan.network
    assert isinstance(network, Mlp)
    assert isinstance(settings, MlpSettings)
    ends = Ends(record, axes, training, "y")
    record.keep(("x", "x"), (axes.batch, axes.features), training.inputs[0])
    for layer in range(1, settings.depth + 1):
        _go_up(record, axes, network, settings, kept, layer)
    top, last = f"h{settings.depth}", settings.depth + 1
    _keep_parameters(record, axes, network, last)
    lines = ends.keep_output(None, outputs, training.targets[0])
    record.forward("output", record.line("y", f"{top} @ W{last} + b{last}"), *lines, layer=last)
    return ends


def _go_up(record: Record, axes: Axes, network: Mlp, settings: MlpSettings, kept: Kept, layer: int) -> None:
    of_units, index = (axes.batch, axes.width), layer - 1
    below = f"h{index}" if index else "x"
    _keep_parameters(record, axes, network, layer)
    W, b = record[f"W{layer}"], record[f"b{layer}"]
    product = record[below] @ W
    lines = []
    if kept.normalized is None:
        made, drive = f"{below} @ W{layer} + b{layer}", product + b
    else:
        m = record.keep((f"m{layer}", f"m_{{{layer}}}"), of_units, product)
        lines.append(record.line(m, f"{below} @ W{layer}"))
        made, drive = f"normalize({m}) + b{layer}", kept.normalized[index] + b
    z = record.keep((f"z{layer}", f"z_{{{layer}}}"), of_units, drive)
    h = record.keep((f"h{layer}", f"h_{{{layer}}}"), of_units, kept.hidden[index])
    value = f"{settings.activation}({z})"
    lines.append(record.line(z, made))
    lines.append(record.line(h, f"{below} + {value}" if network.adds_below[index] else value))
    record.forward("hidden", *lines, layer=layer)


def _keep_parameters(record: Record, axes: Axes, network: Mlp, layer: int) -> None:
    columns = axes.width if layer <= network.depth else axes.outputs
    rows = axes.below(layer)
    record.keep((f"W{layer}", f"W_{{{layer}}}"), (rows, columns), network.weights[layer - 1][0])
    record.keep((f"b{layer}", f"b_{{{layer}}}"), (columns,), network.biases[layer - 1][0, 0])


def walk_back(record: Record, axes: Axes, training: Training, kept: Kept, ends: Ends) -> None:
    """d_h of each layer is made again as the network made it, which keeps only the last; d_z is its own."""
    network = training.network
    assert isinstance(network, Mlp)
    of_units, last = (axes.batch, axes.width), network.depth + 1
    d_product = d_hidden = training.d_outputs[0].copy()
    line = ends.keep_output_gradient(None, d_product)
    record.backward("d_output", line, layer=last)
    d_above = "d_y"
    for layer in range(network.depth, 0, -1):
        index, above = layer - 1, layer + 1
        d_carried = d_product @ network.transposed[index + 1][0]
        expression = f"{d_above} @ W{above}.T"
        if layer < network.depth and network.adds_below[layer]:
            d_hidden, expression = d_hidden + d_carried, f"d_h{above} + {expression}"
        else:
            d_hidden = d_carried
        named = gradient_of((f"h{layer}", f"h_{{{layer}}}"))
        d_h = record.keep(named, of_units, d_hidden)
        slope = record.keep((f"slope{layer}", f"f'(z_{{{layer}}})"), of_units, kept.slopes[index])
        d_z = record.keep(gradient_of((f"z{layer}", f"z_{{{layer}}}")), of_units, network.slopes[0, index])
        lines = [record.line(d_h, expression), record.line(d_z, f"{d_h} * {slope}")]
        d_product, d_above = network.d_products[0, index], d_z
        if kept.normalized is not None:
            d_above = record.keep(gradient_of((f"m{layer}", f"m_{{{layer}}}")), of_units, d_product)
            right = rf"\mathrm{{N}}'(m_{{{layer}}})\;\mathrm{{d}}z_{{{layer}}}"
            lines.append(record.line(d_above, f"normalize_backward({d_z}, m{layer})", right))
        record.backward("d_hidden", *lines, layer=layer)
        record.note_flow(d_h, "h", None, layer)
    d_x = record.keep((r"d_x", r"\mathrm{d}x"), (axes.batch, axes.features), network.input_gradient()[0])
    by_input = f"{d_above} @ W1.T + d_h1" if network.adds_below[0] else f"{d_above} @ W1.T"
    record.backward("d_input", record.line(d_x, by_input), layer=0)
    for layer in range(last, 0, -1):
        below = f"h{layer - 1}" if layer > 1 else "x"
        d_z = "d_y" if layer == last else f"d_z{layer}"
        d_m = "d_y" if layer == last else f"d_m{layer}" if kept.normalized is not None else d_z
        sum_of = rf"\sum_i {record.arrays[d_z].latex}[i]"
        expressions: dict[str, tuple[str, str | None]] = {
            f"W{layer}": (f"{below}.T @ {d_m}", None),
            f"b{layer}": (f"total({d_z})", sum_of),
        }
        ends.keep_parameter_gradients("parameters", layer, expressions)

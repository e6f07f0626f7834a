"""How other libraries write one kind of recurrent layer: an entry in the file of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from simulator.settings.networks import RecurrentSettings


@dataclass(frozen=True)
class LayerScript:
    """pytorch, keras: the layer's class. Each of the two options: further arguments of it, from the settings.

    pytorch_state: the carried `state`, cut off from the graph. keras_weights: what the layer is given of U, W and b;
    keras_order: lines before that, where its blocks are in another order. pytorch_bias, keras_bias: lines that add to
    the bias of a gate once it is drawn.
    """

    pytorch: str
    keras: str
    pytorch_options: Callable[[Any], list[str]] = field(default=lambda network: [])
    keras_options: Callable[[Any], list[str]] = field(default=lambda network: [])
    pytorch_state: str = "state.detach()"
    pytorch_bias: Callable[[Any], str] = field(default=lambda network: "")
    keras_bias: Callable[[Any], str] = field(default=lambda network: "")
    keras_weights: str = "U, W, b"
    keras_order: str = ""


def layer_script(network: RecurrentSettings) -> LayerScript:
    """The entry of a network's kind."""
    entry: LayerScript = import_module(f"simulator.scripts.{network.kind}").LAYER
    return entry

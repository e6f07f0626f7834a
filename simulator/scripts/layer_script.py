"""One kind of recurrent layer in other libraries: an entry in the file of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from simulator.settings.networks import RecurrentSettings


@dataclass(frozen=True)
class LayerScript:
    """pytorch, keras: the class of the layer. The two options: further arguments, from the settings.

    pytorch_state: the carried `state`, detached from the graph. keras_weights: the weights of the layer from U, W,
    and b; keras_order: lines before that, if its blocks are in another order. pytorch_bias, keras_bias: lines that
    add to the bias of a gate after it is drawn.
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
    """The entry of a kind of network."""
    entry: LayerScript = import_module(f"simulator.scripts.{network.kind}").LAYER
    return entry

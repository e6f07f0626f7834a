"""A layer of long short-term memory in other libraries."""

from typing import Final

from simulator.scripts.layer_script import LayerScript
from simulator.settings.networks.lstm import LstmSettings


def _pytorch_bias(network: LstmSettings) -> str:
    if not network.forget_bias:
        return ""
    part = f"{network.width}:{2 * network.width}"
    return f"\n                values.data[{part}] += {network.forget_bias}  # of the forget gates"


def _keras_bias(network: LstmSettings) -> str:
    if not network.forget_bias:
        return ""
    return f"""
    for layer in stack:  # the second block is the forget gates'
        U, W, b = layer.get_weights()
        b[{network.width} : {2 * network.width}] += {network.forget_bias}
        layer.set_weights([U, W, b])"""


LAYER: Final = LayerScript(
    pytorch="LSTM",
    keras="LSTM",
    keras_options=lambda network: ["unit_forget_bias=False"],
    pytorch_state="tuple(part.detach() for part in state)",
    pytorch_bias=_pytorch_bias,
    keras_bias=_keras_bias,
)

"""A simple recurrent layer in other libraries."""

from typing import Final

from simulator.scripts.layer_script import LayerScript

LAYER: Final = LayerScript(
    pytorch="RNN",
    keras="SimpleRNN",
    pytorch_options=lambda network: [f'nonlinearity="{network.activation}"'],
    keras_options=lambda network: [f'activation="{network.activation}"'],
)

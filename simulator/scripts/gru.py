"""A layer of gated recurrent units in other libraries."""

from typing import Final

from simulator.scripts.layer_script import LayerScript

LAYER: Final = LayerScript(
    pytorch="GRU",
    keras="GRU",
    keras_weights="U, W, np.stack([b, 0 * b])",
    keras_order="""
        # Keras keeps the update gate before the reset gate.
        U, W, b = (np.concatenate([np.split(part, 3, -1)[k] for k in (1, 0, 2)], -1) for part in (U, W, b))""",
)

"""What an experiment says about its network: one model per kind, so that a kind has only its own fields."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from simulator.field_types import Depth, Gain, Offset, Settings, Spread, Width

Scheme = Literal["normal", "xavier", "he", "orthogonal", "identity"]
HE_GAIN = 1.4142


class FeedforwardInit(Settings):
    """How the weights of the hidden layers are drawn. The output layer is always normal with gain 1."""

    scheme: Scheme = "normal"
    gain: Gain = HE_GAIN


class RecurrentInit(Settings):
    """How the input matrices U (scheme, gain) and the recurrent matrices W (recurrent_*) are drawn."""

    scheme: Scheme = "normal"
    gain: Gain = 1.0
    recurrent_scheme: Scheme = "normal"
    recurrent_gain: Gain = 1.0


class MlpSettings(Settings):
    """A multilayer perceptron: `depth` hidden layers of `width` units and a linear output layer."""

    kind: Literal["mlp"]
    depth: Depth = 10
    width: Width = 64
    activation: Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"] = "relu"
    init: FeedforwardInit = FeedforwardInit()
    bias_std: Spread = 0.0
    normalization: Literal["none", "layer", "batch"] = "none"
    residual: bool = False


class RnnSettings(Settings):
    """A simple (Elman) recurrent network: `depth` stacked layers of `width` units and a linear readout."""

    kind: Literal["rnn"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh", "relu"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0


class LstmSettings(Settings):
    """Long short-term memory: `depth` stacked layers of `width` cells and a linear readout.

    forget_bias is added to the initial bias of the forget gates: 1 or more lets a cell keep its content.
    `init` draws the matrix of every gate by itself.
    """

    kind: Literal["lstm"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0
    forget_bias: Offset = 0.0


class GruSettings(Settings):
    """Gated recurrent units: `depth` stacked layers of `width` units and a linear readout."""

    kind: Literal["gru"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0


RecurrentSettings = RnnSettings | LstmSettings | GruSettings
AnyNetworkSettings = MlpSettings | RecurrentSettings
NetworkSettings = Annotated[AnyNetworkSettings, Field(discriminator="kind")]

# The blocks of a recurrent layer's matrices, in the order of their columns.
GATES: Final[Mapping[str, tuple[str, ...]]] = {
    "rnn": ("state",),
    "lstm": ("input_gate", "forget_gate", "candidate", "output_gate"),
    "gru": ("reset_gate", "update_gate", "candidate"),
}

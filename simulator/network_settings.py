"""What an experiment says about its network: one model per kind, so that a kind has only its own fields."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.field_types import Depth, Gain, Settings, Spread, Width

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
    normalization: Literal["none"] = "none"
    residual: bool = False


class RnnSettings(Settings):
    """A simple (Elman) recurrent network: `depth` stacked layers of `width` units and a linear readout."""

    kind: Literal["rnn"]
    depth: Depth = 1
    width: Width = 32
    activation: Literal["tanh", "relu"] = "tanh"
    init: RecurrentInit = RecurrentInit()
    bias_std: Spread = 0.0


NetworkSettings = Annotated[MlpSettings | RnnSettings, Field(discriminator="kind")]
RECURRENT_KINDS = frozenset({"rnn"})

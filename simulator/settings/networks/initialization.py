"""The initialization settings of an experiment."""

from typing import Final, Literal

from simulator.field_types import Gain, Settings

Scheme = Literal["normal", "xavier", "he", "orthogonal", "identity"]
HE_GAIN: Final = 1.4142


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

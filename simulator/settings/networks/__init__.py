"""The network settings of an experiment: one model per kind, so that a kind has only its own fields.

What a recurrent network computes is looked up by its kind, in the module of that name in each room: `equations`,
`kernels`, `views.inside` and `scripts`.
"""

from typing import Annotated, Final

from pydantic import Field

from simulator.field_types import kinds_of
from simulator.settings.networks.gru import GruSettings
from simulator.settings.networks.initialization import Scheme
from simulator.settings.networks.lstm import LstmSettings
from simulator.settings.networks.mlp import MlpSettings
from simulator.settings.networks.rnn import RnnSettings

RecurrentSettings = RnnSettings | LstmSettings | GruSettings
AnyNetworkSettings = MlpSettings | RecurrentSettings
NetworkSettings = Annotated[AnyNetworkSettings, Field(discriminator="kind")]
RECURRENT_KINDS: Final = kinds_of(RecurrentSettings)

__all__ = [
    "RECURRENT_KINDS",
    "AnyNetworkSettings",
    "MlpSettings",
    "NetworkSettings",
    "RecurrentSettings",
    "Scheme",
]

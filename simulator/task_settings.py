"""What an experiment says about its task: one model per kind. The tasks themselves are in `tasks`."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import MAX_LENGTH, Samples, Settings, Spread

Symbols = Annotated[int, Field(ge=2, le=256)]
Features = Annotated[int, Field(ge=1, le=1024)]


class RegressionSettings(Settings):
    """A fixed data set of a smooth random function: see `tasks.RegressionSource`."""

    kind: Literal["regression"]
    features: Features = 10
    outputs: Features = 1
    samples: Samples = 1024
    noise: Spread = 0.0
    target_scale: Annotated[float, Field(gt=0.0, le=1e6)] = 1.0


class TemporalOrderSettings(Settings):
    """In which order did two symbols appear? See `tasks.TemporalOrderSource`."""

    kind: Literal["temporal_order"]
    length: Annotated[int, Field(ge=10, le=MAX_LENGTH)] = 20


class RecallSettings(Settings):
    """Which symbol was shown `delay` steps before the end? See `tasks.RecallSource`."""

    kind: Literal["recall"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 20
    symbols: Symbols = 4
    delay: Annotated[int, Field(ge=0, le=MAX_LENGTH - 1)] = 3

    @model_validator(mode="after")
    def _delay_is_inside_the_sequence(self) -> Self:
        if self.delay >= self.length:
            raise refusal(
                Fault(
                    "delay",
                    "delay_too_long",
                    "A delay of {delay} steps does not fit into a sequence of {length}; at most {limit}",
                    {"delay": self.delay, "length": self.length, "limit": self.length - 1},
                )
            )
        return self


class NextWordSettings(Settings):
    """Which word comes next in a five-word sentence? See `tasks.NextWordSource`."""

    kind: Literal["next_word"]
    language: Literal["en", "zh"] = "en"


TaskSettings = Annotated[
    RegressionSettings | TemporalOrderSettings | RecallSettings | NextWordSettings,
    Field(discriminator="kind"),
]
SEQUENCE_TASKS = ("temporal_order", "recall", "next_word")
VECTOR_TASKS = ("regression",)

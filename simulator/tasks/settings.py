"""What an experiment says about its task: one model per kind. The tasks themselves are in `tasks`."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import MAX_LENGTH, Samples, Settings, Spread

Symbols = Annotated[int, Field(ge=2, le=256)]
Features = Annotated[int, Field(ge=1, le=1024)]


class RegressionSettings(Settings):
    """A fixed data set of a smooth random function: see `tasks.vectors.RegressionSource`."""

    kind: Literal["regression"]
    features: Features = 10
    outputs: Features = 1
    samples: Samples = 1024
    noise: Spread = 0.0
    target_scale: Annotated[float, Field(gt=0.0, le=1e6)] = 1.0


class ClassificationSettings(Settings):
    """A fixed data set of Gaussian clusters: see `tasks.vectors.ClassificationSource`."""

    kind: Literal["classification"]
    features: Features = 10
    classes: Symbols = 4
    clusters: Annotated[int, Field(ge=1, le=64)] = 2
    samples: Samples = 1024
    separation: Spread = 2.0
    label_noise: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0

    @model_validator(mode="after")
    def _every_class_has_a_sample(self) -> Self:
        if self.samples < self.classes:
            raise refusal(
                Fault(
                    "samples",
                    "fewer_samples_than_classes",
                    "{samples} samples are too few for {classes} classes",
                    {"samples": self.samples, "classes": self.classes},
                )
            )
        return self


class TemporalOrderSettings(Settings):
    """In which order did two symbols appear? See `tasks.symbols.TemporalOrderSource`."""

    kind: Literal["temporal_order"]
    length: Annotated[int, Field(ge=10, le=MAX_LENGTH)] = 20


class RecallSettings(Settings):
    """Which symbol was shown `delay` steps before the end? See `tasks.symbols.RecallSource`."""

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
    """Which word comes next in a five-word sentence? See `tasks.symbols.NextWordSource`."""

    kind: Literal["next_word"]
    language: Literal["en", "zh"] = "en"


class AddingSettings(Settings):
    """The sum of two marked numbers of a sequence: see `tasks.signals.AddingSource`."""

    kind: Literal["adding"]
    length: Annotated[int, Field(ge=12, le=MAX_LENGTH)] = 50
    values: Literal["signed", "unit"] = "signed"


class LatchSettings(Settings):
    """The class shown at the start, asked for at the end: see `tasks.signals.LatchSource`."""

    kind: Literal["latch"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 50
    signal_steps: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 3
    noise: Spread = 0.4472  # a variance of 0.2

    @model_validator(mode="after")
    def _signal_is_inside_the_sequence(self) -> Self:
        if self.signal_steps >= self.length:
            raise refusal(
                Fault(
                    "signal_steps",
                    "signal_too_long",
                    "A signal of {signal_steps} steps leaves nothing to remember in a sequence of {length}",
                    {"signal_steps": self.signal_steps, "length": self.length},
                )
            )
        return self


class SineSettings(Settings):
    """What does a sine wave do next? See `tasks.signals.SineSource`."""

    kind: Literal["sine"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 50
    horizon: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 1
    shortest_period: Annotated[float, Field(ge=2.0, le=1e6)] = 8.0
    longest_period: Annotated[float, Field(ge=2.0, le=1e6)] = 24.0
    noise: Spread = 0.0

    @model_validator(mode="after")
    def _periods_are_in_order(self) -> Self:
        if self.longest_period < self.shortest_period:
            raise refusal(
                Fault(
                    "longest_period",
                    "periods_out_of_order",
                    "The longest period, {longest}, is below the shortest, {shortest}",
                    {"longest": self.longest_period, "shortest": self.shortest_period},
                )
            )
        return self


AnyTaskSettings = (
    RegressionSettings
    | ClassificationSettings
    | TemporalOrderSettings
    | RecallSettings
    | NextWordSettings
    | AddingSettings
    | LatchSettings
    | SineSettings
)
TaskSettings = Annotated[AnyTaskSettings, Field(discriminator="kind")]
SEQUENCE_TASKS = ("temporal_order", "recall", "next_word", "adding", "latch", "sine")
VECTOR_TASKS = ("regression", "classification")

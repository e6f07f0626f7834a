"""Numbers with limits for the settings, and the pydantic configuration shared by all parts of an experiment."""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """A part of an experiment: immutable, no unknown fields, no infinities, no type conversion."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True
    )


def kind_of(settings: type[BaseModel]) -> str:
    """The values of `kind` that discriminate the unions of an experiment."""
    return str(get_args(settings.model_fields["kind"].annotation)[0])


def kinds_of(alternatives: Any) -> tuple[str, ...]:
    """The kinds of a union of settings, in its order."""
    return tuple(kind_of(settings) for settings in get_args(alternatives))


MAX_DEPTH = 200
MAX_WIDTH = 2048
MAX_STEPS = 20_000
MAX_BATCH = 4096
MAX_LENGTH = 2000
MAX_SAMPLES = 65_536
MAX_SEED = 2**63 - 1

Depth = Annotated[int, Field(ge=1, le=MAX_DEPTH)]
Width = Annotated[int, Field(ge=1, le=MAX_WIDTH)]
Steps = Annotated[int, Field(ge=1, le=MAX_STEPS)]
BatchSize = Annotated[int, Field(ge=1, le=MAX_BATCH)]
Samples = Annotated[int, Field(ge=2, le=MAX_SAMPLES)]
Symbols = Annotated[int, Field(ge=2, le=256)]
Features = Annotated[int, Field(ge=1, le=1024)]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
Gain = Annotated[float, Field(ge=0.0, le=1000.0)]
Offset = Annotated[float, Field(ge=-1000.0, le=1000.0)]
Spread = Annotated[float, Field(ge=0.0, le=1000.0)]
LearningRate = Annotated[float, Field(gt=0.0, le=1000.0)]
Epsilon = Annotated[float, Field(gt=0.0, le=1.0)]
Momentum = Annotated[float, Field(ge=0.0, lt=1.0)]
Threshold = Annotated[float, Field(gt=0.0, le=1e12)]
Strength = Annotated[float, Field(ge=0.0, le=1000.0)]
Window = Annotated[int, Field(ge=1, le=MAX_LENGTH)]

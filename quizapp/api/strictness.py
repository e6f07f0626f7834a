"""Documents that are sent to us, and those that we give."""

from pydantic import BaseModel, ConfigDict


class Sent(BaseModel):
    """A document sent to us: strict, and closed to unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Given(BaseModel):
    """A document we give."""

    model_config = ConfigDict(extra="forbid")

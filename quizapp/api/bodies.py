"""The bases of all bodies: of requests, and of responses."""

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """Of a request: strict, and closed to unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class ResponseBody(BaseModel):
    """Of a response."""

    model_config = ConfigDict(extra="forbid")

"""What the page of offline reviews sends of one answer."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest

Name = Annotated[str, Field(min_length=1, max_length=200)]
Seconds = Annotated[float, Field(ge=0, lt=86_400)]


class SentAnswer(BaseModel):
    """What the page sends of one answer. fields: those of the form."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    key: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
    item: Name
    variant: Name
    newest_review: int | None
    answered_at: AwareDatetime
    seconds: Seconds | None = None
    confidence: float | None = None
    used_hint: bool = False
    counts_anyway: bool = False
    fields: Annotated[list[tuple[str, str]], Field(max_length=200)]


def sent_answer(body: bytes) -> SentAnswer:
    """Raises BadRequest: our own page never sends anything else."""
    try:
        return SentAnswer.model_validate_json(body)
    except ValidationError:
        raise BadRequest from None

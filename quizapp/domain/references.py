"""References: a published source, and the number of a claim within its question."""

from typing import Annotated

from pydantic import Field, StringConstraints

from quizapp.domain.text import ContentModel

ClaimNumber = Annotated[str, StringConstraints(pattern=r"^\d{1,3}\.[0-9a-z]{1,3}$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=300)]


class Reference(ContentModel):
    """A source, with enough detail to find it."""

    authors: str = Field(min_length=1, max_length=200)
    year: int = Field(ge=1900, le=2100)
    title: str = Field(min_length=1, max_length=300)
    where: str = Field(min_length=1, max_length=300)
    url: WebAddress | None = None

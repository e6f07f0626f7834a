"""The JSON forms of an answer; a kind with its own form has it in its folder."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

PartName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Words = Annotated[str, StringConstraints(max_length=8000)]
Number = float
List = Annotated[
    list[Annotated[str, StringConstraints(max_length=200)] | int],
    Field(max_length=50),
]
Named = Annotated[dict[PartName, Words | float | None], Field(max_length=20)]
CLOSED = ConfigDict(extra="forbid", strict=True)  # for a TypedDict that is an answer

AnswerForm = tuple[Any, str]  # a form, and its meaning for this kind

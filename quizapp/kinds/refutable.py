"""Something wrong that can be answered: the claim that speaks against it, or why no run can."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from quizapp.domain.text import ContentModel, Slug
from quizapp.errors import N_

MESSAGES = {
    "claim_of_key": N_("Only a wrong answer can contradict a claim, or be one that no run refutes."),
    "claim_and_no_run": N_("Name a claim, or say why no run refutes this, but not both."),
}
NoRun = Literal["arithmetic", "shapes", "definition", "library", "unmeasured"]
NO_RUN: dict[str, str] = {
    "arithmetic": N_("a calculation"),
    "shapes": N_("the shape of a tensor"),
    "definition": N_("a definition or a derivation"),
    "library": N_("what a library does"),
    "unmeasured": N_("something that the simulator does not measure"),
}


class Refutable(ContentModel):
    """contradicts: the claim whose finding speaks against it. no_run: what it gets wrong, if no run can show that."""

    contradicts: Slug | None = None
    no_run: NoRun | None = None

    @model_validator(mode="after")
    def _claim_or_no_run(self) -> Self:
        if self.contradicts is not None and self.no_run is not None:
            raise PydanticCustomError(
                "claim_and_no_run", "Name a claim, or say why no run refutes this", {"field": "no_run"}
            )
        return self

    @model_serializer(mode="wrap")
    def _only_what_is_given(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Last, and only if given: a question that names neither is written as before there were these fields."""
        document: dict[str, Any] = dump(self)
        given = {name: document.pop(name, None) for name in Refutable.model_fields}
        return {**document, **{name: value for name, value in given.items() if value is not None}}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Last here too: an author first says what is wrong."""
        found: dict[str, Any] = handler.resolve_ref_schema(handler(schema))
        fields = found.get("properties", {})
        found["properties"] = dict(
            sorted(fields.items(), key=lambda field: field[0] in Refutable.model_fields)
        )
        return found


def refuse_refuted_key(part: Refutable) -> None:
    """For a part that turns out to be right."""
    for field in Refutable.model_fields:
        if getattr(part, field) is not None:
            raise PydanticCustomError(
                "claim_of_key", "Only a wrong answer can contradict a claim", {"field": field}
            )


Wrong = Iterable[tuple[str, Refutable]]  # each with the id of its part of the answer; "" for the whole answer


def refutable_in(part: Any) -> Iterator[Refutable]:
    """Every one in an item, in its order, however deep."""
    if isinstance(part, tuple):
        for entry in part:
            yield from refutable_in(entry)
    elif isinstance(part, BaseModel):
        if isinstance(part, Refutable):
            yield part
        for name in type(part).model_fields:
            yield from refutable_in(getattr(part, name))


def chosen_in(item: BaseModel, answer: Any) -> Iterator[tuple[str, Refutable]]:
    """The parts of an item whose ids an answer gives: alone, in a list, or by name."""
    values = answer.values() if isinstance(answer, Mapping) else answer
    given = list(values) if isinstance(values, Iterable) and not isinstance(values, str) else [values]
    for name in type(item).model_fields:
        value = getattr(item, name)
        for part in value if isinstance(value, tuple) else ():
            if isinstance(part, Refutable) and (part_id := getattr(part, "id", None)) in given:
                yield str(part_id), part

"""A question as an interviewer asks it, with the items a learner answers, and the topics of questions."""

from typing import Annotated, Any, Self

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quizapp.bank.interviews import Interview
from quizapp.bank.parametric.item import PUBLISHED, AuthoredItem
from quizapp.domain.one_language import filled, only_language, stripped
from quizapp.domain.references import Reference
from quizapp.domain.text import ContentModel, Label, Language, Slug, Text

Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^,，、;；|]+$")
]


class Topic(ContentModel):
    slug: Slug
    title: Label
    summary: Text


class Question(ContentModel):
    slug: Slug
    number: str | None = Field(default=None, pattern=r"^Q\d{1,4}$")
    topic: Slug
    title: Label
    prompt: Text
    items: tuple[AuthoredItem, ...] = Field(min_length=1, max_length=60)
    interview: Interview | None = None
    answer: Text
    claims: tuple[Slug, ...] = Field(default=(), max_length=12)  # of other questions; its own claims name it
    references: tuple[Reference, ...] = Field(default=(), max_length=30)
    tags: tuple[Tag, ...] = Field(default=(), max_length=12)  # for those who write, to find it again
    only_in: Language | None = None  # the only language it is written in

    @model_validator(mode="before")
    @classmethod
    def _fill_in_the_other_language(cls, document: Any) -> Any:
        language = only_language(document)
        return document if language is None else filled(document, language)

    @model_serializer(mode="wrap")
    def _document(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without tags or the name of its only language if it has none, and without texts in another language."""
        body: dict[str, Any] = plain(self)
        left_out = {name for name in ("tags", "only_in") if not getattr(self, name)}
        kept = {name: value for name, value in body.items() if name not in left_out}
        return kept if self.only_in is None else {**stripped(kept, self.only_in), "only_in": self.only_in}

    @model_validator(mode="after")
    def _item_ids_differ(self) -> Self:
        ids = [item.id for item in self.items]
        repeated = sorted({item_id for item_id in ids if ids.count(item_id) > 1})
        if repeated:
            raise PydanticCustomError(
                "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": "items"}
            )
        return self

    @classmethod
    def from_publication(cls, body: dict[str, Any]) -> Self:
        """A question that was checked when it was published: its items with parameters are not drawn again."""
        return cls.model_validate(body, context=PUBLISHED)

    def scenario_slugs(self) -> tuple[str, ...]:
        """The scenarios of its items, each once, in the order of the items."""
        return tuple(dict.fromkeys(item.scenario.slug for item in self.items))

"""An answer in the learner's own words, compared with key points by the words in it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from quizapp.domain.items.item import ItemModel, refuse_repeated_ids
from quizapp.domain.items.short_text import Wording
from quizapp.domain.text import ContentModel, Language, PartId, Text

Alternatives = Annotated[tuple[Wording, ...], Field(min_length=1, max_length=40)]


class Groups(ContentModel):
    """For each language, groups of alternative phrases; a point is made when every group is met."""

    zh: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)
    en: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)

    def in_language(self, language: Language) -> tuple[tuple[str, ...], ...]:
        return self.zh if language == "zh" else self.en


class Blocks(ContentModel):
    """Phrases that turn a sentence against a point: what stands beside them in it does not count."""

    zh: tuple[Wording, ...] = Field(default=(), max_length=20)
    en: tuple[Wording, ...] = Field(default=(), max_length=20)


class Point(ContentModel):
    """`text` is the point in a sentence, `groups` the words by which it is found in an answer."""

    id: PartId
    text: Text
    groups: Groups
    unless: Blocks = Blocks()


class KeyPoint(Point):
    """`missed` is said, and `follow_up` asked, where the point was not made."""

    weight: float = Field(default=1.0, gt=0, le=10)
    missed: Text
    follow_up: Text | None = None


class FreeText(ItemModel):
    """`model_answer` is to be spoken in a minute or two and makes every point; `in_depth` goes further."""

    kind: Literal["free_text"]
    points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=10)
    model_answer: Text
    in_depth: Text | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_repeated_ids([point.id for point in self.points], "points")
        return self

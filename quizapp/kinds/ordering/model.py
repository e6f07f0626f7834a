from typing import Literal, Self

from pydantic import Field, model_validator

from quizapp.domain.text import ContentModel, PartId, Text
from quizapp.kinds.item import ItemModel, refuse_repeated_ids


class Entry(ContentModel):
    id: PartId
    text: Text
    feedback: Text


class Ordering(ItemModel):
    """Entries in their right order; learners see them shuffled."""

    kind: Literal["ordering"]
    entries: tuple[Entry, ...] = Field(min_length=3, max_length=10)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_repeated_ids([entry.id for entry in self.entries], "entries")
        return self

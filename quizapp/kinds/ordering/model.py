from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import PartId, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.refutable import Refutable

MESSAGES = {
    "first_entry": N_(
        "Nothing comes before the first entry, so no claim can speak against putting it earlier."
    )
}


class Entry(Refutable):
    """contradicts: the claim against putting it before the entry that precedes it."""

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
        if self.entries[0].contradicts is not None:
            raise PydanticCustomError(
                "first_entry", "Nothing comes before the first entry", {"field": "entries.0.contradicts"}
            )
        return self

"""A text with gaps: each is chosen, a number, or a few words."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.item import ItemModel, refuse_all_but_one_key, refuse_repeated_ids
from quizapp.domain.items.numeric import NumericMistake, Tolerance
from quizapp.domain.items.short_text import Wordings, WordsMistake, refuse_mistakes_among_keys
from quizapp.domain.text import LANGUAGES, ContentModel, Label, PartId, Text

GAP = re.compile(r"\{\{([a-z0-9]+(?:-[a-z0-9]+)*)\}\}")


class GapModel(ContentModel):
    """What every gap has; `feedback` says why what belongs there belongs there."""

    id: PartId
    feedback: Text


class GapOption(ContentModel):
    id: PartId
    text: Label
    correct: bool = False
    feedback: Text | None = None


class ChoiceGap(GapModel):
    kind: Literal["choice"]
    options: tuple[GapOption, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        refuse_repeated_ids([option.id for option in self.options], "options")
        refuse_all_but_one_key(self.options, "options")
        return self


class NumberGap(GapModel):
    kind: Literal["number"]
    key: float
    tolerance: Tolerance
    mistakes: tuple[NumericMistake, ...] = Field(default=(), max_length=10)


class WordsGap(GapModel):
    kind: Literal["words"]
    accepted: Wordings
    mistakes: tuple[WordsMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _no_mistake_is_accepted(self) -> Self:
        refuse_mistakes_among_keys(self.accepted, self.mistakes)
        return self


Gap = Annotated[ChoiceGap | NumberGap | WordsGap, Field(discriminator="kind")]


class Cloze(ItemModel):
    """`text` holds each gap once in each language, as `{{id}}`; in a block of code too."""

    kind: Literal["cloze"]
    text: Text
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _text_has_each_gap_once(self) -> Self:
        ids = [gap.id for gap in self.gaps]
        refuse_repeated_ids(ids, "gaps")
        for language in LANGUAGES:
            found = GAP.findall(self.text.in_language(language))
            for gap_id in (*ids, *found):
                if found.count(gap_id) != 1 or gap_id not in ids:
                    raise PydanticCustomError(
                        "gap_once",
                        "The gap {id} must stand in the text exactly once, and among the gaps",
                        {"id": gap_id, "field": f"text.{language}"},
                    )
        return self

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import GAP, LANGUAGES, Language, Text
from quizapp.errors import N_
from quizapp.kinds.cloze.gaps import Gap, WordsGap
from quizapp.kinds.item import ItemModel, refuse_repeated_ids

MESSAGES = {
    "gap_once": N_(
        "The blank “%(id)s” must occur exactly once in each language’s text, and must be in the list of blanks."
    )
}


class Cloze(ItemModel):
    """`text` holds each blank once in each language, as `{{id}}`; in a code block too."""

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


def words_of_key(item: Cloze, language: Language) -> list[str]:
    """The accepted wordings of its blanks of words."""
    gaps = [gap for gap in item.gaps if isinstance(gap, WordsGap)]
    return [wording for gap in gaps for wording in gap.accepted.in_language(language)]

"""The labels of fields in the editor, and how it shows lists of parts, for fields of several kinds.

The fields of only one kind are labeled in its folder.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from quizapp.errors import N_


@dataclass(frozen=True)
class Ids:
    """The ids of new parts. are_drawn: in no order, because their order would tell the key."""

    every: Sequence[str] = ()
    are_drawn: bool = False

    def next_free(self, taken: Collection[Any]) -> str | None:
        free = [each for each in self.every if each not in taken]
        if not free:
            return None
        return secrets.choice(free) if self.are_drawn else free[0]


LETTERS = Ids(ascii_lowercase)
NUMBERS = Ids(tuple(map(str, range(1, 100))))
ANY_LETTERS = Ids(ascii_lowercase, are_drawn=True)
ANY_NUMBERS = Ids(tuple(map(str, range(10, 100))), are_drawn=True)


@dataclass(frozen=True)
class PartList:
    """A list of parts.

    entry: the name of one part, with its number. first_field: the field to focus in a new part; the first if left out.
    ids: the ids of new parts. at_first: the number of parts of a new item.
    """

    entry: str
    first_field: str | None = None
    ids: Ids = Ids()
    at_first: int = 0


Fields = Mapping[str, str]  # labels by field name, in the order of the form

MISTAKES: Fields = {"mistakes": N_("Common mistakes")}
KEY: Fields = {"key": N_("Correct answer")}
TEXT: Fields = {"text": N_("Text")}
OPTION: Fields = {
    "correct": N_("Correct"),
    **TEXT,
    "world": N_("What-if run"),
    "if_right": N_("If this were right"),
}
OPTIONS: Fields = {"options": N_("Options"), **OPTION}
TOLERANCE: Fields = {
    "tolerance": N_("Tolerance"),
    "absolute": N_("Absolute"),
    "relative": N_("Relative"),
}
NUMERIC_MISTAKES: Fields = {**MISTAKES, "value": N_("Number given")}
WORDINGS: Fields = {
    "accepted": N_("Accepted wordings"),
    **MISTAKES,
    "given": N_("Wordings"),
}

MISTAKE_LIST = {"mistakes": PartList(N_("Mistake %(number)s"))}


def option_list(at_first: int = 0) -> dict[str, PartList]:
    return {"options": PartList(N_("Option %(number)s"), "text.zh", ANY_LETTERS, at_first)}

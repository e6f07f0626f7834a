"""What the editor calls the fields of an item, and how it shows its lists of parts.

Here is what several kinds have; the fields that only one kind has are named in its folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from quizapp.errors import N_

LETTERS = tuple(ascii_lowercase)
NUMBERS = tuple(map(str, range(1, 100)))


@dataclass(frozen=True)
class PartList:
    """A list of parts. entry: what one of them is called, with its number.

    first_field: where a writer goes on in a new part; if it is not given, its first. ids: those that new parts get.
    at_first: how many of them a new item has.
    """

    entry: str
    first_field: str | None = None
    ids: Sequence[str] = ()
    at_first: int = 0


Fields = Mapping[str, str]  # what fields are called, by their names, in the order of the form

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
    return {"options": PartList(N_("Option %(number)s"), "text.zh", LETTERS, at_first)}

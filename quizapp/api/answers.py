"""The forms of an answer, by kind of item."""

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, with_config
from typing_extensions import TypedDict

PartName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Words = Annotated[str, StringConstraints(max_length=8000)]
_CLOSED = ConfigDict(extra="forbid", strict=True)


@with_config(_CLOSED)
class TrueFalseAnswer(TypedDict):
    """true_false: whether the statement is true, and the id of the reason."""

    is_true: bool
    reason: NotRequired[PartName | None]


@with_config(_CLOSED)
class LinesAnswer(TypedDict):
    """spot_the_line: the numbers of the wrong lines, counted from 1; the id of the fix, where fixes are offered."""

    lines: Annotated[list[int], Field(max_length=60)]
    fix: NotRequired[PartName | None]


WordsAnswer = Annotated[
    Words,
    Field(
        description="single_choice, predict_then_run: an id of its parts. short_text: a few words. free_text: an "
        "answer in one's own words. numeric: a number may be spelled, such as 3/4. tensor_shape: (time_steps, 64)."
    ),
]
NumberAnswer = Annotated[float, Field(description="numeric, and predict_then_run where it asks for a number")]
ListAnswer = Annotated[
    list[Annotated[str, StringConstraints(max_length=200)] | int],
    Field(
        max_length=50,
        description="multiple_choice: ids, in any order. ordering: all ids, in order. tensor_shape: axes and sizes.",
    ),
]
NamedAnswer = Annotated[
    dict[PartName, Words | float | None],
    Field(
        max_length=20,
        description="matching: an id of parts by each id of left. cloze: by gap, an option's id, a number or words. "
        "fix_it: by setting, a choice's id or a number; what is left out stays as it is.",
    ),
]
Answer = WordsAnswer | NumberAnswer | ListAnswer | TrueFalseAnswer | LinesAnswer | NamedAnswer

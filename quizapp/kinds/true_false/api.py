from typing import NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from quizapp.kinds.answers import CLOSED, PartName


@with_config(CLOSED)
class TrueFalseAnswer(TypedDict):
    """true_false: whether the statement is true, and the id of the reason; without one, half the score at most."""

    is_true: bool
    reason: NotRequired[PartName | None]

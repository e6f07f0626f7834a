"""A plain yes or no: the smallest kind of answer there can be. The tests add it to a copy of the product."""

from typing import Any, Literal

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Words
from quizapp.kinds.grade import Grade, MalformedAnswer
from quizapp.kinds.item import ItemModel
from quizapp.kinds.kind import Kind


class YesNo(ItemModel):
    kind: Literal["yes_no"]
    key: bool


def grade(item: YesNo, answer: Any) -> Grade:
    if answer not in ("yes", "no"):
        raise MalformedAnswer("Answer yes or no.")
    return Grade(score=float((answer == "yes") == item.key), key="yes" if item.key else "no")


YES_NO = Kind(
    model=YesNo,
    name=N_("Yes or no"),
    grade=grade,
    right_answer=lambda item, language: "yes" if item.key else "no",
    wrong_answers=lambda item: ["no" if item.key else "yes"],
    answer_forms=[(Words, "yes or no")],
    fields=editor.KEY,
)

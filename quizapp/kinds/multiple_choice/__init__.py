"""Choosing several options."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import List
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.multiple_choice.exchange import EXCHANGE
from quizapp.kinds.multiple_choice.grading import grade, right_answer, wrong_answers
from quizapp.kinds.multiple_choice.model import MESSAGES, MultipleChoice
from quizapp.kinds.submitted import several_fields

MULTIPLE_CHOICE = Kind(
    model=MultipleChoice,
    name=N_("Multiple choice"),
    exchange=EXCHANGE,
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    parts_in_order=lambda item, seed: shuffled(item.options, item.id, seed),
    answer_from=several_fields,
    counted_by="chosen_parts",
    answer_forms=[(List, "ids of options, in any order")],
    fields=editor.OPTIONS,
    lists=editor.option_list(at_first=4),
)

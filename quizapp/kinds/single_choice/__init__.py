"""Choosing one option."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Words
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.single_choice.exchange import EXCHANGE
from quizapp.kinds.single_choice.grading import grade, right_answer, wrong_answers
from quizapp.kinds.single_choice.model import SingleChoice

SINGLE_CHOICE = Kind(
    model=SingleChoice,
    name=N_("Single choice"),
    exchange=EXCHANGE,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    guessable_options=lambda item: item.options,
    parts_in_order=lambda item, seed: shuffled(item.options, item.id, seed),
    counted_by="option",
    answer_forms=[(Words, "the id of an option")],
    fields=editor.OPTIONS,
    lists=editor.option_list(at_first=3),
)

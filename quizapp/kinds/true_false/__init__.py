"""A statement that is true or false, and the reason why."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.true_false.api import TrueFalseAnswer
from quizapp.kinds.true_false.exchange import EXCHANGE
from quizapp.kinds.true_false.form import answer_from
from quizapp.kinds.true_false.grading import grade, right_answer, wrong_answers, wrong_in
from quizapp.kinds.true_false.model import TrueFalse

TRUE_FALSE = Kind(
    model=TrueFalse,
    name=N_("True or false, with a reason"),
    exchange=EXCHANGE,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    is_true=lambda item: item.key,
    parts_in_order=lambda item, seed: shuffled(item.reasons, item.id, seed),
    answer_from=answer_from,
    answer_forms=[(TrueFalseAnswer, "")],
    fields={**editor.KEY, "reasons": N_("Reasons"), **editor.OPTION},
    lists={"reasons": editor.PartList(N_("Reason %(number)s"), "text.zh", editor.ANY_LETTERS, at_first=3)},
)

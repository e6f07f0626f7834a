"""A number within a tolerance."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Number, Words
from quizapp.kinds.kind import Kind
from quizapp.kinds.numeric import api
from quizapp.kinds.numeric.exchange import EXCHANGE
from quizapp.kinds.numeric.grading import grade, right_answer, wrong_answers, wrong_in
from quizapp.kinds.numeric.model import Numeric

NUMERIC = Kind(
    model=Numeric,
    name=N_("Number"),
    exchange=EXCHANGE,
    skill="compute",
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    measured={"key": "= measured", "tolerance": {"absolute": "= max(spread, 0.01 * abs(measured))"}},
    tolerance=lambda item: item.tolerance,
    shown_in_api=api.shown,
    api_fields=api.Fields,
    answer_forms=[(Number, "the number"), (Words, "a number may be spelled, such as 3/4")],
    fields={
        **editor.KEY,
        **editor.TOLERANCE,
        "unit": N_("Unit"),
        "about_count": N_("About how many"),
        **editor.NUMERIC_MISTAKES,
    },
    lists=editor.MISTAKE_LIST,
)

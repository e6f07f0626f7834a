"""A prediction, and the run that decides it: the key comes from the networks of the linked scenario."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Number, Words
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.predict_then_run import api
from quizapp.kinds.predict_then_run.checking import problem_of_key, problems_of
from quizapp.kinds.predict_then_run.grading import grade, right_answer, seconds_to_grade
from quizapp.kinds.predict_then_run.model import MESSAGES, PredictThenRun

PREDICT_THEN_RUN = Kind(
    model=PredictThenRun,
    name=N_("Predict, then run"),
    skill="diagnose",
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    seconds_to_grade=seconds_to_grade,
    problems=problems_of,
    problem_of_key=problem_of_key,
    parts_in_order=lambda item, seed: shuffled(item.outcomes, item.id, seed),
    shown_on_page=lambda item, asked: {"arms": asked.arms_of(item)},
    shown_in_api=api.shown,
    api_fields=api.Fields,
    submit=N_("Submit prediction and run"),
    runs_when_answered=True,
    counted_by="option",
    answer_forms=[(Words, "the id of an outcome"), (Number, "where it asks for a number")],
    fields={
        "outcomes": N_("Outcomes"),
        **editor.TEXT,
        "when": N_("Happens when"),
        "number": N_("Or a number"),
        **editor.TOLERANCE,
        "seeds": N_("Seeds"),
        "unit": N_("Unit"),
    },
    lists={"outcomes": editor.PartList(N_("Outcome %(number)s"), "text.zh", editor.ANY_LETTERS, at_first=3)},
    script_messages={
        "prediction.running": N_(
            "Prediction submitted. The networks are training, and the run is the answer …"
        )
    },
)

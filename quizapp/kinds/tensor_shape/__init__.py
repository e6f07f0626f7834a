"""The shape of an array, axis by axis."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import List, Words
from quizapp.kinds.kind import Kind
from quizapp.kinds.tensor_shape import api
from quizapp.kinds.tensor_shape.grading import grade, in_words, right_answer, wrong_answers, wrong_in
from quizapp.kinds.tensor_shape.model import MESSAGES, TensorShape

TENSOR_SHAPE = Kind(
    model=TensorShape,
    name=N_("Tensor shape"),
    skill="shapes",
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    words_of_key=lambda item, language: [f"({', '.join(map(str, item.key))})"],
    shown_in_api=api.shown,
    api_fields=api.Fields,
    in_words=in_words,
    answer_forms=[(List, "axes and sizes"), (Words, "(time_steps, 64)")],
    fields={
        **editor.KEY,
        "axes": N_("Axes"),
        "meaning": N_("Meaning"),
        "synonyms": N_("Other names that count"),
        **editor.MISTAKES,
        "shape": N_("Shape given"),
    },
    lists={"axes": editor.PartList(N_("Axis %(number)s"), "name"), **editor.MISTAKE_LIST},
)

"""An answer in the learner's own words, compared with key points by its words."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Words
from quizapp.kinds.free_text.checking import problems_of
from quizapp.kinds.free_text.exchange import EXCHANGE
from quizapp.kinds.free_text.grading import grade, right_answer, weights
from quizapp.kinds.free_text.model import FreeText
from quizapp.kinds.kind import Kind

FREE_TEXT = Kind(
    model=FreeText,
    name=N_("In your own words"),
    exchange=EXCHANGE,
    grade=grade,
    right_answer=right_answer,
    problems=problems_of,
    counted_by="right_parts",
    answer_forms=[(Words, "an answer in one's own words")],
    contestable_parts=weights,
    fields={
        "points": N_("Key points"),
        "weight": N_("Weight in the score"),
        **editor.TEXT,
        "groups": N_("Phrases that cover it"),
        "unless": N_("Unless the sentence says"),
        "even_if": N_("Even if the sentence says"),
        "missed": N_("Feedback if missed"),
        "follow_up": N_("Follow-up question"),
        "model_answer": N_("Spoken model answer"),
        "in_depth": N_("In depth"),
    },
    lists={"points": editor.PartList(N_("Key point %(number)s"), "text.zh", editor.LETTERS, at_first=4)},
)

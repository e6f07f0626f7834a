"""Entries on the left, each to be matched with one on the right."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Named
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.matching import api
from quizapp.kinds.matching.checking import problems_of_ids
from quizapp.kinds.matching.exchange import EXCHANGE
from quizapp.kinds.matching.grading import grade, right_answer, wrong_answers, wrong_in
from quizapp.kinds.matching.model import MESSAGES, Matching
from quizapp.kinds.submitted import named_fields

MATCHING = Kind(
    model=Matching,
    name=N_("Matching"),
    exchange=EXCHANGE,
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    problems=problems_of_ids,
    parts_in_order=lambda item, seed: shuffled(item.right, item.id, seed),
    shown_in_api=api.shown,
    api_fields=api.Fields,
    answer_from=lambda item, form: named_fields(form, [each.id for each in item.left]),
    counted_by="right_parts",
    answer_forms=[(Named, "an id of parts by each id of left")],
    fields={
        "left": N_("Left side"),
        "match": N_("Its match on the right"),
        "right": N_("Right side"),
        **editor.TEXT,
    },
    lists={
        "left": editor.PartList(N_("Left %(number)s"), "text.zh", editor.LETTERS, at_first=3),
        "right": editor.PartList(
            N_("Right %(number)s"), "text.zh", editor.ANY_NUMBERS, at_first=4
        ),  # unlike those of the left
    },
)

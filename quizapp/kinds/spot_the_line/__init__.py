"""A listing in which some lines are wrong: which ones, and how to fix them."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.item import shuffled
from quizapp.kinds.kind import Kind
from quizapp.kinds.spot_the_line import api
from quizapp.kinds.spot_the_line.form import answer_from
from quizapp.kinds.spot_the_line.grading import grade, in_words, right_answer, wrong_answers, wrong_in
from quizapp.kinds.spot_the_line.model import MESSAGES, SpotTheLine

SPOT_THE_LINE = Kind(
    model=SpotTheLine,
    name=N_("Find the wrong line"),
    skill="code",
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    parts_in_order=lambda item, seed: shuffled(item.fixes, item.id, seed),
    shown_in_api=api.shown,
    api_fields=api.Fields,
    answer_from=answer_from,
    in_words=in_words,
    answer_forms=[(api.LinesAnswer, "")],
    fields={
        "listing": N_("Listing"),
        "wrong_lines": N_("Wrong lines"),
        "line": N_("Line"),
        **editor.MISTAKES,
        "fixes": N_("Fixes"),
        **editor.OPTION,
    },
    lists={
        "wrong_lines": editor.PartList(N_("Wrong line %(number)s"), "line", at_first=1),
        **editor.MISTAKE_LIST,
        "fixes": editor.PartList(N_("Fix %(number)s"), "text.zh", editor.ANY_LETTERS),
    },
)

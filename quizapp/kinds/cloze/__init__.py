"""A text with blanks: each is a choice, a number, or a few words."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Named
from quizapp.kinds.cloze import api
from quizapp.kinds.cloze.exchange import EXCHANGE
from quizapp.kinds.cloze.grading import grade, right_answer, wrong_answers, wrong_in
from quizapp.kinds.cloze.model import MESSAGES, Cloze, words_of_key
from quizapp.kinds.cloze.page import shown
from quizapp.kinds.kind import Kind
from quizapp.kinds.submitted import named_fields

CLOZE = Kind(
    model=Cloze,
    name=N_("Fill in the blanks"),
    exchange=EXCHANGE,
    skill="code",
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    words_of_key=words_of_key,
    shown_on_page=shown,
    shown_in_api=api.shown,
    api_fields=api.Fields,
    answer_from=lambda item, form: named_fields(form, [gap.id for gap in item.gaps]),
    counted_by="right_parts",
    answer_forms=[(Named, "by gap, an option's id, a number or words")],
    fields={
        **editor.TEXT,
        "gaps": N_("Blanks"),
        **editor.KEY,
        **editor.TOLERANCE,
        **editor.WORDINGS,
        **editor.NUMERIC_MISTAKES,
        **editor.OPTIONS,
    },
    lists={
        "gaps": editor.PartList(N_("Blank %(number)s"), "id", editor.NUMBERS),
        **editor.option_list(),
        **editor.MISTAKE_LIST,
    },
)

"""A few words, compared with the accepted wordings in each language."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Words
from quizapp.kinds.kind import Kind
from quizapp.kinds.short_text.exchange import EXCHANGE
from quizapp.kinds.short_text.grading import grade, right_answer, wrong_answers, wrong_in
from quizapp.kinds.short_text.model import ShortText

SHORT_TEXT = Kind(
    model=ShortText,
    name=N_("Short answer"),
    exchange=EXCHANGE,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    words_of_key=lambda item, language: item.accepted.in_language(language),
    answer_forms=[(Words, "a few words")],
    fields=editor.WORDINGS,
    lists=editor.MISTAKE_LIST,
)

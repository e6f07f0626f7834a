"""Entries to put in order."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import List
from quizapp.kinds.in_words import in_order
from quizapp.kinds.kind import Kind
from quizapp.kinds.ordering.checking import problems_of_ids
from quizapp.kinds.ordering.exchange import EXCHANGE
from quizapp.kinds.ordering.grading import (
    entries_in_order,
    grade,
    rearranged,
    right_answer,
    wrong_answers,
    wrong_in,
)
from quizapp.kinds.ordering.model import MESSAGES, Ordering
from quizapp.kinds.submitted import several_fields

ORDERING = Kind(
    model=Ordering,
    name=N_("Put in order"),
    messages=MESSAGES,
    exchange=EXCHANGE,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    problems=problems_of_ids,
    parts_in_order=entries_in_order,
    answer_from=several_fields,
    rearranged=rearranged,
    in_words=in_order,
    counted_by="right_parts",
    answer_forms=[(List, "all ids, in order")],
    fields={"entries": N_("Entries, in the correct order"), **editor.TEXT},
    lists={"entries": editor.PartList(N_("Entry %(number)s"), "text.zh", editor.ANY_LETTERS, at_first=3)},
    script_messages={"order.moved": N_("{entry}: now {place} of {count}")},
)

"""An experiment that fails, and the settings that may be changed to fix it."""

from quizapp.errors import N_
from quizapp.kinds import editor
from quizapp.kinds.answers import Named
from quizapp.kinds.fix_it import api
from quizapp.kinds.fix_it.checking import problems_of
from quizapp.kinds.fix_it.grading import (
    experiments_side_by_side,
    grade,
    right_answer,
    seconds_to_grade,
    wrong_answers,
    wrong_in,
)
from quizapp.kinds.fix_it.model import MESSAGES, FixIt
from quizapp.kinds.fix_it.page import shown
from quizapp.kinds.kind import Kind
from quizapp.kinds.submitted import named_fields

FIX_IT = Kind(
    model=FixIt,
    name=N_("Fix it"),
    skill="fix",
    messages=MESSAGES,
    grade=grade,
    right_answer=right_answer,
    wrong_answers=wrong_answers,
    wrong_in=wrong_in,
    seconds_to_grade=seconds_to_grade,
    problems=problems_of,
    shown_on_page=shown,
    shown_in_api=api.shown,
    api_fields=api.Fields,
    submit=N_("Try this fix"),
    answer_from=lambda item, form: named_fields(form, [setting.id for setting in item.settings]),
    answer_forms=[(Named, "by setting, a choice's id or a number; what is left out stays as it is")],
    experiments_of_answer=experiments_side_by_side,
    fields={
        "arm": N_("Original network"),
        "budget": N_("Changes allowed"),
        "seeds": N_("Seeds"),
        "settings": N_("Settings"),
        "label": N_("Label"),
        "help": N_("Help"),
        "choices": N_("Choices"),
        "set": N_("Sets"),
        "path": N_("Path"),
        "minimum": N_("Minimum"),
        "maximum": N_("Maximum"),
        "healed": N_("Fixed when"),
        **editor.KEY,
        **editor.MISTAKES,
        "changes": N_("Changes tried"),
    },
    lists={
        "settings": editor.PartList(N_("Setting %(number)s"), "label.zh", editor.LETTERS, at_first=1),
        "choices": editor.PartList(N_("Choice %(number)s"), "label.zh", editor.LETTERS),
        **editor.MISTAKE_LIST,
    },
    script_messages={"fix.changed": N_("{count} of {budget} changed.")},
)

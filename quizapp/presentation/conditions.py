"""Measures of a network, and conditions on it, in the reader's words."""

import math
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.domain.claims.measures.losses import has_accuracy
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.readings import Reading
from quizapp.errors import N_
from quizapp.presentation.language import number_in_words
from quizapp.presentation.symptoms import symptom_name

COMPARED = {
    "below": N_("%(what)s is below %(limit)s"),
    "above": N_("%(what)s is above %(limit)s"),
    "at_least": N_("%(what)s is at least %(limit)s"),
    "at_most": N_("%(what)s is at most %(limit)s"),
    "equals": N_("%(what)s is %(limit)s"),
}
ARRAYS = {
    "inputs": N_("the inputs"),
    "targets": N_("the targets"),
    "outputs": N_("the outputs"),
    "hidden_states": N_("all hidden states"),
    "hidden_state": N_("the last hidden state"),
    "initial_state": N_("the initial hidden state"),
    "cell_state": N_("the cell state"),
}


def condition_in_words(condition: Condition, experiment: simulator.Experiment | None) -> str:
    """What a condition asks for, without its network, which is in `condition.of`.

    experiment: None while an author has not chosen any.
    """
    what = reading_in_words(condition, experiment)
    if condition.comparison is None:
        return what
    name, limit = condition.comparison
    return gettext(COMPARED[name]) % {"what": what, "limit": measured_value(limit)}


def reading_in_words(reading: Reading, experiment: simulator.Experiment | None) -> str:
    """The measure in words."""
    names = {
        "metric": _metric_in_words(experiment),
        "level": number_in_words(reading.level) if reading.level is not None else "",
        "at_step": reading.at_step,
        "code": symptom_name(reading.code) if reading.code else "",
        "array": gettext(ARRAYS[reading.array]) if reading.array in ARRAYS else reading.array,
    }
    what = gettext(reading.definition.words) % names
    if reading.at_step and "%(at_step)" not in reading.definition.words:
        what = gettext("%(what)s (update %(step)s)", what=what, step=reading.at_step)
    if reading.of == "ratio":
        what = gettext("%(what)s, modified relative to baseline,", what=what)
    return what


def _metric_in_words(experiment: simulator.Experiment | None) -> str:
    if experiment is None:
        return gettext("accuracy or mean squared error")
    return gettext("accuracy") if has_accuracy(experiment) else gettext("mean squared error")


def measured_value(value: Any) -> str:
    """A measured or compared value; JSON has null if it was not finite."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "NaN"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return f"({', '.join(map(str, value))}{',' if len(value) == 1 else ''})"
    return number_in_words(value)

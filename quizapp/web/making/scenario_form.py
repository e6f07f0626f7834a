"""The form of a scenario: everything but its two networks, which come from a run."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import gettext

import simulator
from quizapp.domain.claims.sentences import Sentences
from quizapp.domain.experiments.charts import CHARTS, charts_recorded
from quizapp.domain.experiments.groups import GROUPS
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_
from quizapp.kinds.editor import PartList
from quizapp.presentation.experiments import setting_name
from quizapp.web.authoring.choices import Choices
from quizapp.web.authoring.question_form import with_fields
from quizapp.web.forms.schemas import schema_of
from quizapp.web.forms.texts import spell
from quizapp.web.lab.settings import fields_of
from quizapp.web.making.entry_forms import EntryForm
from simulator.paths import Document, join, split, split_last, value_at

_scenario = schema_of(Scenario.model_json_schema())
_sentences = with_fields(schema_of(Sentences.model_json_schema()))
_label_only = {
    arm: replace(_scenario.fields[arm], fields={"label": _scenario.fields[arm].fields["label"]})
    for arm in ("baseline", "treated")
}
_own = ("title", "group", "story", "knobs", "charts", "try_next", "suggestions")
SCENARIO = EntryForm(
    replace(
        _scenario,
        fields={**{name: _scenario.fields[name] for name in _own}, **_label_only, **_sentences.fields},
    ),
    {
        "title": N_("Title"),
        "group": N_("Group in the lab’s list"),
        "story": N_("Description"),
        "baseline": N_("Baseline"),
        "treated": N_("Modified network"),
        "label": N_("Label"),
        "knobs": N_("Controls"),
        "help": N_("Help"),
        "sets": N_("Setting"),
        "minimum": N_("Minimum"),
        "maximum": N_("Maximum"),
        "step": N_("Step"),
        "choices": N_("Choices"),
        "value": N_("Value"),
        "charts": N_("Charts"),
        "look_for": N_("What to look for"),
        "text": N_("Sentence"),
        "when": N_("What must hold"),
        "share": N_("In at least this share of the seeds"),
        "reason": N_("Why no run is needed"),
        "try_next": N_("Try next"),
        "suggestions": N_("Values to try"),
    },
    {
        "knobs": PartList(N_("Control %(number)s"), "sets"),
        "choices": PartList(N_("Choice %(number)s"), "value"),
        "look_for": PartList(N_("Sentence %(number)s"), "text.zh"),
        "when": PartList(N_("Condition %(number)s"), "of"),
    },
)
NOT_CONTROLLED = ("seed", "probes")


def group_choices() -> Choices:
    return [(name, gettext(group.title)) for name, group in GROUPS.items()]


def chart_choices(document: Document) -> Choices:
    """The charts that the networks record."""
    experiments = [
        simulator.Experiment.model_validate(document[arm]["experiment"]) for arm in ("baseline", "treated")
    ]
    return [(name, gettext(CHARTS[name].title)) for name in charts_recorded(experiments)]


def setting_choices(document: Document) -> Choices:
    """The settings that a control can change: of both networks, of the baseline, of the modified network."""
    paths = {arm: _paths(document[arm]["experiment"]) for arm in ("baseline", "treated")}
    both = [path for path in paths["baseline"] if path in paths["treated"]]
    found = [("", gettext("Choose …"))]
    found += [
        (f"{join('baseline', path)}, {join('treated', path)}", _named(path, N_("both networks")))
        for path in both
    ]
    for arm, whose in (("baseline", N_("baseline")), ("treated", N_("modified network"))):
        found += [(join(arm, path), _named(path, whose)) for path in paths[arm]]
    return found


def initial_value(document: Document, sets: str) -> str:
    """The value of a setting, where its control starts; empty if there is no such setting."""
    first = sets.partition(",")[0].strip()
    arm, *rest = split(first) or [""]
    experiment = (document.get(arm) or {}).get("experiment") if rest else None
    value = value_at(experiment, join(*rest)) if experiment else None
    return "" if value is None or isinstance(value, dict | list) else spell(value)


def with_ids(document: Document) -> Document:
    """A new control is named after its setting. It keeps that id, by which questions name it."""
    taken = {knob["id"] for knob in document.get("knobs") or () if "id" in knob}
    knobs = []
    for knob in document.get("knobs") or ():
        if "id" not in knob and knob.get("sets"):
            knob = {"id": _free(_name_of(knob["sets"]), taken), **knob}
            taken.add(knob["id"])
        knobs.append(knob)
    return document | ({"knobs": knobs} if knobs else {})


def _name_of(sets: Iterable[str]) -> str:
    """Such as `treated-depth`, or `learning-rate` if both networks are meant."""
    arms = list(dict.fromkeys(split(each)[0] for each in sets))
    name = next((split_last(each)[1] for each in sets), "").replace("_", "-")
    return f"{arms[0]}-{name}" if len(arms) == 1 else name


def _free(wanted: str, taken: set[str]) -> str:
    return next(
        name for at in range(1, 100) if (name := wanted if at == 1 else f"{wanted}-{at}") not in taken
    )


def _paths(experiment: Document) -> list[str]:
    return [each.path for each in fields_of(experiment) if split(each.path)[0] not in NOT_CONTROLLED]


def _named(path: str, whose: str) -> str:
    return gettext("%(setting)s (%(network)s)", setting=setting_name(path), network=gettext(whose))

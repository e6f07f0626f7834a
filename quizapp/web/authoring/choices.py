"""The choices in the editor: topics, scenarios, and the values of a control."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext

import simulator
from quizapp.bank.questions import Topic
from quizapp.domain.claims.vocabulary import OPTIONS, VOCABULARY
from quizapp.domain.experiments.scenarios import Knob, Scenario
from quizapp.kinds import kind_named
from quizapp.kinds.skills import SKILLS, Skill
from quizapp.presentation.language import words
from quizapp.presentation.symptoms import symptom_name
from quizapp.web.forms.texts import spell

Choices = list[tuple[str, str]]
# Of which a condition can ask the shape; further layers have numbers, such as W2.
ARRAYS = (
    *("inputs", "targets", "outputs", "hidden_states", "hidden_state", "initial_state", "cell_state"),
    *("W1", "b1", "U", "W", "b", "V", "c"),
)


def topic_choices(topics: Iterable[Topic]) -> Choices:
    return _to_choose_from((topic.slug, words(topic.title)) for topic in topics)


def scenario_choices(scenarios: Iterable[Scenario]) -> Choices:
    return _to_choose_from((scenario.slug, words(scenario.title)) for scenario in scenarios)


def skill_choices(kind: str) -> Choices:
    """Without a choice, an exercise trains what its kind usually does."""
    usual = gettext(SKILLS[kind_named(kind).skill])
    return [("", gettext("%(skill)s, as usual for this kind", skill=usual)), *_named(SKILLS)]


def measure_choices() -> Choices:
    """The measures of a run, each with its name in words."""
    options = dict.fromkeys((*OPTIONS, "metric"), "…")
    return [(name, gettext(measure.words) % options) for name, measure in VOCABULARY.items()]


def symptom_choices() -> Choices:
    return [(code, symptom_name(code)) for code in simulator.SYMPTOMS]


def _named(names: Mapping[Skill, str]) -> Choices:
    return [(value, gettext(name)) for value, name in names.items()]


def knob_choices(knob: Knob) -> Choices:
    return [(spell(choice.value), words(choice.label)) for choice in knob.choices]


def _to_choose_from(choices: Iterable[tuple[str, str]]) -> Choices:
    return [("", gettext("Choose …")), *choices]

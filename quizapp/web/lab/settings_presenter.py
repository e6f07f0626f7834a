"""The form of all settings: two experiments side by side, a row for each setting that one of them has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.errors import N_, Problem
from quizapp.presentation.experiments import setting_name
from quizapp.presentation.language import number_in_words
from quizapp.presentation.setting_words import SETTINGS, VALUES
from quizapp.web.forms.places import Field
from quizapp.web.forms.schemas import Schema
from quizapp.web.lab.settings import default_text, document_of, fields_of, place_of, texts_of
from quizapp.web.refused_forms import said_by_field
from simulator.paths import Document, join, rest_below, split

ARMS = ("baseline", "treated")
GROUPS = {
    "network": N_("Network"),
    "task": N_("Task"),
    "training": N_("Training"),
    "probes": N_("What is recorded"),
}


@dataclass(frozen=True)
class SettingCell:
    """The field of one arm; choices: pairs of text and label."""

    name: str
    field: Field
    text: str
    default: str
    choices: list[tuple[str, str]]
    errors: list[str]


@dataclass(frozen=True)
class SettingRow:
    path: str
    label: str
    help: str
    range: str
    cells: list[SettingCell | None]


@dataclass(frozen=True)
class SettingsForm:
    """groups: a title and its rows; problems: those that belong to no row; experiments: empty if there is any
    problem.
    """

    labels: tuple[str, str]
    groups: list[tuple[str, str, list[SettingRow]]]
    problems: list[str]
    experiments: tuple[simulator.Experiment, ...]


def settings_form(labels: Sequence[str], texts: Sequence[Mapping[str, str]]) -> SettingsForm:
    """The form with these texts, and their problems beside them."""
    documents = [document_of(each) for each in texts]
    experiments, problems = read_experiments(documents)
    said = _said_by_place(problems, documents)
    by_path = [{field.path: field for field in fields_of(document)} for document in documents]
    rows: dict[str, SettingRow] = {}
    for path in _in_order(by_path):
        field = next(fields[path] for fields in by_path if path in fields)
        cells = [
            _cell(arm, fields[path], given, said) if path in fields else None
            for arm, fields, given in zip(ARMS, by_path, texts, strict=True)
        ]
        rows[path] = SettingRow(
            path, setting_name(path), gettext(SETTINGS[path].help), _range(field.schema), cells
        )
    shown = {cell.name for row in rows.values() for cell in row.cells if cell}
    groups = [
        (group, gettext(title), [row for path, row in rows.items() if _group_of(path) == group])
        for group, title in GROUPS.items()
    ]
    unplaced = [
        f"{name}: {text}" for place, found in said.items() if place not in shown for name, text in found
    ]
    return SettingsForm((labels[0], labels[-1]), groups, unplaced, experiments)


def form_of_experiments(labels: Sequence[str], documents: Sequence[Document]) -> SettingsForm:
    return settings_form(labels, [texts_of(document) for document in documents])


def texts_in(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The typed texts of each arm, by the path of the setting."""
    return [{path: text for name, text in form.items() if (path := rest_below(name, arm))} for arm in ARMS]


def read_experiments(
    documents: Sequence[Document],
) -> tuple[tuple[simulator.Experiment, ...], list[Problem]]:
    """The two experiments, or all problems, named by arm."""
    experiments: list[simulator.Experiment] = []
    problems: list[Problem] = []
    for arm, document in zip(ARMS, documents, strict=True):
        try:
            experiments.append(simulator.Experiment.model_validate(document))
        except simulator.InvalidExperiment as invalid:
            problems.extend(problems_of_experiment(invalid, f"{arm}."))
    return (() if problems else tuple(experiments)), problems


def _said_by_place(
    problems: Sequence[Problem], documents: Sequence[Document]
) -> dict[str, list[tuple[str, str]]]:
    """The names of the problems with their sentences, by the field that shows them or the group around it."""
    said: dict[str, list[tuple[str, str]]] = {}
    for name, sentences in said_by_field(problems).items():
        places = [
            join(arm, place_of(path, document))
            for arm, document in zip(ARMS, documents, strict=True)
            if (path := rest_below(name, arm)) is not None
        ]
        said.setdefault(join(*places), []).extend((name, sentence) for sentence in sentences)
    return said


def _cell(
    arm: str, field: Field, texts: Mapping[str, str], said: Mapping[str, list[tuple[str, str]]]
) -> SettingCell:
    name = join(arm, field.path)
    default = default_text(field)
    text = texts.get(field.path, default)
    allowed = field.schema.choices
    # A text that was legal for another kind stays; the reader must choose again.
    shown = (*allowed, text) if allowed and text not in allowed else allowed
    choices = [(choice, _choice_label(choice)) for choice in shown]
    return SettingCell(name, field, text, default, choices, [text for _, text in said.get(name, [])])


def _choice_label(choice: str) -> str:
    if choice in ("true", "false"):
        return gettext("yes") if choice == "true" else gettext("no")
    if not choice:
        return gettext("none")
    return gettext(VALUES[choice]) if choice in VALUES else choice


def _range(schema: Schema) -> str:
    if schema.least is None or schema.most is None:
        return ""
    values: dict[str, Any] = {"least": number_in_words(schema.least), "most": _largest(schema.most)}
    if schema.is_above:
        return gettext("above %(least)s, up to %(most)s", **values)
    if schema.is_below:
        return gettext("from %(least)s, below %(most)s", **values)
    return gettext("%(least)s to %(most)s", **values)


def _largest(most: float) -> str:
    return "2⁶³ − 1" if most == 2**63 - 1 else number_in_words(most)


def _group_of(path: str) -> str:
    first = split(path)[0]
    return first if first in GROUPS else "training"


def _in_order(by_path: list[dict[str, Field]]) -> list[str]:
    """The paths of both, each in the order of its own experiment."""
    first, second = ([*fields] for fields in by_path)
    order = list(first)
    for position, path in enumerate(second):
        if path not in order:
            before = second[position - 1] if position else None
            order.insert(order.index(before) + 1 if before else 0, path)
    return order

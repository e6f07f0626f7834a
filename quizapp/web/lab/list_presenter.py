"""Presenter of the lab's list: its filters with their counts, and the scenarios they leave, in groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

import simulator
from quizapp.domain.experiments.comparisons import CHANGES, changes_of, networks_of
from quizapp.domain.experiments.groups import GROUPS
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.same import Same
from quizapp.errors import N_
from quizapp.presentation.language import current_language, words
from quizapp.presentation.symptoms import symptom_name

SHOWN_OF_A_GROUP = 4  # until a group or a filter is chosen
FILTERS: Final = {
    "network": N_("Network"),
    "symptom": N_("Symptom"),
    "change": N_("Change"),
    "mine": N_("Mine"),
}
MINE: Final = {"run": N_("Run by me"), "new": N_("Not run yet"), "mistakes": N_("From my mistakes")}
NO_SYMPTOM: Final = "none"
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Choice:
    """One value of a filter: how many scenarios it leaves, and the query that chooses it, or that drops it."""

    name: str
    count: int
    is_chosen: bool
    query: dict[str, str]


@dataclass(frozen=True)
class Filter:
    name: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class ShownGroup:
    """left_out: how many more there are; None of them if the group is shown as a whole."""

    name: str
    title: str
    summary: str
    scenarios: list[Scenario]
    left_out: int


@dataclass(frozen=True)
class ScenarioListing:
    """chosen: what narrows the list; drops: with no scenario left, each choice whose removal would leave some."""

    groups: list[ShownGroup]
    filters: list[Filter]
    chosen: dict[str, str]
    search: str
    count: int
    total: int
    drops: list[Choice]


@dataclass(frozen=True)
class Place:
    """Where a scenario stands in its group, and the slugs of its neighbors in the whole list."""

    group: str
    number: int
    count: int
    before: str | None
    after: str | None


def place_of(scenario: Scenario, scenarios: Sequence[Scenario]) -> Place:
    slugs = [each.slug for each in scenarios]
    within = [each.slug for each in scenarios if each.group == scenario.group]
    here = slugs.index(scenario.slug)
    return Place(
        gettext(GROUPS[scenario.group].title),
        within.index(scenario.slug) + 1,
        len(within),
        slugs[here - 1] if here else None,
        slugs[here + 1] if here + 1 < len(slugs) else None,
    )


def listing(
    scenarios: Iterable[Scenario], given: MultiDict[str, str], mine: Mapping[str, frozenset[str]]
) -> ScenarioListing:
    """given: the query of the page; mine: for each choice of the filter of that name, its scenarios."""
    everything = list(scenarios)
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    group = given.get("group", "") if given.get("group") in GROUPS else ""
    search = given.get("q", "")[:LONGEST_SEARCH].strip()
    found = [each for each in everything if search.lower() in _text(each, current_language())]

    def left(without: str = "") -> list[Scenario]:
        kept = {name: value for name, value in chosen.items() if name != without}
        return [each for each in found if all(_fits(each, *pair, mine) for pair in kept.items())]

    def query(name: str, value: str) -> dict[str, str]:
        base = chosen | ({"q": search} if search else {}) | ({"group": group} if group else {})
        if chosen.get(name) == value:
            return {key: text for key, text in base.items() if key != name}
        return base | {name: value}

    filters = []
    for name, title in FILTERS.items():
        rest = left(without=name)
        counted = [
            (value, label, sum(_fits(each, name, value, mine) for each in rest))
            for value, label in _values(name)
        ]
        choices = [
            Choice(label, count, chosen.get(name) == value, query(name, value))
            for value, label, count in counted
            if count or chosen.get(name) == value
        ]
        filters.append(Filter(name, gettext(title), choices))
    shown = [each for each in left() if not group or each.group == group]
    is_whole = bool(chosen or group or search)
    drops = []
    if not shown:
        drops = [
            Choice(_label(name, value), len(left(without=name)), True, query(name, value))
            for name, value in chosen.items()
            if left(without=name)
        ]
    return ScenarioListing(
        _groups(shown, is_whole), filters, chosen, search, len(shown), len(everything), drops
    )


def _groups(shown: list[Scenario], is_whole: bool) -> list[ShownGroup]:
    groups = []
    for name, group in GROUPS.items():
        within = [each for each in shown if each.group == name]
        if within:
            first = within if is_whole else within[:SHOWN_OF_A_GROUP]
            left_out = len(within) - len(first)
            summary = gettext(group.summary) if group.summary else ""
            groups.append(ShownGroup(name, gettext(group.title), summary, first, left_out))
    return groups


def _values(name: str) -> list[tuple[str, str]]:
    """All values with their labels."""
    if name == "network":
        return [(kind, kind.upper()) for kind in ("mlp", "rnn", "lstm", "gru")]
    if name == "change":
        return [(code, gettext(title)) for code, (title, _) in CHANGES.items()]
    if name == "mine":
        return [(code, gettext(title)) for code, title in MINE.items()]
    codes = [(code, symptom_name(code)) for code in simulator.SYMPTOMS]
    return [*codes, (NO_SYMPTOM, gettext("No symptom"))]


def _label(name: str, value: str) -> str:
    return dict(_values(name)).get(value, value)


def _fits(scenario: Scenario, name: str, value: str, mine: Mapping[str, frozenset[str]]) -> bool:
    if name == "mine":
        return scenario.slug in mine.get(value, frozenset())
    return value in _traits(Same(scenario))[name]


@lru_cache(maxsize=512)
def _traits(key: Same) -> dict[str, frozenset[str]]:
    scenario = key.document
    assert isinstance(scenario, Scenario)
    symptoms = scenario.picture.symptoms if scenario.picture else frozenset()
    if scenario.picture and not symptoms:
        symptoms = frozenset({NO_SYMPTOM})
    return {"network": networks_of(scenario), "change": changes_of(scenario), "symptom": symptoms}


def _text(scenario: Scenario, language: str) -> str:
    arms = (scenario.baseline, scenario.treated)
    return " ".join(words(each) for each in (scenario.title, *(arm.label for arm in arms))).lower()

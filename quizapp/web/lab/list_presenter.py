"""Presenter of the lab's list: its filters with their counts, and the scenarios they leave, in groups."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask_babel import gettext

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


@dataclass(frozen=True, eq=False)
class ScenarioListing:
    """chosen: what narrows the list; drops: with no scenario left, each choice whose removal would leave some;
    is_everyones: nothing in it depends on who reads it, nor on words that somebody searches for.
    """

    groups: list[ShownGroup]
    filters: list[Filter]
    chosen: dict[str, str]
    search: str
    count: int
    total: int
    drops: list[Choice]
    is_everyones: bool


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


Traits = dict[str, frozenset[str]]


def listing(
    scenarios: Sequence[Scenario], given: Mapping[str, str], mine: Mapping[str, frozenset[str]]
) -> ScenarioListing:
    """given: the query of the page; mine: for each choice of the filter of that name, its scenarios.

    The same object for the same list, so that parts of the page can be kept for it.
    """
    query = tuple((name, given[name]) for name in (*FILTERS, "group", "q") if given.get(name))
    key = tuple(Same(each) for each in scenarios)
    return _listing(key, query, tuple(sorted(mine.items())), current_language())


@lru_cache(maxsize=128)
def _listing(
    key: tuple[Same, ...],
    query: tuple[tuple[str, str], ...],
    own: tuple[tuple[str, frozenset[str]], ...],
    _language: str,
) -> ScenarioListing:
    scenarios = [each.document for each in key if isinstance(each.document, Scenario)]
    given, mine = dict(query), dict(own)
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    group = given.get("group", "") if given.get("group") in GROUPS else ""
    search = given.get("q", "")[:LONGEST_SEARCH].strip()
    found = [(each, _traits_of(each, mine)) for each in scenarios if not search or _has(each, search)]
    base = chosen | ({"q": search} if search else {}) | ({"group": group} if group else {})

    def left(without: str = "") -> list[tuple[Scenario, Traits]]:
        kept = [(name, value) for name, value in chosen.items() if name != without]
        return [pair for pair in found if all(value in pair[1][name] for name, value in kept)]

    def choice(name: str, value: str, label: str, count: int) -> Choice:
        is_chosen = chosen.get(name) == value
        others = {key: text for key, text in base.items() if key != name}
        return Choice(label, count, is_chosen, others if is_chosen else others | {name: value})

    filters = []
    for name, title in FILTERS.items():
        counts = Counter(value for _, traits in left(without=name) for value in traits[name])
        choices = [
            choice(name, value, label, counts[value])
            for value, label in _values(name)
            if counts[value] or chosen.get(name) == value
        ]
        filters.append(Filter(name, gettext(title), choices))
    shown = [each for each, _ in left() if not group or each.group == group]
    drops = (
        [] if shown else [_drop(name, value, len(left(without=name)), base) for name, value in chosen.items()]
    )
    return ScenarioListing(
        _groups(shown, is_whole=bool(base)),
        filters,
        chosen,
        search,
        len(shown),
        len(scenarios),
        [drop for drop in drops if drop.count],
        is_everyones=not search and not mine.get("run") and not mine.get("mistakes"),
    )


def _drop(name: str, value: str, count: int, base: Mapping[str, str]) -> Choice:
    label = dict(_values(name)).get(value, value)
    return Choice(label, count, True, {key: text for key, text in base.items() if key != name})


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
        return [(kind, kind.upper()) for kind in ("mlp", *simulator.RECURRENT_KINDS)]
    if name == "change":
        return [(code, gettext(title)) for code, (title, _) in CHANGES.items()]
    if name == "mine":
        return [(code, gettext(title)) for code, title in MINE.items()]
    codes = [(code, symptom_name(code)) for code in simulator.SYMPTOMS]
    return [*codes, (NO_SYMPTOM, gettext("No symptom"))]


def _traits_of(scenario: Scenario, mine: Mapping[str, frozenset[str]]) -> Traits:
    own = frozenset(name for name, slugs in mine.items() if scenario.slug in slugs)
    return {**_traits(Same(scenario)), "mine": own}


@lru_cache(maxsize=512)
def _traits(key: Same) -> Traits:
    scenario = key.document
    assert isinstance(scenario, Scenario)
    symptoms = scenario.picture.symptoms if scenario.picture else frozenset()
    if scenario.picture and not symptoms:
        symptoms = frozenset({NO_SYMPTOM})
    return {"network": networks_of(scenario), "change": changes_of(scenario), "symptom": symptoms}


def _has(scenario: Scenario, search: str) -> bool:
    """Whether the title or the label of an arm has these words, in the reader's language."""
    labels = (scenario.title, scenario.baseline.label, scenario.treated.label)
    return search.lower() in " ".join(words(each) for each in labels).lower()

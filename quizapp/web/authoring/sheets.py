"""A document as shown in the form of the editor."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.messages import NO_GROUP
from quizapp.errors import Problem
from quizapp.formats.yaml_files import why_no_group
from quizapp.presentation.language import say
from quizapp.web.authoring.labels import Labels
from quizapp.web.authoring.question_form import place_of, values_of
from simulator.paths import Document, join, rest_below, value_at


@dataclass(frozen=True)
class Flaw:
    """A problem in words, at its field or group of fields; without a place if it concerns several."""

    place: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Sheet:
    document: Document
    scenarios: dict[str, Scenario]
    flaws: tuple[Flaw, ...] = ()
    focus: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Flaw, ...] = ()

    def value(self, place: str) -> str:
        return self.values.get(place, "")

    def said(self, place: str) -> list[str]:
        return [flaw.sentence for flaw in self.flaws if flaw.place == place]

    def warned(self, place: str) -> list[str]:
        return [flaw.sentence for flaw in self.warnings if flaw.place == place]

    def flaws_within(self, place: str) -> bool:
        return any(flaw.place == place or rest_below(flaw.place, place) is not None for flaw in self.flaws)

    def shows(self, place: str) -> bool:
        """Whether a group of fields that few need is there: something is written in it, or it was asked for."""
        wanted = [*self.values, *(flaw.place for flaw in self.flaws), self.focus or ""]
        return any(each == place or rest_below(each, place) is not None for each in wanted)

    def entries(self, place: str) -> list[str]:
        """The places of a list's entries."""
        entries = value_at(self.document, place)
        return [join(place, index) for index in range(len(entries))] if isinstance(entries, list) else []

    def knobs(self, link_place: str) -> dict[str, str]:
        """The knobs of a linked scenario, for the URL of its lab."""
        knobs = join(link_place, "knobs")
        return {
            knob: text
            for place, text in self.values.items()
            if (knob := rest_below(place, knobs)) is not None
        }

    def scenario(self, link_place: str) -> Scenario | None:
        return self.scenarios.get(self.value(join(link_place, "slug")))


def make_sheet(
    document: Document,
    scenarios: dict[str, Scenario],
    flaws: tuple[Flaw, ...] = (),
    focus: str | None = None,
    warnings: tuple[Flaw, ...] = (),
) -> Sheet:
    document = _without_foreign_knobs(document, scenarios)
    return Sheet(document, scenarios, flaws, focus, values_of(document), warnings)


def flaws_of(document: Document, problems: Iterable[Problem], first: int = 1) -> list[Flaw]:
    """The problems in words, in the order of the form; one for each field that the model names.

    first: the number of the first item.
    """
    labels = Labels(document, first)
    flaws: dict[str, Flaw] = {}
    for problem in (_with_reason(each, document) for each in problems):
        place = place_of(problem.field, document)
        flaws.setdefault(problem.field, Flaw(place, labels.way(place) if place else "", say(problem)))
    return sorted(dict.fromkeys(flaws.values()), key=lambda flaw: labels.order(flaw.place))


def _with_reason(problem: Problem, document: Document) -> Problem:
    """Of a group typed as YAML that could not be read: why not."""
    typed = value_at(document, problem.field) if problem.message == NO_GROUP else None
    if not isinstance(typed, str):
        return problem
    why = why_no_group(typed)
    return Problem(problem.field, why.message, why.values)


def _without_foreign_knobs(document: Document, scenarios: dict[str, Scenario]) -> Document:
    """Drop knobs of the previously chosen scenario, since knobs belong to their scenario."""
    return {**document, "items": [_with_own_knobs(item, scenarios) for item in document.get("items", [])]}


def _with_own_knobs(item: Document, scenarios: dict[str, Scenario]) -> Document:
    own = {name: _with_own_links(part, scenarios) for name, part in item.items()}
    return {**own, "scenario": _own_link(item.get("scenario", {}), scenarios)}


def _with_own_links(part: Any, scenarios: dict[str, Scenario]) -> Any:
    """The parts of an item that contain the links of its wrong options, at any depth."""
    if isinstance(part, list):
        return [_with_own_links(entry, scenarios) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _own_link(inside, scenarios)
        if name == "world" and isinstance(inside, dict) and inside
        else _with_own_links(inside, scenarios)
        for name, inside in part.items()
    }


def _own_link(link: Document, scenarios: dict[str, Scenario]) -> Document:
    scenario = scenarios.get(link.get("slug", ""))
    known = {knob.id for knob in scenario.knobs} if scenario else set()
    knobs = {name: value for name, value in link.get("knobs", {}).items() if name in known}
    return {name: part for name, part in link.items() if name != "knobs"} | (
        {"knobs": knobs} if knobs else {}
    )

"""The evidence of a document: its texts, its entries with their records, and the run that each entry names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

import simulator
from quizapp.bank.bank import Bank
from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, Record
from quizapp.domain.claims.evidence import Evidence
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.experiments.knobs import KnobRefused, turn_knobs
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds.item import ScenarioLink, WhatIfRun
from quizapp.kinds.links import scenarios_linked
from simulator.paths import value_at

Room = Literal["scenarios", "claims", "questions"]
ROOMS: tuple[Room, ...] = ("scenarios", "claims", "questions")
Document = Scenario | Claim | Question


@dataclass(frozen=True)
class WrittenEvidence:
    """The entries of one document with their records, as read from its files."""

    room: Room
    slug: str
    entries: tuple[Evidence, ...]
    records: Mapping[str, Record] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.room}/{self.slug}"


class NoRun(ValueError):
    """An entry names no run that exists; `problem` says why."""

    def __init__(self, field: str, message: str, **values: Any) -> None:
        super().__init__(message)
        self.problem = Problem(field, message, values)


def documents(bank: Bank, room: Room) -> Mapping[str, Document]:
    entries: tuple[Document, ...] = getattr(bank, room)
    return {entry.slug: entry for entry in entries}


def pair_test_of(entry: Evidence, document: Document, bank: Bank) -> PairTest | None:
    """The networks an entry runs and its conditions; None if it rests on no run of its own. Raises NoRun."""
    if not entry.when:
        return None
    baseline, treated = entry.baseline, entry.treated
    if baseline is None:
        baseline, treated = _arms(entry, document, bank)
    try:
        return PairTest(baseline=baseline, treated=treated, predicate=entry.when)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        raise NoRun("when", "%(problem)s", problem=details["msg"]) from None


def _arms(
    entry: Evidence, document: Document, bank: Bank
) -> tuple[simulator.Experiment, simulator.Experiment]:
    link = _link(entry, document)
    scenario = documents(bank, "scenarios").get(link.slug)
    if not isinstance(scenario, Scenario):
        raise NoRun("scenario", N_("The scenario “%(slug)s” was not found."), slug=link.slug)
    try:
        return turn_knobs(scenario, link.knobs)
    except KnobRefused as refused:
        raise NoRun(f"knobs.{refused.knob_id}", refused.message, **refused.values) from None
    except simulator.InvalidExperiment as invalid:
        problem = problems_of_experiment(invalid, "knobs: ")[0]
        raise NoRun(problem.field, problem.message, **problem.values) from None


def _link(entry: Evidence, document: Document) -> ScenarioLink:
    """The scenario of an entry with its controls: its own, that of its what-if run, or that of the document."""
    if entry.scenario:
        return ScenarioLink(slug=entry.scenario, knobs=entry.knobs)
    if entry.refutes and isinstance(document, Question):
        return what_if_run(entry, document)
    if isinstance(document, Scenario):
        return ScenarioLink(slug=document.slug, knobs=entry.knobs)
    if isinstance(document, Question) and entry.item:
        link = example_of(item_of(entry.item, document)).scenario
        return ScenarioLink(slug=link.slug, knobs={**link.knobs, **entry.knobs})
    raise NoRun("scenario", N_("Name a scenario, or give a baseline."))


def item_of(item_id: str, question: Question) -> AuthoredItem:
    for item in question.items:
        if item.id == item_id:
            return item
    raise NoRun("item", N_("The exercise “%(item)s” was not found."), item=item_id)


def what_if_run(entry: Evidence, question: Question) -> WhatIfRun:
    assert entry.refutes is not None
    item = item_of(entry.refutes.item, question)
    for option, link in what_if_runs(item):
        if option == entry.refutes.option:
            return link
    message = N_("The option “%(option)s” has no what-if run.")
    raise NoRun("refutes.option", message, option=entry.refutes.option)


def what_if_runs(item: AuthoredItem) -> Iterator[tuple[str, WhatIfRun]]:
    """The what-if runs of an exercise, by the id of their option."""
    example: BaseModel = example_of(item)
    document = example.model_dump(mode="json")
    for place, link in scenarios_linked(example):  # type: ignore[arg-type]
        if isinstance(link, WhatIfRun):
            yield value_at(document, place.removesuffix(".world"))["id"], link

"""A scenario as its author writes it: what to look for is a list of sentences, each with the conditions it rests on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

import simulator
from quizapp.bank.checking.checks import passages_in
from quizapp.bank.checking.text_problems import problems_of_texts
from quizapp.bank.checking.validation import problems_in
from quizapp.bank.formulas import problems_of_formulas
from quizapp.bank.making.messages import NOT_INITIAL
from quizapp.domain.claims.evidence import Evidence
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.sentences import Sentence, Sentences
from quizapp.domain.experiments.knobs import KnobRefused, knob_value, turn_knobs
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Knob, Scenario
from quizapp.domain.text import LANGUAGES
from quizapp.errors import Problem
from simulator.paths import Document, join

Rooms = Mapping[str, Collection[str]]  # the slugs of the pages that a text may link to


@dataclass(frozen=True)
class WrittenScenario:
    scenario: Scenario
    sentences: tuple[Sentence, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """As a file of evidence holds it."""
        return tuple(
            Evidence(
                id=f"sentence-{number}",
                says=(sentence.text,),
                when=sentence.when,
                share=sentence.share,
                derived=None if sentence.when else sentence.reason,
            )
            for number, sentence in enumerate(self.sentences, start=1)
        )


def tests_of_sentences(document: Document) -> dict[int, PairTest]:
    """The tests of those sentences whose conditions can be run, by position, however incomplete the rest is."""
    found = {}
    for position, sentence in enumerate(document.get("look_for") or ()):
        arms = {name: (document.get(name) or {}).get("experiment") for name in ("baseline", "treated")}
        test = try_test(arms | {"predicate": sentence.get("when")})
        if test is not None:
            found[position] = test
    return found


def try_test(document: Document) -> PairTest | None:
    """The test, if it is complete."""
    try:
        return PairTest.model_validate(document)
    except ValidationError:
        return None


def read_scenario(document: Document, rooms: Rooms) -> tuple[WrittenScenario | None, list[Problem]]:
    """The scenario, or everything that is wrong with it."""
    sentences, problems = _sentences(document)
    body = {name: value for name, value in document.items() if name != "look_for"}
    try:
        scenario = Scenario.model_validate(body | {"look_for": _list_of(sentences)})
    except ValidationError as error:
        return None, [*problems, *problems_in(error, document)]
    problems += _problems_of_conditions(scenario, sentences)
    problems += problems_of_knobs(scenario)
    problems += problems_of_formulas(document)
    problems += problems_of_texts(passages_in(document), rooms)
    return (None if problems else WrittenScenario(scenario, sentences)), problems


def problems_of_knobs(scenario: Scenario) -> Iterator[Problem]:
    """The ends of a range and the choices of a control must be settings that both networks can have."""
    for position, knob in enumerate(scenario.knobs):
        values = {"minimum": knob.minimum, "maximum": knob.maximum} if not knob.choices else {}
        choices = {f"choices.{number}.value": choice.value for number, choice in enumerate(knob.choices)}
        for field, value in (values | choices).items():
            for problem in _refused(scenario, knob, value):
                yield Problem(join("knobs", position, field), problem.message, problem.values)
        if list(_refused(scenario, knob, knob_value(scenario, knob))):
            field = "choices" if knob.choices else "minimum"
            yield Problem(
                join("knobs", position, field), NOT_INITIAL, {"value": str(knob_value(scenario, knob))}
            )


def _refused(scenario: Scenario, knob: Knob, value: Any) -> Iterator[Problem]:
    try:
        turn_knobs(scenario, {knob.id: value})
    except KnobRefused as refused:
        yield Problem("", refused.message, refused.values)
    except simulator.InvalidExperiment as invalid:
        yield from problems_of_experiment(invalid, "")


def _sentences(document: Document) -> tuple[tuple[Sentence, ...], list[Problem]]:
    given = {"look_for": document.get("look_for", [])}
    try:
        return Sentences.model_validate(given).look_for, []
    except ValidationError as error:
        return (), list(problems_in(error, given))


def _problems_of_conditions(scenario: Scenario, sentences: Sequence[Sentence]) -> Iterator[Problem]:
    baseline, treated = scenario.baseline.experiment, scenario.treated.experiment
    for position, sentence in enumerate(sentences):
        if not sentence.when:
            continue
        try:
            PairTest(baseline=baseline, treated=treated, predicate=sentence.when)
        except ValidationError as error:
            for problem in problems_in(error):
                field = problem.field.replace("predicate", join("look_for", position, "when"), 1)
                yield Problem(field, problem.message, problem.values)


def _list_of(sentences: Sequence[Sentence]) -> Document:
    """The sentences as one text: a list, or a placeholder as long as they have problems of their own."""
    if not sentences:
        return {"zh": "–", "en": "–"}
    return {
        language: "\n".join(f"- {_indented(sentence.text.in_language(language))}" for sentence in sentences)
        for language in LANGUAGES
    }


def _indented(text: str) -> str:
    return "\n  ".join(text.split("\n"))

"""A whole question bank, and the rules that no single file can break or keep."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import simulator
from quizapp.domain.claims.claim import Claim
from quizapp.domain.claims.mentions import problems_of_mentions
from quizapp.domain.experiments import Arms
from quizapp.domain.interviews import problems_of_interview
from quizapp.domain.item_problems import problems_of_item
from quizapp.domain.items import Item, ScenarioLink
from quizapp.domain.knobs import KnobRefused, turn_knobs
from quizapp.domain.parametric.item import example_of
from quizapp.domain.problems import problems_of_experiment
from quizapp.domain.questions import Question, Topic
from quizapp.domain.scenarios import Scenario
from quizapp.errors import N_, Problem


@dataclass(frozen=True)
class Bank:
    topics: tuple[Topic, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()


def problems_of_question(
    question: Question,
    topics: Iterable[str],
    scenarios: Mapping[str, Scenario],
    claims: Mapping[str, Claim],
) -> Iterator[Problem]:
    """What is wrong with a question beside its topics, scenarios and claims."""
    if question.topic not in topics:
        yield Problem("topic", N_("The topic “%(slug)s” was not found."), {"slug": question.topic})
    if question.interview is not None:
        yield from problems_of_interview(question.interview)
    for position, item in enumerate(question.items):
        example = example_of(item)
        for place, link in scenarios_linked(example):
            yield from _problems_of_link(link, scenarios, f"items.{position}.{place}")
        arms = _arms(example.scenario, scenarios)
        for problem in problems_of_item(example, arms) if arms else ():
            yield Problem(f"items.{position}.{problem.field}", problem.message, problem.values)
    yield from problems_of_mentions(question, claims)


def scenarios_linked(item: Item) -> Iterator[tuple[str, ScenarioLink]]:
    """The item's scenario and the worlds of its wrong options, each by its place in the item."""
    yield "scenario", item.scenario
    for name in ("options", "reasons", "fixes"):
        for position, option in enumerate(getattr(item, name, ())):
            if option.world is not None:
                yield f"{name}.{position}.world", option.world


def _problems_of_link(link: ScenarioLink, scenarios: Mapping[str, Scenario], field: str) -> Iterator[Problem]:
    scenario = scenarios.get(link.slug)
    if scenario is None:
        yield Problem(f"{field}.slug", N_("The scenario “%(slug)s” was not found."), {"slug": link.slug})
        return
    try:
        turn_knobs(scenario, link.knobs)
    except KnobRefused as refused:
        yield Problem(f"{field}.knobs.{refused.knob_id}", refused.message, refused.values)
    except simulator.InvalidExperiment as invalid:
        yield from problems_of_experiment(invalid, f"{field}.knobs: ")


def _arms(link: ScenarioLink, scenarios: Mapping[str, Scenario]) -> Arms | None:
    """The experiments behind a link, if it holds."""
    if link.slug not in scenarios or any(_problems_of_link(link, scenarios, "")):
        return None
    return turn_knobs(scenarios[link.slug], link.knobs)


def problems_of_claim(claim: Claim, questions: Iterable[str], scenarios: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with a claim beside the questions and scenarios, and beside its own records."""
    if claim.question not in questions:
        yield Problem("question", N_("The question “%(slug)s” was not found."), {"slug": claim.question})
    for position, slug in enumerate(claim.scenarios):
        if slug not in scenarios:
            yield Problem(
                f"scenarios.{position}", N_("The scenario “%(slug)s” was not found."), {"slug": slug}
            )
    for position, test in enumerate(claim.tests):
        if not test.is_recorded:
            message = N_(
                "This test has not been recorded in its present form. Run: quizapp content verify "
                "--record --claims %(slug)s"
            )
            yield Problem(f"tests.{position}", message, {"slug": claim.slug})
    if not claim.has_verdict_that_follows:
        message = N_("The recorded counts give the verdict “%(verdict)s”.")
        yield Problem("verdict", message, {"verdict": claim.measured_verdict})


def repeated(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}

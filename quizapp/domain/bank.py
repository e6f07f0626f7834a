"""A whole question bank, and the rules that no single file can break or keep."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import simulator
from quizapp.domain.knobs import KnobRefused, turn_knobs
from quizapp.domain.problems import problems_of_experiment
from quizapp.domain.questions import Question, Topic
from quizapp.domain.scenarios import Scenario
from quizapp.errors import N_, Problem


@dataclass(frozen=True)
class Bank:
    topics: tuple[Topic, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    questions: tuple[Question, ...] = ()


def problems_of_question(
    question: Question, topics: Iterable[str], scenarios: dict[str, Scenario]
) -> Iterator[Problem]:
    """What is wrong with a question beside its topics and scenarios."""
    if question.topic not in topics:
        yield Problem("topic", N_("There is no topic “%(slug)s”."), {"slug": question.topic})
    for position, item in enumerate(question.items):
        field = f"items.{position}.scenario"
        scenario = scenarios.get(item.scenario.slug)
        if scenario is None:
            yield Problem(
                f"{field}.slug", N_("There is no scenario “%(slug)s”."), {"slug": item.scenario.slug}
            )
            continue
        try:
            turn_knobs(scenario, item.scenario.knobs)
        except KnobRefused as refused:
            yield Problem(f"{field}.knobs.{refused.knob_id}", refused.message, refused.values)
        except simulator.InvalidExperiment as invalid:
            yield from problems_of_experiment(invalid, f"{field}.knobs: ")


def repeated(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]

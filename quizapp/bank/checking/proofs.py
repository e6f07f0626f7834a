"""Prove that grading distinguishes the key of an item from wrong answers, within the time a learner waits."""

from collections.abc import Iterable, Iterator

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of
from quizapp.kinds.key_problems import problem_of_key

SECONDS_LIMIT = 2.0  # a learner waits for a grade


def problems_proved(items: Iterable[Item], scenarios: dict[str, Scenario]) -> Iterator[Problem]:
    """The problems found by grading every key and every common mistake, running networks if grading needs them."""
    for item in items:
        scenario = scenarios[item.scenario.slug]
        if (seconds := seconds_to_grade(item, scenario)) > SECONDS_LIMIT:
            message = N_(
                "Grading takes about %(seconds)s seconds on this machine; it should take at most %(limit)s."
            )
            yield Problem(item.id, message, {"seconds": f"{seconds:.1f}", "limit": SECONDS_LIMIT})
        elif problem := problem_of_key(item, scenario):
            yield Problem(item.id, problem)


def seconds_to_grade(item: Item, scenario: Scenario) -> float:
    """The estimated time the networks run on this machine when an answer is graded."""
    estimate = kind_of(item).seconds_to_grade
    return estimate(item, scenario) if estimate else 0.0

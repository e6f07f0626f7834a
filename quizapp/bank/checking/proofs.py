"""Prove that grading distinguishes the key of an item from wrong answers, within the time a learner waits."""

from collections.abc import Iterable, Iterator, Mapping

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of
from quizapp.kinds.key_problems import problem_of_key

SECONDS_LIMIT = 2.0  # a learner waits for a grade


TOO_SLOW = N_("Grading takes about %(seconds)s seconds on this machine; it should take at most %(limit)s.")


def problems_proved(
    items: Iterable[Item], scenarios: Mapping[str, Scenario]
) -> Iterator[tuple[Item, Problem]]:
    """What is found by grading every key and every common mistake, running networks if grading needs them.

    Each problem names its field within the item.
    """
    for item in items:
        if problem := problem_proved(item, scenarios[item.scenario.slug]):
            yield item, problem


def problem_proved(item: Item, scenario: Scenario) -> Problem | None:
    """The first problem of one item, with its field within the item."""
    if (seconds := seconds_to_grade(item, scenario)) > SECONDS_LIMIT:
        return Problem("", TOO_SLOW, {"seconds": f"{seconds:.1f}", "limit": SECONDS_LIMIT})
    return problem_of_key(item, scenario)


def seconds_to_grade(item: Item, scenario: Scenario) -> float:
    """The estimated time the networks run on this machine when an answer is graded."""
    estimate = kind_of(item).seconds_to_grade
    return estimate(item, scenario) if estimate else 0.0

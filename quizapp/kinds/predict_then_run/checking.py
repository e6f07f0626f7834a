"""Check a prediction with its scenario, and the number that its run gives."""

from collections.abc import Iterator

from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds.conditions import problems_of_readings
from quizapp.kinds.item import arms_of
from quizapp.kinds.predict_then_run.grading import number_of, outcome_of
from quizapp.kinds.predict_then_run.model import PredictThenRun

WIDEST_SPREAD = 0.5  # of a predicted number, as a fraction of it
SPREAD_TOO_WIDE = N_("The seeds vary too much to predict this number.")
CLAIM_AGAINST_WHAT_HAPPENS = N_("The outcome that happens names a claim against it.")


def problems_of(item: PredictThenRun, arms: Arms) -> Iterator[Problem]:
    if item.number is not None:
        yield from problems_of_readings([("number", item.number)], arms)
    for position, outcome in enumerate(item.outcomes):
        named = [(f"outcomes.{position}.when.{place}", each) for place, each in enumerate(outcome.when)]
        yield from problems_of_readings(named, arms)


def problem_of_key(item: PredictThenRun, scenario: Scenario) -> str | None:
    if item.number is not None:
        key, spread = number_of(item.number, arms_of(item, scenario))
        if spread > WIDEST_SPREAD * abs(key):
            return SPREAD_TOO_WIDE
    elif outcome_of(item.outcomes, arms_of(item, scenario))[0].contradicts:
        return CLAIM_AGAINST_WHAT_HAPPENS
    return None

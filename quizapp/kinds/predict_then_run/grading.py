"""An answer is the id of an outcome, or a number; the networks of the linked scenario give the key."""

from functools import lru_cache
from typing import Any

import simulator
from quizapp.domain.claims.readings import Arm, Reading, read_values
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.kinds.conditions import in_json
from quizapp.kinds.grade import Grade, PartFeedback
from quizapp.kinds.item import arms_of
from quizapp.kinds.named import read_choice
from quizapp.kinds.predict_then_run.model import MeasuredNumber, PossibleOutcome, PredictThenRun
from quizapp.kinds.written_numbers import read_number


def grade(item: PredictThenRun, answer: Any, scenario: Scenario) -> Grade:
    if item.number is not None:
        return _grade_number(item.number, read_number(answer), arms_of(item, scenario))
    chosen = read_choice(answer, [outcome.id for outcome in item.outcomes])
    came_about, values = outcome_of(item.outcomes, arms_of(item, scenario))
    return Grade(
        score=float(chosen == came_about.id),
        key=came_about.id,
        parts=tuple(_part(outcome, chosen, came_about.id) for outcome in item.outcomes),
        measured={"values": values},
    )


def _part(outcome: PossibleOutcome, chosen: str, came_about: str) -> PartFeedback:
    is_chosen = outcome.id == chosen
    if outcome.id == came_about:
        return PartFeedback(outcome.id, "right" if is_chosen else "missed", outcome.feedback)
    return PartFeedback(
        outcome.id, "wrong" if is_chosen else "neutral", outcome.feedback if is_chosen else None
    )


@lru_cache(maxsize=128)
def outcome_of(
    outcomes: tuple[PossibleOutcome, ...], arms: Arms
) -> tuple[PossibleOutcome, tuple[dict[str, Any], ...]]:
    """The first outcome whose conditions all hold in the run, and the values read on the way."""
    networks = [Arm(experiment, [experiment.seed]) for experiment in arms]
    conditions = dict.fromkeys(condition for outcome in outcomes for condition in outcome.when)
    values = {condition: read_values(condition, networks)[0] for condition in conditions}
    came_about = next(
        outcome
        for outcome in outcomes
        if all(condition.is_met_by(values[condition]) for condition in outcome.when)
    )
    readings = {_reading(condition): value for condition, value in values.items()}
    return came_about, tuple(
        {**reading.model_dump(exclude_none=True), "value": in_json(value)}
        for reading, value in readings.items()
    )


@lru_cache(maxsize=128)
def number_of(number: MeasuredNumber, arms: Arms) -> tuple[float, float]:
    """The value of the run, and the distance of the farthest seed from it."""
    networks = [Arm(each, [each.seed + offset for offset in range(number.seeds)]) for each in arms]
    values = read_values(number, networks)
    return values[0], max(abs(value - values[0]) for value in values)


def _grade_number(number: MeasuredNumber, given: float, arms: Arms) -> Grade:
    key, spread = number_of(number, arms)
    allowed = max(number.tolerance.absolute, number.tolerance.relative * abs(key), spread)
    is_right = abs(given - key) <= allowed * (1 + 1e-9)
    return Grade(
        score=float(is_right),
        key=in_json(key),
        measured={"allowed": in_json(allowed), "spread": in_json(spread), "seeds": number.seeds},
    )


def _reading(condition: Reading) -> Reading:
    return Reading(**{name: getattr(condition, name) for name in Reading.model_fields})


def right_answer(item: PredictThenRun, language: Language, scenario: Scenario) -> Any:
    """The prediction that comes true."""
    arms = arms_of(item, scenario)
    return number_of(item.number, arms)[0] if item.number else outcome_of(item.outcomes, arms)[0].id


def seconds_to_grade(item: PredictThenRun, scenario: Scenario) -> float:
    readings: list[Reading] = (
        [item.number] if item.number else [each for outcome in item.outcomes for each in outcome.when]
    )
    sides = {each.of for each in readings}
    arms = arms_of(item, scenario)
    looked_at = {
        *(arms[:1] if sides != {"treated"} else ()),
        *(arms[1:] if sides != {"baseline"} else ()),
    }
    seeds = item.number.seeds if item.number else 1
    return seeds * sum(simulator.estimate_cost(each).seconds for each in looked_at)

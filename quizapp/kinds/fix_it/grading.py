"""An answer is {"setting-id": choice id or number, …}; settings left out stay unchanged. Graded by running it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import simulator
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.readings import Arm, read_values
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.kinds.conditions import in_json
from quizapp.kinds.fix_it.changes import original_experiment, with_changes
from quizapp.kinds.fix_it.model import ChangeableSetting, FixIt, FixMistake
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.named import read_choice, read_named
from quizapp.kinds.refutable import Wrong
from quizapp.kinds.written_numbers import read_number

FIRST_SEED = 1000  # authors tune on smaller seeds
SECONDS_LIMIT = 10.0  # limit for any fix; keys take less than two seconds


def grade(item: FixIt, answer: Any, scenario: Scenario) -> Grade:
    """The share of seeds in which the changed network meets every condition."""
    changes = read_changes(item, answer)
    original = original_experiment(item, scenario)
    changed = _changed(item, original, changes)
    seeds = range(FIRST_SEED, FIRST_SEED + item.seeds)
    by_seed = outcomes_of(item.healed, original, changed, seeds)
    is_fixed = [all(met for met, _ in lines) for lines in by_seed]
    mistakes = (mistake.feedback for mistake in _mistakes(item, changes))
    return Grade(
        score=sum(is_fixed) / len(is_fixed),
        key=dict(item.key),
        parts=tuple(
            PartFeedback(f"seed-{seed}", "right" if met else "wrong", None)
            for seed, met in zip(seeds, is_fixed, strict=True)
        ),
        feedback=None if all(is_fixed) else next(mistakes, None),
        measured={"by_seed": [[value for _, value in lines] for lines in by_seed]},
    )


def _mistakes(item: FixIt, changes: Mapping[str, Any]) -> Iterator[FixMistake]:
    return (mistake for mistake in item.mistakes if mistake.changes.items() <= changes.items())


def wrong_in(item: FixIt, answer: Any) -> Wrong:
    return [("", mistake) for mistake in _mistakes(item, read_changes(item, answer))][:1]


def experiments_side_by_side(
    item: FixIt, answer: Any, scenario: Scenario
) -> tuple[simulator.Experiment, simulator.Experiment]:
    """The original and the changed network, both with the first of the graded seeds."""
    original = original_experiment(item, scenario)
    changed = _changed(item, original, read_changes(item, answer))
    first, second = (each.model_copy(update={"seed": FIRST_SEED}) for each in (original, changed))
    return first, second


def read_changes(item: FixIt, answer: Any) -> dict[str, Any]:
    """The changed settings. Raises MalformedAnswer if there are more than the budget allows."""
    given = read_named(answer, [setting.id for setting in item.settings])
    changes = {
        setting.id: _read_value(setting, given[setting.id])
        for setting in item.settings
        if setting.id in given
    }
    if len(changes) > item.budget:
        raise MalformedAnswer(
            "You changed %(count)s settings; at most %(budget)s can be changed.",
            count=len(changes),
            budget=item.budget,
        )
    return changes


def _read_value(setting: ChangeableSetting, value: Any) -> Any:
    try:
        if setting.choices:
            return read_choice(value, [choice.id for choice in setting.choices])
        number = read_number(value)
        if not setting.can_be(number):
            raise MalformedAnswer(
                "Choose a value from %(minimum)g to %(maximum)g.",
                minimum=setting.minimum,
                maximum=setting.maximum,
            )
    except MalformedAnswer as malformed:
        raise malformed.in_part(setting.id) from None
    return number


def _changed(item: FixIt, original: simulator.Experiment, changes: dict[str, Any]) -> simulator.Experiment:
    try:
        changed = with_changes(item, original, changes)
    except simulator.InvalidExperiment as invalid:
        problem = problems_of_experiment(invalid)[0]
        raise MalformedAnswer(problem.message, **problem.values) from None
    if _seconds_of(item, changed) > SECONDS_LIMIT:
        raise MalformedAnswer("These settings would take too long to run; choose a smaller network.")
    return changed


def _seconds_of(item: FixIt, changed: simulator.Experiment) -> float:
    """The estimated grading time on this machine, including the original network if a condition uses it."""
    return item.seeds * simulator.estimate_cost(changed).seconds


@lru_cache(maxsize=256)
def outcomes_of(
    conditions: tuple[Condition, ...],
    original: simulator.Experiment,
    changed: simulator.Experiment,
    seeds: range,
) -> tuple[tuple[tuple[bool, Any], ...], ...]:
    """By seed, then by condition: whether it is met, and the value read from the run."""
    arms = [Arm(original, seeds), Arm(changed, seeds)]
    by_condition = [read_values(condition, arms) for condition in conditions]
    return tuple(
        tuple(
            (condition.is_met_by(value), in_json(value))
            for condition, value in zip(conditions, values, strict=True)
        )
        for values in zip(*by_condition, strict=True)
    )


def right_answer(item: FixIt, language: Language, scenario: Scenario) -> dict[str, Any]:
    return dict(item.key)


def wrong_answers(item: FixIt) -> Iterator[dict[str, Any]]:
    yield from (dict(mistake.changes) for mistake in item.mistakes)


def seconds_to_grade(item: FixIt, scenario: Scenario) -> float:
    return _seconds_of(item, with_changes(item, original_experiment(item, scenario), item.key))

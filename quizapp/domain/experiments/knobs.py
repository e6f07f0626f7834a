"""Set the knobs of a scenario: from values within their ranges to the two experiments."""

from typing import Any

import simulator
from quizapp.domain.experiments.scenarios import Knob, Scenario
from quizapp.domain.text import KnobValue
from simulator.paths import put

Arms = tuple[simulator.Experiment, simulator.Experiment]  # baseline and treated


class KnobRefused(ValueError):
    """A knob does not accept a value. `message` is a template for `values`."""

    def __init__(self, knob_id: str, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.knob_id = knob_id
        self.message = message
        self.values = values


def knob_value(scenario: Scenario, knob: Knob) -> KnobValue:
    """The default of the knob: the value in the experiments."""
    value: KnobValue = scenario.value_at(knob.sets[0])
    return value


def is_integer_knob(scenario: Scenario, knob: Knob) -> bool:
    value = knob_value(scenario, knob)
    return isinstance(value, int) and not isinstance(value, bool)


def turn_knobs(scenario: Scenario, knobs: dict[str, Any]) -> Arms:
    """The baseline and treated experiments with these values of the knobs.

    Raises KnobRefused for an unknown knob or a value outside its range, and simulator.InvalidExperiment when values
    that are each legal are incompatible.
    """
    by_id = {knob.id: knob for knob in scenario.knobs}
    # Without defaults: a knob on `network.kind` must not leave the forget_bias of an LSTM in a GRU.
    arms, whole = scenario.experiments_by_arm(exclude_defaults=True), scenario.experiments_by_arm()
    for knob_id, given in knobs.items():
        if knob_id not in by_id:
            raise KnobRefused(
                knob_id, "Unknown control. Available controls: %(knobs)s.", knobs=", ".join(by_id) or "–"
            )
        knob = by_id[knob_id]
        value = _checked(scenario, knob, given)
        for path in knob.sets:
            put(arms, path, value, whole)
    return (
        simulator.Experiment.model_validate(arms["baseline"]),
        simulator.Experiment.model_validate(arms["treated"]),
    )


def _checked(scenario: Scenario, knob: Knob, given: Any) -> KnobValue:
    if knob.choices:
        for choice in knob.choices:
            if choice.value == given or str(choice.value) == str(given):
                return choice.value
        allowed = ", ".join(str(choice.value) for choice in knob.choices)
        raise KnobRefused(knob.id, "Choose one of %(choices)s.", choices=allowed)
    number = _number(knob, given)
    assert knob.minimum is not None
    assert knob.maximum is not None
    if not knob.minimum <= number <= knob.maximum:
        raise KnobRefused(
            knob.id,
            "Choose a value from %(minimum)g to %(maximum)g.",
            minimum=knob.minimum,
            maximum=knob.maximum,
        )
    if is_integer_knob(scenario, knob):
        if number != int(number):
            raise KnobRefused(knob.id, "Choose a whole number.")
        return int(number)
    return number


def _number(knob: Knob, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise KnobRefused(knob.id, "Choose a number.")
    try:
        return float(given)
    except (ValueError, OverflowError):
        raise KnobRefused(knob.id, "Choose a number.") from None

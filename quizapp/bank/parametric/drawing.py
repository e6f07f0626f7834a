"""Draw a variant: from a seed to a plain item. The same seed always gives the same item, in any process. An item that
runs networks does so wherever these compute the same bits (`simulator.Provenance`); elsewhere, rounding may decide
otherwise about a draw that is almost rejected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from pydantic import ValidationError

from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.parametric.parameters import draw_parameters
from quizapp.bank.parametric.placeholders import PlaceholderError
from quizapp.bank.parametric.simulation import WIDEST_SPREAD, Measurement, Simulation, measured_by
from quizapp.kinds import Item, kind_of, right_answer, runs_the_simulator
from quizapp.kinds.key_problems import problem_of_key

TRIES = 40


class NoVariant(ValueError):
    """No draw of this item was accepted; `reasons` counts why."""

    def __init__(self, item_id: str, reasons: Mapping[str, int]) -> None:
        super().__init__(f"no variant of {item_id} after {TRIES} draws: {dict(reasons)}")
        self.reasons = dict(reasons)


class Rejected(ValueError):
    """This draw is rejected for that reason."""


@dataclass(frozen=True)
class Drawn:
    """A plain item, the values it was filled with, and the reasons why earlier draws were rejected.

    parameters: the drawn values; may be shown. outcome: the measured values; they reveal the key.
    spread_over: the number of seeds whose spread is the tolerance, if it is one.
    """

    item: Item
    parameters: dict[str, Value] = field(default_factory=dict)
    outcome: dict[str, Value] = field(default_factory=dict)
    rejections: tuple[str, ...] = ()
    spread_over: int | None = None

    def record(self) -> dict[str, Any]:
        """What `redraw` needs to make the same item without running anything."""
        return {"parameters": self.parameters, "outcome": self.outcome} if self.parameters else {}


def draw(item: AuthoredItem, seed: int) -> Drawn:
    """The variant of this seed. Raises NoVariant if none of the draws in the seed's sequence is accepted."""
    if not isinstance(item, ParametricItem):
        return Drawn(item)
    rejections: list[str] = []
    for attempt in range(TRIES):
        random = Random(f"{item.id}/{seed}/{attempt}")
        try:
            drawn = _drawn(item, draw_parameters(item.parameters, random))
        except Rejected as rejected:
            rejections.append(str(rejected))
        else:
            return replace(drawn, rejections=tuple(rejections))
    raise NoVariant(item.id, {reason: rejections.count(reason) for reason in rejections})


def redraw(item: AuthoredItem, record: Mapping[str, Any]) -> Drawn:
    """Make a variant again from its record, without running anything."""
    if not isinstance(item, ParametricItem):
        return Drawn(item)
    parameters, outcome = record["parameters"], record["outcome"]
    return _with_values(item, item.fill(item.names(parameters), outcome), parameters, outcome)


def measured_again(item: ParametricItem, parameters: dict[str, Value]) -> Drawn:
    """Make a variant again from its drawn values, and run its networks. Raises Rejected if it would not be drawn."""
    return _drawn(item, parameters)


def needs_simulation(item: AuthoredItem) -> bool:
    """Whether drawing it runs networks, which a page should not do before the item is opened."""
    return isinstance(item, ParametricItem) and item.simulate is not None


def _drawn(item: ParametricItem, parameters: dict[str, Value]) -> Drawn:
    try:
        names = item.names(parameters)
        if not item.meets_conditions(names):
            raise Rejected("condition")
        outcome = None
        if item.simulate is not None:
            outcome = _clear_outcome(item, item.simulation(names), names)
        plain = item.fill(names, outcome.names() if outcome else None)
    except PlaceholderError as error:
        if error.code != "expression_arithmetic":  # any other error concerns every draw
            raise
        raise Rejected(error.code) from None
    except ValidationError as error:
        raise Rejected(error.errors()[0]["type"]) from None
    if problem := problem_of_key(plain):
        raise Rejected(problem.message)
    return _with_values(item, plain, parameters, outcome.names() if outcome else {})


def _with_values(
    item: ParametricItem, plain: Item, parameters: dict[str, Value], outcome: dict[str, Value]
) -> Drawn:
    seeds = int(outcome["seeds"]) if item.is_graded_by_spread else None
    return Drawn(plain, parameters, outcome, spread_over=seeds)


def _clear_outcome(item: ParametricItem, simulation: Simulation, names: Mapping[str, Value]) -> Measurement:
    """The result of the networks, if it is far enough from every border."""
    outcome = measured_by(simulation, names)
    if not outcome.is_finite:
        raise Rejected("not_finite")
    is_key = bool(kind_of(item).measured)
    widest = simulation.widest or (WIDEST_SPREAD if is_key else None)
    if widest and outcome.spread > widest * abs(outcome.measured):
        raise Rejected("spread")
    if not is_key and not runs_the_simulator(item):
        keys = [right_answer(item.fill(names, outcome.names(value))) for value in set(outcome.values)]
        if any(key != keys[0] for key in keys):
            raise Rejected("seeds_disagree")
    return outcome

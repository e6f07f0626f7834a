"""What every item has, whatever its kind of answer, and the scenario that it links."""

from collections.abc import Sequence
from random import Random
from typing import Literal, Protocol, TypeVar

from pydantic import Field
from pydantic_core import PydanticCustomError

from quizapp.domain.experiments.knobs import Arms, turn_knobs
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import ContentModel, KnobValue, Label, Slug, Text

Level = Literal[1, 2, 3]


class ScenarioLink(ContentModel):
    """A scenario to run beside an item, with its knobs set for that item."""

    slug: Slug
    knobs: dict[str, KnobValue] = {}


class WhatIfRun(ScenarioLink):
    """What would be seen if a wrong option were right, and the run that shows what is."""

    if_right: Text


class ItemModel(ContentModel):
    """What every item has; each kind has a model of its own, which narrows `kind` to its id."""

    id: Slug
    level: Level = 1
    prompt: Text
    hints: tuple[Text, ...] = Field(default=(), max_length=5)
    scenario: ScenarioLink
    claims: tuple[Slug, ...] = Field(default=(), max_length=6)
    explanation: Text
    kind: str


class Part(Protocol):
    """Something to choose, to put in order or to match."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> Text | Label: ...


_Part = TypeVar("_Part", bound=Part)


def shuffled(parts: Sequence[_Part], *names: object) -> tuple[_Part, ...]:
    """The parts in an order that follows from the names, such as the item's id and the seed of a variant."""
    return tuple(Random("/".join(map(str, names))).sample(parts, len(parts)))


def arms_of(item: ItemModel, scenario: Scenario) -> Arms:
    """The experiments of the linked scenario, with the knobs set as the item sets them.

    Raises KnobRefused, or simulator.InvalidExperiment.
    """
    return turn_knobs(scenario, item.scenario.knobs)


def refuse_repeated_ids(ids: list[str], field: str) -> None:
    repeated = sorted({part for part in ids if ids.count(part) > 1})
    if repeated:
        raise PydanticCustomError(
            "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": field}
        )

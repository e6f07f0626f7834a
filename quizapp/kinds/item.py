"""The fields of every item, and the scenario it links."""

from collections.abc import Sequence
from random import Random
from typing import Literal, Protocol, TypeVar

from pydantic import Field
from pydantic_core import PydanticCustomError

from quizapp.domain.experiments.knobs import Arms, turn_knobs
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import ContentModel, KnobValue, Label, Slug, Text
from quizapp.kinds.skills import Skill

Level = Literal[1, 2, 3]


class ScenarioLink(ContentModel):
    """A scenario to run beside an item, with its knobs set for that item."""

    slug: Slug
    knobs: dict[str, KnobValue] = {}


class WhatIfRun(ScenarioLink):
    """What would happen if a wrong option were right, and the run that shows what does happen."""

    if_right: Text


class ItemModel(ContentModel):
    """The fields of every item. The model of each kind narrows `kind` to its id.

    skill: what it trains, if not what its kind usually does.
    """

    id: Slug
    level: Level = 1
    skill: Skill | None = None
    prompt: Text
    hints: tuple[Text, ...] = Field(default=(), max_length=5)
    scenario: ScenarioLink
    claims: tuple[Slug, ...] = Field(default=(), max_length=6)
    explanation: Text
    kind: str


class Part(Protocol):
    """Something to choose, to put in order, or to match."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> Text | Label: ...


_Part = TypeVar("_Part", bound=Part)


def shuffled(parts: Sequence[_Part], *names: object) -> tuple[_Part, ...]:
    """The parts in an order derived from the names, such as the id of the item and the seed of a variant."""
    return tuple(Random("/".join(map(str, names))).sample(parts, len(parts)))


def arms_of(item: ItemModel, scenario: Scenario) -> Arms:
    """The experiments of the linked scenario, with the knobs as set by the item.

    Raises KnobRefused, or simulator.InvalidExperiment.
    """
    return turn_knobs(scenario, item.scenario.knobs)


def refuse_repeated_ids(ids: list[str], field: str) -> None:
    repeated = sorted({part for part in ids if ids.count(part) > 1})
    if repeated:
        raise PydanticCustomError(
            "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": field}
        )

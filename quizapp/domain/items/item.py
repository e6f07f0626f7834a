"""What every item has, whatever its kind of answer, and the small parts that several kinds are made of."""

from collections.abc import Sequence
from typing import Literal, Protocol, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, KnobValue, PartId, Slug, Text

Level = Literal[1, 2, 3]


class ScenarioLink(ContentModel):
    """A scenario to run beside an item, with its knobs set for that item."""

    slug: Slug
    knobs: dict[str, KnobValue] = {}


class World(ScenarioLink):
    """What would be seen if a wrong option were right, and the run that shows what is."""

    if_right: Text


class ItemModel(ContentModel):
    """What every item has, whatever its kind of answer."""

    id: Slug
    level: Level = 1
    prompt: Text
    hints: tuple[Text, ...] = Field(default=(), max_length=5)
    scenario: ScenarioLink
    claims: tuple[Slug, ...] = Field(default=(), max_length=6)
    explanation: Text


class Option(ContentModel):
    id: PartId
    text: Text
    correct: bool = False
    feedback: Text
    world: World | None = None

    @model_validator(mode="after")
    def _only_a_wrong_one_has_a_world(self) -> Self:
        if self.correct and self.world is not None:
            raise PydanticCustomError(
                "world_of_key", "Only a wrong option has a world of its own", {"field": "world"}
            )
        return self


class Entry(ContentModel):
    id: PartId
    text: Text
    feedback: Text


def refuse_repeated_ids(ids: list[str], field: str) -> None:
    repeated = sorted({part for part in ids if ids.count(part) > 1})
    if repeated:
        raise PydanticCustomError(
            "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": field}
        )


class Choosable(Protocol):
    @property
    def correct(self) -> bool: ...


def refuse_all_but_one_key(options: Sequence[Choosable], field: str) -> None:
    if sum(option.correct for option in options) != 1:
        raise PydanticCustomError("one_correct", "Mark exactly one option as correct", {"field": field})

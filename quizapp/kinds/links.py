"""The scenarios that an item links: its own, and those of the what-if runs of its wrong options."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from quizapp.kinds.item import ItemModel, ScenarioLink
from simulator.paths import join


def scenarios_linked(item: ItemModel) -> Iterator[tuple[str, ScenarioLink]]:
    """The links by their place in the item, such as `options.1.world`."""
    yield from _links_in(item, "")


def _links_in(part: Any, place: str) -> Iterator[tuple[str, ScenarioLink]]:
    if isinstance(part, ScenarioLink):
        yield place, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _links_in(getattr(part, name), join(place, name))
    elif isinstance(part, tuple):
        for position, entry in enumerate(part):
            yield from _links_in(entry, join(place, position))

"""The context of an item, and the documents in which the API shows it."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

import simulator
from quizapp.domain.experiments.knobs import Arms, KnobRefused
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.kinds.item import ItemModel, Part, arms_of


@dataclass(frozen=True)
class Asked:
    """The seed of the variant, the scenario that the item links, and the reader's language.

    scenario: None while it is not chosen, in the preview of an item being written.
    """

    seed: int
    scenario: Scenario | None
    language: Language

    def arms_of(self, item: ItemModel) -> Arms | None:
        """The experiments of the scenario with the knobs of the item; None while unknown."""
        try:
            return arms_of(item, self.scenario) if self.scenario else None
        except (KnobRefused, simulator.InvalidExperiment):
            return None

    def shown(self, part: Part) -> "PartShown":
        return PartShown(id=part.id, text=part.text.in_language(self.language))


class Shown(BaseModel):
    """A response document of the API."""

    model_config = ConfigDict(extra="forbid")


class PartShown(Shown):
    id: str
    text: str

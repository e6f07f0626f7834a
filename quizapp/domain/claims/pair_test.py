"""A test: one or two networks, and what must hold for them in a seed."""

import hashlib
import json
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.text import ContentModel

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class PairTest(ContentModel):
    """One or two networks, and what must hold for them in a seed. `seed` is replaced by each seed in turn."""

    baseline: simulator.Experiment
    treated: simulator.Experiment | None = None
    predicate: tuple[Condition, ...] = Field(min_length=1, max_length=6)

    @property
    def fingerprint(self) -> Fingerprint:
        """A hash of the experiments and the predicate, without defaults: if it differs, the test has changed."""
        parts = {
            "baseline": self.baseline.model_dump(mode="json", exclude_defaults=True, exclude={"seed"}),
            "treated": self.treated
            and self.treated.model_dump(mode="json", exclude_defaults=True, exclude={"seed"}),
            "predicate": [
                condition.model_dump(mode="json", exclude_defaults=True) for condition in self.predicate
            ],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def experiments(self) -> list[simulator.Experiment]:
        return [self.baseline, self.treated] if self.treated else [self.baseline]

    def experiments_with(self, seed: int) -> list[simulator.Experiment]:
        return [each.model_copy(update={"seed": seed}) for each in self.experiments]

    @model_validator(mode="after")
    def _predicate_fits_the_networks(self) -> Self:
        for position, condition in enumerate(self.predicate):
            field = f"predicate.{position}"
            if condition.of != "baseline" and self.treated is None:
                raise PydanticCustomError(
                    "no_treated", "This test has no treated experiment", {"field": f"{field}.of"}
                )
            for experiment in condition.experiments(self.baseline, self.treated):
                if not condition.definition.exists_for(experiment.network):
                    raise PydanticCustomError(
                        "measure_not_of_network",
                        "{measure} does not exist for a network of kind {kind}",
                        {"measure": condition.measure, "kind": experiment.network.kind, "field": field},
                    )
        return self

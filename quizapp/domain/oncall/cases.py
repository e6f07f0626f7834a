"""A case: a network with a planted cause, and its healthy twin, drawn from its name."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

import simulator
from quizapp.domain.experiments.remedies import DoesNotApply, Remedy
from quizapp.domain.oncall.causes import CAUSES, Cause, suspects_of
from quizapp.domain.oncall.families import FAMILIES, Family
from quizapp.domain.oncall.fixes import EVERYWHERE, FIXES, FOR_LSTMS, FOR_PERCEPTRONS, FOR_RECURRENT


@dataclass(frozen=True, order=True)
class CaseName:
    """What a case is drawn from."""

    cause: str
    family: str
    number: int


@dataclass(frozen=True)
class Case:
    """planted: the failing network; healthy: the same without the cause. Both with seed 0, to be replaced."""

    name: CaseName
    planted: simulator.Experiment
    healthy: simulator.Experiment

    @property
    def cause(self) -> Cause:
        return CAUSES[self.name.cause]

    @property
    def family(self) -> Family:
        return FAMILIES[self.name.family]

    @property
    def sizes(self) -> Mapping[str, Any]:
        """What the report says of the task."""
        return {**self.healthy.task.model_dump(), "updates": self.healthy.steps}

    def fixed_by(self, fix: Remedy) -> simulator.Experiment:
        """The failing network with this change; unchanged if the change does not apply to it."""
        try:
            return fix.applied_to(self.planted)
        except DoesNotApply:
            return self.planted


@lru_cache(maxsize=1024)
def draw_case(name: CaseName) -> Case:
    random = Random(f"on call: {name.family}, {name.cause}, {name.number}")
    cause, family = CAUSES[name.cause], FAMILIES[name.family]
    healthy = family.draw(random)
    cause.needs(random, healthy)
    planted = deepcopy(healthy)
    cause.plant(random, planted)
    return Case(name, *(simulator.Experiment.model_validate(each) for each in (planted, healthy)))


def suspects(case: Case) -> list[Cause]:
    return suspects_of(case.name.family)


def fixes_for(family: Family) -> list[Remedy]:
    """The changes that can be named for a network of this family."""
    own = (
        (*FOR_RECURRENT, *(FOR_LSTMS if family.is_gated else ())) if family.is_recurrent else FOR_PERCEPTRONS
    )
    return [fix for fix in (*EVERYWHERE, *own) if fix.code != "targets" or family.slug == "forecast"]


def find_fix(family: Family, code: str) -> Remedy | None:
    return FIXES[code] if code in {fix.code for fix in fixes_for(family)} else None

"""The catalog: cases whose networks were verified over twenty seeds, with the figures; others are never drawn."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from random import Random
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.oncall.cases import CaseName
from quizapp.domain.oncall.causes import CAUSES, suspects_of
from quizapp.domain.oncall.families import FAMILIES
from quizapp.domain.oncall.grading import FAILS_UP_TO, FIXED_FROM, HEALTHY_FROM, SEEDS
from quizapp.domain.text import ContentModel

Count = Annotated[int, Field(ge=0, le=SEEDS)]
Failing = Annotated[int, Field(ge=0, le=FAILS_UP_TO)]
Healthy = Annotated[int, Field(ge=HEALTHY_FROM, le=SEEDS)]
Fixed = Annotated[int, Field(ge=FIXED_FROM, le=SEEDS)]


class VerifiedCase(ContentModel):
    """failing, healthy, fixed: of twenty seeds, how many learn with the cause, without it, and with the fix that
    removes it. also: other fixes that work, with their counts; None if they were not tried.
    """

    number: int = Field(ge=0)
    failing: Failing
    healthy: Healthy
    fixed: Fixed
    also: dict[str, Count] | None = None


class Catalog(ContentModel):
    """cases: by cause, then by family. first_seed: of the twenty seeds of the verification."""

    first_seed: int = Field(ge=0)
    cases: dict[str, dict[str, tuple[VerifiedCase, ...]]]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for cause, families in self.cases.items():
            for family in families:
                if cause not in CAUSES or family not in CAUSES[cause].families:
                    raise PydanticCustomError(
                        "unknown_case", "Unknown cause or family: {name}", {"name": f"{cause}, {family}"}
                    )
        return self

    def __iter__(self) -> Iterator[tuple[CaseName, VerifiedCase]]:  # type: ignore[override]
        for cause, families in self.cases.items():
            for family, cases in families.items():
                for case in cases:
                    yield CaseName(cause, family, case.number), case

    @cached_property
    def records(self) -> Mapping[CaseName, VerifiedCase]:
        return dict(self)

    def count(self, cause: str) -> int:
        return sum(len(cases) for cases in self.cases.get(cause, {}).values())

    def draw(self, random: Random, seen: Collection[CaseName], cause: str | None = None) -> CaseName:
        """A case that was seen least. Without a cause to review: a family, then one of its causes, each with the same
        probability, so that what is known of a case before the first measurement says little about its cause.
        """
        if cause is None:
            family = random.choice(sorted(FAMILIES))
            cause = random.choice(
                [each.slug for each in suspects_of(family) if family in self.cases.get(each.slug, {})]
            )
        else:
            family = random.choice(sorted(self.cases[cause]))
        names = [CaseName(cause, family, case.number) for case in self.cases[cause][family]]
        times = {name: sum(each == name for each in seen) for name in names}
        fewest = min(times.values())
        return random.choice([name for name in names if times[name] == fewest])

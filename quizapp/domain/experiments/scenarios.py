"""A scenario: a baseline and a treated experiment with their texts, and the knobs that change them."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.experiments.charts import ChartName, leading_chart
from quizapp.domain.experiments.groups import GROUPS, GroupName
from quizapp.domain.experiments.pictures import Picture
from quizapp.domain.text import ContentModel, KnobValue, Label, PartId, Slug, Text
from simulator.paths import Document, has, value_at

KnobPath = Annotated[str, StringConstraints(pattern=r"^(baseline|treated)(\.[a-z_]+)+$")]


class KnobChoice(ContentModel):
    value: KnobValue
    label: Label


class Knob(ContentModel):
    """A setting that a learner can change within a safe range. It starts at the value in the experiments."""

    id: PartId
    label: Label
    help: Text
    sets: tuple[KnobPath, ...] = Field(min_length=1, max_length=6)
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = Field(default=None, gt=0)
    choices: tuple[KnobChoice, ...] = Field(default=(), max_length=12)
    follows_language: bool = False  # starts at the reader's language, which must be among the choices

    @model_validator(mode="after")
    def _has_a_range_or_choices(self) -> Self:
        has_range = self.minimum is not None and self.maximum is not None
        if bool(self.choices) == has_range:
            raise PydanticCustomError("knob_range", "Give either minimum and maximum, or choices", {})
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise PydanticCustomError(
                "knob_range_order", "The minimum must be below the maximum", {"field": "minimum"}
            )
        return self


class Arm(ContentModel):
    """One side of the comparison."""

    label: Label
    experiment: simulator.Experiment


class Scenario(ContentModel):
    """group, place: where it stands in the lab's list; suggestions: the values of controls that `try_next` proposes;
    picture: its recorded result, from a file of its own.
    """

    slug: Slug
    title: Label
    group: GroupName = "others"
    place: int = Field(default=1, ge=1, le=999)
    story: Text
    view: Literal["training", "unrolled"] = "training"
    baseline: Arm
    treated: Arm
    knobs: tuple[Knob, ...] = Field(default=(), max_length=8)
    charts: tuple[ChartName, ...] = Field(min_length=1, max_length=6)
    look_for: Text
    try_next: Text
    suggestions: tuple[dict[PartId, KnobValue], ...] = Field(default=(), max_length=6)
    picture: Picture | None = None

    @property
    def first_chart(self) -> ChartName:
        """The one that leads its page and is drawn in the list."""
        return leading_chart(self.charts)

    @property
    def order(self) -> tuple[int, int, str]:
        """Its place in the list of all scenarios."""
        return list(GROUPS).index(self.group), self.place, self.slug

    @model_validator(mode="after")
    def _knobs_fit_the_experiments(self) -> Self:
        known = {knob.id for knob in self.knobs}
        for position, wished in enumerate(self.suggestions):
            if unknown := set(wished) - known:
                raise PydanticCustomError(
                    "suggested_knob",
                    "Unknown control {knob}",
                    {"knob": min(unknown), "field": f"suggestions.{position}"},
                )
        arms = self.experiments_by_arm() if self.knobs else {}
        for position, knob in enumerate(self.knobs):
            for path in knob.sets:
                if not has(arms, path):
                    raise PydanticCustomError(
                        "knob_path",
                        "Unknown setting {path}",
                        {"path": path, "field": f"knobs.{position}.sets"},
                    )
        return self

    def value_at(self, path: str) -> Any:
        """The value of the setting at `path` in the experiments, such as `baseline.network.depth`."""
        return value_at(self.experiments_by_arm(), path)

    def experiments_by_arm(self, **options: Any) -> Document:
        """Both experiments as one document of settings; `options` are those of pydantic's model_dump."""
        arms = {"baseline": self.baseline, "treated": self.treated}
        return {name: arm.experiment.model_dump(mode="json", **options) for name, arm in arms.items()}

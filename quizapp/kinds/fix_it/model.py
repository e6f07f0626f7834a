from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.claims.predicates import Condition
from quizapp.domain.text import ContentModel, Label, PartId, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.refutable import Refutable

MESSAGES = {
    "setting_range": N_("Provide either choices, or a path with a minimum and a maximum."),
    "impossible_change": N_("The setting “%(id)s” cannot be %(value)s."),
    "over_budget": N_("At most %(budget)s settings can be changed."),
}

SettingPath = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*$", max_length=80)]
Scalar = bool | int | float | str | None
Changes = Annotated[dict[PartId, int | float | str], Field(min_length=1, max_length=8)]


class Remedy(ContentModel):
    """One choice: the values it sets, such as `clip.kind: norm`; null removes a group."""

    id: PartId
    label: Label
    set: dict[SettingPath, Scalar] = Field(min_length=1, max_length=8)


class ChangeableSetting(ContentModel):
    """A setting that may be changed: to one of the choices, or, at `path`, to a number in a range."""

    id: PartId
    label: Label
    help: Text | None = None
    choices: tuple[Remedy, ...] = Field(default=(), max_length=8)
    path: SettingPath | None = None
    minimum: float | None = None
    maximum: float | None = None

    @model_validator(mode="after")
    def _has_choices_or_a_range(self) -> Self:
        range_fields = (self.path, self.minimum, self.maximum)
        is_range = all(each is not None for each in range_fields)
        if bool(self.choices) == is_range or (self.choices and any(f is not None for f in range_fields)):
            raise PydanticCustomError("setting_range", "Give choices, or path, minimum and maximum", {})
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise PydanticCustomError(
                "knob_range_order", "The minimum must be below the maximum", {"field": "minimum"}
            )
        refuse_repeated_ids([choice.id for choice in self.choices], "choices")
        return self

    def can_be(self, value: int | float | str) -> bool:
        """Whether the value is one of the choices, or a number in the range."""
        if self.choices:
            return value in [choice.id for choice in self.choices]
        if isinstance(value, str) or self.minimum is None or self.maximum is None:
            return False
        return self.minimum <= value <= self.maximum


class FixMistake(Refutable):
    """A change that does not help, and the feedback on it."""

    changes: Changes
    feedback: Text


class FixIt(ItemModel):
    """The network to fix is an arm of the linked scenario. In `healed`, it is `baseline`, and the learner's is
    `treated`.
    """

    kind: Literal["fix_it"]
    arm: Literal["baseline", "treated"] = "baseline"
    settings: tuple[ChangeableSetting, ...] = Field(min_length=1, max_length=8)
    budget: int = Field(ge=1, le=8)
    healed: tuple[Condition, ...] = Field(min_length=1, max_length=6)
    seeds: int = Field(default=3, ge=1, le=8)
    key: Changes
    mistakes: tuple[FixMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _changes_are_possible(self) -> Self:
        refuse_repeated_ids([setting.id for setting in self.settings], "settings")
        known = {setting.id: setting for setting in self.settings}
        named = [("key", self.key)]
        named += [(f"mistakes.{i}.changes", mistake.changes) for i, mistake in enumerate(self.mistakes)]
        for field, changes in named:
            for setting_id, value in changes.items():
                setting = known.get(setting_id)
                if setting is None or not setting.can_be(value):
                    raise PydanticCustomError(
                        "impossible_change",
                        "The setting {id} cannot be {value}",
                        {"id": setting_id, "value": value, "field": f"{field}.{setting_id}"},
                    )
            if len(changes) > self.budget:
                raise PydanticCustomError(
                    "over_budget", "Only {budget} changes", {"budget": self.budget, "field": field}
                )
        return self

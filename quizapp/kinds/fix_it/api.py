from typing import Any

from pydantic import Field

from quizapp.kinds.asked import Asked, PartShown, Shown
from quizapp.kinds.fix_it.changes import values_as_they_are
from quizapp.kinds.fix_it.model import FixIt


class SettingShown(Shown):
    """A setting that may be changed: to one of its choices, or to a number in its range."""

    id: str
    label: str
    choices: list[PartShown]
    value: bool | float | str | None = Field(description="The current value, if it is a number")
    minimum: float | None
    maximum: float | None


class Fields(Shown):
    settings: list[SettingShown] = []
    budget: int | None = Field(default=None, description="the number of settings that may be changed")
    healed: list[dict[str, Any]] = Field(default=[], description="conditions, as in a claim's predicate")


def shown(item: FixIt, asked: Asked) -> dict[str, Any]:
    arms = asked.arms_of(item)
    values = values_as_they_are(item, arms) if arms else {}
    return {
        "settings": [
            SettingShown(
                id=setting.id,
                label=setting.label.in_language(asked.language),
                choices=[
                    PartShown(id=choice.id, text=choice.label.in_language(asked.language))
                    for choice in setting.choices
                ],
                value=values.get(setting.id),
                minimum=setting.minimum,
                maximum=setting.maximum,
            )
            for setting in item.settings
        ],
        "budget": item.budget,
        "healed": [condition.model_dump(exclude_none=True) for condition in item.healed],
    }

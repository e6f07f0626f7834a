"""What an item shows beside its prompt, by kind: nothing of its key."""

from typing import Any

from quizapp.api.item_schemas import AxisShown, GapShown, PartShown, SettingShown
from quizapp.bank.variants import Variant, gap_options_in_order, parts_in_order
from quizapp.domain.experiments.paths import value_at
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.items import (
    ChoiceGap,
    Cloze,
    FixIt,
    Gap,
    Item,
    Matching,
    Numeric,
    PredictThenRun,
    Setting,
    SpotTheLine,
    TensorShape,
)
from quizapp.domain.items.experiments import sick_experiment
from quizapp.presentation.language import words


def parts_shown(item: Item, variant: Variant) -> list[PartShown]:
    return [PartShown(id=part.id, text=words(part.text)) for part in parts_in_order(item, variant.seed)]


def fields_of_kind(item: Item, variant: Variant, scenario: Scenario) -> dict[str, Any]:
    """The fields of ItemShown that only some kinds fill."""
    match item:
        case TensorShape():
            return {"axes": [AxisShown(name=each.name, meaning=words(each.meaning)) for each in item.axes]}
        case Numeric():
            return {"unit": words(item.unit) if item.unit else None}
        case PredictThenRun():
            return {"unit": words(item.number.unit) if item.number and item.number.unit else None}
        case Matching():
            return {"left": [PartShown(id=each.id, text=words(each.text)) for each in item.left]}
        case Cloze():
            return {"text": words(item.text), "gaps": [_gap(item.id, gap, variant) for gap in item.gaps]}
        case SpotTheLine():
            return {"text": item.listing}
        case FixIt():
            return {
                "settings": [_setting(item, each, scenario) for each in item.settings],
                "budget": item.budget,
                "healed": [each.model_dump(exclude_none=True) for each in item.healed],
            }
    return {}


def _gap(item_id: str, gap: Gap, variant: Variant) -> GapShown:
    options = gap_options_in_order(item_id, gap, variant.seed) if isinstance(gap, ChoiceGap) else ()
    shown = [PartShown(id=option.id, text=words(option.text)) for option in options]
    return GapShown(id=gap.id, kind=gap.kind, options=shown)


def _setting(item: FixIt, setting: Setting, scenario: Scenario) -> SettingShown:
    sick = sick_experiment(item, scenario)
    return SettingShown(
        id=setting.id,
        label=words(setting.label),
        choices=[PartShown(id=choice.id, text=words(choice.label)) for choice in setting.choices],
        value=value_at(sick.model_dump(mode="json"), setting.path) if setting.path else None,
        minimum=setting.minimum,
        maximum=setting.maximum,
    )

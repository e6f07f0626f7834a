"""What an item shows beside its prompt, without its key."""

from typing import Any

from quizapp.bank.variants import Variant
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.kinds import Item, kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.presentation.language import current_language


def fields_shown(item: Item, variant: Variant, scenario: Scenario) -> dict[str, Any]:
    """The fields of ItemShown that depend on its kind."""
    asked = Asked(variant.seed, scenario, current_language())
    parts = [asked.shown(part) for part in parts_in_order(item, variant.seed)]
    return {"parts": parts, **kind_of(item).shown_in_api(item, asked)}

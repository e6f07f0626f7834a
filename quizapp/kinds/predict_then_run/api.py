from typing import Any

from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.predict_then_run.model import PredictThenRun


class Fields(Shown):
    unit: str | None = None


def shown(item: PredictThenRun, asked: Asked) -> dict[str, Any]:
    unit = item.number.unit if item.number else None
    return {"unit": unit.in_language(asked.language) if unit else None}

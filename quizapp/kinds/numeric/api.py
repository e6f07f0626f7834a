from typing import Any

from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.numeric.model import Numeric


class Fields(Shown):
    unit: str | None = None


def shown(item: Numeric, asked: Asked) -> dict[str, Any]:
    return {"unit": item.unit.in_language(asked.language) if item.unit else None}

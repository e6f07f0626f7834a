from typing import Any, Literal

from pydantic import Field

from quizapp.kinds.asked import Asked, PartShown, Shown
from quizapp.kinds.cloze.model import Cloze


class GapShown(Shown):
    id: str
    kind: Literal["choice", "number", "words"]
    options: list[PartShown]


class Fields(Shown):
    text: str | None = Field(default=None, description="Markdown with {{gap}}")
    gaps: list[GapShown] = []


def shown(item: Cloze, asked: Asked) -> dict[str, Any]:
    return {
        "text": item.text.in_language(asked.language),
        "gaps": [
            GapShown(
                id=gap.id,
                kind=gap.kind,
                options=[asked.shown(option) for option in gap.options_in_order(item.id, asked.seed)],
            )
            for gap in item.gaps
        ],
    }

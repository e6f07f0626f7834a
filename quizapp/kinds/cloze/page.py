from typing import Any

from quizapp.domain.text import GAP
from quizapp.kinds.asked import Asked
from quizapp.kinds.cloze.model import Cloze


def shown(item: Cloze, asked: Asked) -> dict[str, Any]:
    """gap_order: ids in the order of the text; options: by blank."""
    return {
        "gap_order": GAP.findall(item.text.in_language(asked.language)),
        "options": {gap.id: gap.options_in_order(item.id, asked.seed) for gap in item.gaps},
    }

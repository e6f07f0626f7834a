from typing import Any

from quizapp.kinds.asked import Asked
from quizapp.kinds.fix_it.changes import original_arm, values_as_they_are
from quizapp.kinds.fix_it.model import FixIt


def shown(item: FixIt, asked: Asked) -> dict[str, Any]:
    """original: the experiment to fix; standing: its values of the settings with a range."""
    arms = asked.arms_of(item)
    if arms is None:
        return {"original": None, "standing": {}}
    return {"original": original_arm(item, arms), "standing": values_as_they_are(item, arms)}

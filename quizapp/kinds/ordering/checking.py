from collections.abc import Iterator

from quizapp.domain.experiments.knobs import Arms
from quizapp.errors import Problem
from quizapp.kinds.ordering.model import Ordering
from quizapp.kinds.telling_ids import TELLS_ORDER, count_up


def problems_of_ids(item: Ordering, arms: Arms) -> Iterator[Problem]:
    """Ids from which the right order follows."""
    if count_up(entry.id for entry in item.entries):
        yield Problem("entries", TELLS_ORDER)

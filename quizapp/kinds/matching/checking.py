from collections.abc import Iterator

from quizapp.domain.experiments.knobs import Arms
from quizapp.errors import Problem
from quizapp.kinds.matching.model import Matching
from quizapp.kinds.telling_ids import TELLS_MATCHES, count_up


def problems_of_ids(item: Matching, arms: Arms) -> Iterator[Problem]:
    """Ids from which the matches follow."""
    in_order = [each.match for each in item.left]
    by_id = [each.match for each in sorted(item.left, key=lambda each: each.id)]
    if count_up(in_order) or count_up(by_id) or all(each.id == each.match for each in item.left):
        yield Problem("right", TELLS_MATCHES)

"""The transfer gap: how much more often right at what was seen before than at unseen variants of the same concepts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quizapp.domain.claims.verdicts import Interval
from quizapp.domain.progress.answers import Answer, Novelty
from quizapp.domain.progress.shares import Share, difference

FEWEST_ANSWERS = 10  # of each of the two

Finding = Literal["gap", "no_gap", "unclear"]
WIDEST_WITHOUT_GAP = 0.15


@dataclass(frozen=True)
class TransferGap:
    """repeated: at numbers that were answered before. fresh: at unseen variants of concepts that were."""

    repeated: Share
    fresh: Share

    @property
    def is_known(self) -> bool:
        return min(self.repeated.count, self.fresh.count) >= FEWEST_ANSWERS

    @property
    def gap(self) -> float:
        return self.repeated.value - self.fresh.value

    @property
    def interval(self) -> Interval:
        return difference(self.repeated, self.fresh)

    @property
    def finding(self) -> Finding:
        """no_gap: whatever there may be is small."""
        if self.interval.low > 0:
            return "gap"
        return "no_gap" if self.interval.high <= WIDEST_WITHOUT_GAP else "unclear"


def transfer_gap(answers: Iterable[tuple[Answer, Novelty]]) -> TransferGap:
    counts = {Novelty.REPEATED: [0, 0], Novelty.FRESH: [0, 0]}
    for answer, novelty in answers:
        if novelty in counts:
            counts[novelty][0] += answer.is_right
            counts[novelty][1] += 1
    return TransferGap(Share(*counts[Novelty.REPEATED]), Share(*counts[Novelty.FRESH]))

"""From a graded answer to a rating of the memory behind it."""

import enum
from dataclasses import dataclass

RIGHT_FROM = 0.999  # scores are sums of shares
PARTLY_RIGHT_FROM = 0.6
SLOW_FROM_TIMES_USUAL = 2.0
CONFIDENCES = (0.5, 0.7, 0.9, 0.99)  # that a learner can give before the answer
USUAL_SECONDS = {1: 45.0, 2: 75.0, 3: 120.0}  # by the level of an item, until the learner's own time is known
USUAL_SECONDS_OF_CASE = 600.0  # of the on-call room


class Rating(enum.IntEnum):
    """As FSRS numbers them. No graded answer is Easy; a learner may say so."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def of_label(cls, label: str) -> "Rating":
        return cls[label.upper()]


@dataclass(frozen=True)
class Circumstances:
    """How an answer came about. seconds: None if nobody took the time. confidence: one of CONFIDENCES, or None."""

    used_hint: bool = False
    is_second_try: bool = False
    seconds: float | None = None
    confidence: float | None = None


def rate(score: float, circumstances: Circumstances, usual_seconds: float) -> Rating:
    """Again if wrong; Hard if partly right, or right with a hint, at a second try, or slowly; otherwise Good."""
    if score < PARTLY_RIGHT_FROM:
        return Rating.AGAIN
    is_slow = (circumstances.seconds or 0.0) > SLOW_FROM_TIMES_USUAL * usual_seconds
    has_effort = circumstances.used_hint or circumstances.is_second_try or is_slow
    return Rating.HARD if has_effort or score < RIGHT_FROM else Rating.GOOD

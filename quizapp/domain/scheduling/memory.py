"""The memory of one concept, as FSRS models it, and its replay from the log of reviews.

FSRS is the one of the package `fsrs`, without learning steps and without fuzz: whole days, and the same state for the
same log. A day is passed to it as the midnight that begins it in UTC, where every day has 24 hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

import fsrs

from quizapp.domain.scheduling.ratings import Rating

DESIRED_RETENTION = 0.9
PARAMETERS: tuple[float, ...] = tuple(fsrs.Scheduler().parameters)
_DECAY = -PARAMETERS[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1


@dataclass(frozen=True)
class Review:
    """An entry of the log. due_before: the day on which the card was due before it; None for its first review."""

    rating: Rating
    day: date
    due_before: date | None = None


@dataclass(frozen=True)
class Memory:
    """stability: the days until recall falls to 0.9. difficulty: from 1 to 10. day: of the last review."""

    stability: float
    difficulty: float
    day: date
    due: date
    review_count: int = 1
    lapse_count: int = 0


def review(memory: Memory | None, rating: Rating, day: date) -> Memory:
    """The memory after a review. A clock that was set back since the last one does not move it back."""
    card = fsrs.Card(card_id=0, due=_midnight(day))
    if memory is not None:
        day = max(day, memory.day)
        card = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_midnight(memory.due),
            last_review=_midnight(memory.day),
        )
    reviewed, _ = scheduler().review_card(card, fsrs.Rating(int(rating)), _midnight(day))
    assert reviewed.stability is not None
    assert reviewed.difficulty is not None
    is_lapse = memory is not None and rating is Rating.AGAIN
    return Memory(
        stability=float(reviewed.stability),
        difficulty=float(reviewed.difficulty),
        day=day,
        due=reviewed.due.date(),
        review_count=(memory.review_count if memory else 0) + 1,
        lapse_count=(memory.lapse_count if memory else 0) + is_lapse,
    )


def replay(reviews: Iterable[Review]) -> Memory | None:
    """The memory after all reviews of a log, in their order; None without reviews."""
    memory = None
    for entry in reviews:
        memory = review(memory, entry.rating, entry.day)
    return memory


def retrievability(memory: Memory, day: date) -> float:
    """The probability of recall on a day, from 0 to 1: as `get_card_retrievability`, without making a card."""
    days = max(0, (day - memory.day).days)
    return float((1 + _FACTOR * days / memory.stability) ** _DECAY)


@lru_cache(maxsize=1)
def scheduler() -> fsrs.Scheduler:
    """The reference: whole days, no fuzz."""
    return fsrs.Scheduler(
        desired_retention=DESIRED_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

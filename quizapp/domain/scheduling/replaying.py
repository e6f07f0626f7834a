"""What was remembered on an earlier day: the logs of many cards replayed at once, tested equal to `memory`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.scheduling import forgetting
from quizapp.domain.scheduling.forgetting import Floats
from quizapp.domain.scheduling.memory import PARAMETERS
from quizapp.domain.scheduling.ratings import Rating

_W = PARAMETERS


@dataclass(frozen=True)
class LogEntry:
    """A review of the card with this number."""

    card: int
    rating: int
    day: date


def recalls_on(day: date, log: Sequence[LogEntry]) -> dict[int, float]:
    """The recall of each card on a day, from the reviews until then.

    log: those of a card in their order; the cards may be mixed.
    """
    past = [entry for entry in log if entry.day <= day]
    places: dict[int, int] = {}
    count: dict[int, int] = {}
    steps: list[list[LogEntry]] = []
    for entry in past:
        places.setdefault(entry.card, len(places))
        number = count[entry.card] = count.get(entry.card, -1) + 1
        if number == len(steps):
            steps.append([])
        steps[number].append(entry)
    stability, difficulty, last = (np.zeros(len(places)) for _ in range(3))
    for number, entries in enumerate(steps):
        at = np.array([places[entry.card] for entry in entries], dtype=np.int64)
        rating = np.array([entry.rating for entry in entries], dtype=np.int64)
        days = np.array([entry.day.toordinal() for entry in entries], dtype=float)
        if number == 0:
            stability[at], difficulty[at] = _first(rating)
        else:
            days = np.maximum(days, last[at])
            stability[at] = _stability_after(rating, stability[at], difficulty[at], days - last[at])
            difficulty[at] = _difficulty_after(rating, difficulty[at])
        last[at] = days
    recalls = forgetting.recall_after(np.maximum(0.0, day.toordinal() - last), np.maximum(stability, 1e-9))
    return dict(zip(places, recalls.tolist(), strict=True))


def _first(rating: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """S0 = w[rating - 1]; D0 = w4 - e^(w5 (rating - 1)) + 1, within 1 and 10."""
    stability: Floats = np.array(_W[:4])[rating - 1]
    difficulty: Floats = np.clip(_W[4] - np.exp(_W[5] * (rating - 1)) + 1, 1.0, 10.0)
    return np.maximum(stability, forgetting.LEAST_STABILITY), difficulty


def _stability_after(
    rating: NDArray[np.int64], stability: Floats, difficulty: Floats, days: Floats
) -> Floats:
    """On the same day, S' = S max(1, e^(w17 (rating - 3 + w18)) S^-w19), where Again may also reduce it; later as in
    `forgetting`, with w15 times the growth for Hard and w16 times for Easy.
    """
    recall = forgetting.recall_after(days, stability)
    good = forgetting.stability_after_recall(stability, difficulty, recall)
    bonus = np.select([rating == Rating.HARD, rating == Rating.EASY], [_W[15], _W[16]], 1.0)
    recalled = stability + (good - stability) * bonus
    lapsed = forgetting.stability_after_lapse(stability, difficulty, recall)
    growth = np.exp(_W[17] * (rating - 3 + _W[18])) * stability ** -_W[19]
    soon = stability * np.where(rating == Rating.AGAIN, growth, np.maximum(growth, 1.0))
    later = np.where(rating == Rating.AGAIN, lapsed, recalled)
    result: Floats = np.maximum(np.where(days < 1, soon, later), forgetting.LEAST_STABILITY)
    return result


def _difficulty_after(rating: NDArray[np.int64], difficulty: Floats) -> Floats:
    easiest = _W[4] - np.exp(_W[5] * 3) + 1
    damped = difficulty - _W[6] * (rating - 3) * (10 - difficulty) / 9
    result: Floats = np.clip(_W[7] * easiest + (1 - _W[7]) * damped, 1.0, 10.0)
    return result

"""The plan to a date: which cards to review on which day, so that recall is at least 0.9 on the date.

Each card takes the cheapest days of its policy on which there is room; no day is planned beyond the daily cap, and the
reviews expected after lapses have their share of it. A plan is made anew each day from what is remembered then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from quizapp.domain.scheduling import forgetting
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.forgetting import Floats
from quizapp.domain.scheduling.memory import review
from quizapp.domain.scheduling.policy import LEAST_RECALL, MARGIN, MISS_COST, policy_for
from quizapp.domain.scheduling.ratings import Rating

COST_BELOW_LEAST_RECALL = 1.0
INTRODUCED_WITHIN = 2 / 3  # of the days until the date
LAPSES_AT_FIRST = 0.3  # expected share of concepts that are answered wrongly at first


@dataclass(frozen=True)
class Unseen:
    """A concept that has not been answered yet."""

    concept: Concept
    topic: str
    seconds: float


@dataclass(frozen=True)
class PlannedDay:
    """seconds: of its reviews and first answers, with the repetitions expected after the lapses of the day before.
    new_seconds: of its first answers alone.
    """

    day: date
    reviews: tuple[Concept, ...]
    first_answers: tuple[Concept, ...]
    seconds: float
    new_seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """days: from today to the day before the date. missed: what cannot be brought to 0.9 within the cap."""

    on: date
    days: tuple[PlannedDay, ...]
    missed: tuple[Concept, ...]

    @property
    def is_feasible(self) -> bool:
        return not self.missed

    @property
    def review_count(self) -> int:
        return sum(len(day.reviews) for day in self.days)

    @property
    def busiest_seconds(self) -> float:
        return max((day.seconds for day in self.days), default=0.0)


def make_plan(
    cards: Sequence[Card],
    unseen: Sequence[Unseen],
    today: date,
    on: date,
    cap_seconds: float,
    spent_seconds: float = 0.0,
) -> Plan:
    """The plan with the fewest missed concepts, of those that start with the hardest and with the easiest cards.

    spent_seconds: of today’s cap. Raises ValueError if the date is too far away.
    """
    days_left = (on - today).days
    if days_left <= 0:
        return Plan(on, (), tuple(card.concept for card in cards if card.recall_on(on) < 0.9))
    plans = []
    for is_hardest_first in (True, False):
        planner = _Planner(today, days_left, cap_seconds, spent_seconds)
        plans.append(planner.plan(cards, unseen, is_hardest_first))
        if plans[-1].is_feasible:
            return plans[-1]
    return min(plans, key=lambda plan: len(plan.missed))


class _Planner:
    """Fills the days of one plan."""

    def __init__(self, today: date, days_left: int, cap_seconds: float, spent_seconds: float) -> None:
        self.today, self.days_left = today, days_left
        self.policy = policy_for(days_left)
        self.free: Floats = np.full(days_left, cap_seconds)
        self.free[0] -= spent_seconds
        self.room = self.free.copy()
        self.reviews: list[list[Concept]] = [[] for _ in range(days_left)]
        self.first_answers: list[list[Concept]] = [[] for _ in range(days_left)]
        self.new_seconds: Floats = np.zeros(days_left)
        self.missed: list[Concept] = []

    def plan(self, cards: Sequence[Card], unseen: Sequence[Unseen], is_hardest_first: bool) -> Plan:
        for position, each in enumerate(unseen):
            self._introduce(each, int(position * self.days_left * INTRODUCED_WITHIN / len(unseen)))
        if cards:
            costs, without = self._costs_of_first_reviews(cards)
            best = np.minimum(costs.min(axis=1), without)
            order = np.argsort(-best if is_hardest_first else best, kind="stable")
            for position in order.tolist():
                card = cards[position]
                start = _State.of(card, self.today)
                if without[position] > 0 and not self._bring(
                    card.concept, card.seconds, start, costs[position]
                ):
                    self.missed.append(card.concept)
        return Plan(
            on=self.today + timedelta(days=self.days_left),
            days=tuple(self._day(offset) for offset in range(self.days_left)),
            missed=tuple(self.missed),
        )

    def _day(self, offset: int) -> PlannedDay:
        return PlannedDay(
            day=self.today + timedelta(days=offset),
            reviews=tuple(self.reviews[offset]),
            first_answers=tuple(self.first_answers[offset]),
            seconds=float(self.free[offset] - self.room[offset]),
            new_seconds=float(self.new_seconds[offset]),
        )

    def _costs_of_first_reviews(self, cards: Sequence[Card]) -> tuple[Floats, Floats]:
        """(cards, days): with the next review on each day; (cards,): without any more reviews."""
        stability = np.array([card.memory.stability for card in cards])
        difficulty = np.array([card.memory.difficulty for card in cards])
        elapsed = np.array([_elapsed(card, self.today) for card in cards], dtype=float)
        offsets = np.arange(self.days_left)
        costs = self.policy.costs_of_next(self.days_left, offsets, stability, difficulty, elapsed)
        gaps: Floats = elapsed[:, None] + offsets.astype(float)
        is_weak = forgetting.recall_after(gaps, stability[:, None]) < LEAST_RECALL
        costs += np.where(is_weak, COST_BELOW_LEAST_RECALL * (1 + offsets / self.days_left), 0.0)
        costs[gaps < 1] = np.inf  # reviewed today
        return costs, np.where(stability >= MARGIN * (elapsed + self.days_left), 0.0, MISS_COST)

    def _introduce(self, unseen: Unseen, earliest: int) -> None:
        """Plan a first answer from this day on, and what follows if it is right."""
        roomy = np.flatnonzero(self.room[earliest:] >= unseen.seconds)
        for day in (earliest + roomy[:3]).tolist():
            used = self._reserve(day, unseen.seconds, LAPSES_AT_FIRST)
            if self._bring(unseen.concept, unseen.seconds, _State.after_first_answer(day)):
                self.first_answers[day].append(unseen.concept)
                self.new_seconds[day] += unseen.seconds
                return
            self._release(used)
        self.missed.append(unseen.concept)

    def _bring(self, concept: Concept, seconds: float, state: "_State", costs: Floats | None = None) -> bool:
        """Reserve all the days that a concept needs if it is always recalled; none if there is no room for them.

        costs: of its next review on each day of the plan, if it is not right after a review.
        """
        used: list[tuple[int, float]] = []
        chosen: list[int] = []
        while state.stability < MARGIN * (self.days_left - state.day):
            day = self._cheapest_day(state, seconds, costs)
            if day is None:
                self._release(used)
                return False
            costs = None
            chosen.append(day)
            used += self._reserve(day, seconds, 1.0 - state.recall_on(day))
            state = state.recalled_on(day)
        for day in chosen:
            self.reviews[day].append(concept)
        return True

    def _cheapest_day(self, state: "_State", seconds: float, costs: Floats | None) -> int | None:
        days = np.arange(self.days_left)
        if costs is None:
            left = self.days_left - state.day
            allowed = self.policy.gaps < left
            costs = self.policy.costs_of_gaps(left, state.stability, state.difficulty)[allowed]
            days = state.day + self.policy.gaps[allowed]
        possible = np.where(self.room[days] >= seconds, costs, np.inf)
        if not possible.size or not np.isfinite(best := possible.min()) or best >= MISS_COST:
            return None
        return int(days[possible.argmin()])

    def _reserve(self, day: int, seconds: float, lapses: float) -> list[tuple[int, float]]:
        """The time of a review, and on the next day that of the repetition expected after a lapse."""
        used = [(day, seconds)]
        if day + 1 < self.days_left:
            used.append((day + 1, min(lapses * seconds, max(0.0, float(self.room[day + 1])))))
        for each, amount in used:
            self.room[each] -= amount
        return used

    def _release(self, used: Sequence[tuple[int, float]]) -> None:
        for day, amount in used:
            self.room[day] += amount


@dataclass(frozen=True)
class _State:
    """A memory while planning. day: of its last review, counted from today; negative before it."""

    stability: float
    difficulty: float
    day: int

    @classmethod
    def of(cls, card: Card, today: date) -> "_State":
        return cls(card.memory.stability, card.memory.difficulty, -_elapsed(card, today))

    @classmethod
    def after_first_answer(cls, day: int) -> "_State":
        return cls(*_first_memory(), day)

    def recall_on(self, day: int) -> float:
        return float(forgetting.recall_after(np.array(float(day - self.day)), np.array(self.stability)))

    def recalled_on(self, day: int) -> "_State":
        before = np.array(self.stability), np.array(self.difficulty), np.array(self.recall_on(day))
        stability = float(forgetting.stability_after_recall(*before))
        return _State(stability, float(forgetting.difficulty_after(before[1], Rating.GOOD)), day)


def _elapsed(card: Card, today: date) -> int:
    return max(0, (today - card.memory.day).days)


@lru_cache(maxsize=1)
def _first_memory() -> tuple[float, float]:
    memory = review(None, Rating.GOOD, date(2000, 1, 1))
    return memory.stability, memory.difficulty

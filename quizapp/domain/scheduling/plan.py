"""The plan to a date: which cards to review on which day, so that recall is at least 0.9 on the date.

Each card takes the cheapest days of its policy on which there is room; no day is planned beyond the daily cap, and the
reviews expected after lapses have their share of it. A plan is made anew each day from what is remembered then.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

import numpy as np

from quizapp.domain.scheduling import forgetting
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.forgetting import Floats, recall_of_one, recalled_after
from quizapp.domain.scheduling.memory import review
from quizapp.domain.scheduling.policy import LEAST_RECALL, MARGIN, MISS_COST, Integers, policy_for
from quizapp.domain.scheduling.ratings import Rating

COST_BELOW_LEAST_RECALL = 1.0
DAYS_WITH_OWN_COSTS = 45
INTRODUCED_WITHIN = 2 / 3  # of the days until the date
STATES_KEPT = 20_000
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


@dataclass(frozen=True)
class FirstReviews:
    """What the plans to one date have in common, whatever the cap: when the next review of each card is cheapest.

    days: for each card, the days of the plan that are better than no review, the cheapest first. costs: (cards,), the
    expected ones of the best day. needs_review: whether a card needs any.
    """

    cards: tuple[Card, ...]
    today: date
    on: date
    days: list[list[int]]
    costs: Floats
    needs_review: list[bool]

    @property
    def days_left(self) -> int:
        return (self.on - self.today).days

    @classmethod
    def of(cls, cards: Sequence[Card], today: date, on: date) -> "FirstReviews":
        """Raises ValueError if the date is too far away."""
        days_left = (on - today).days
        if not cards or days_left <= 0:
            return cls(
                tuple(cards), today, on, [[] for _ in cards], np.zeros(len(cards)), [False] * len(cards)
            )
        costs, without = _costs_of_first_reviews(cards, today, days_left)
        order = np.argsort(costs, axis=1, kind="stable").tolist()
        usable = (costs < MISS_COST).sum(axis=1).tolist()
        return cls(
            tuple(cards),
            today,
            on,
            [days[:count] for days, count in zip(order, usable, strict=True)],
            np.minimum(costs.min(axis=1), without),
            (without > 0).tolist(),
        )

    def of_topics(self, topics: Collection[str]) -> "FirstReviews":
        places = [place for place, card in enumerate(self.cards) if card.topic in topics]
        return FirstReviews(
            tuple(self.cards[place] for place in places),
            self.today,
            self.on,
            [self.days[place] for place in places],
            self.costs[places],
            [self.needs_review[place] for place in places],
        )


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
    return plan_within(FirstReviews.of(cards, today, on), unseen, cap_seconds, spent_seconds)


def plan_within(
    first: FirstReviews, unseen: Sequence[Unseen], cap_seconds: float, spent_seconds: float = 0.0
) -> Plan:
    if first.days_left <= 0:
        return Plan(
            first.on, (), tuple(card.concept for card in first.cards if card.recall_on(first.on) < 0.9)
        )
    plans = []
    for is_hardest_first in (True, False):
        planner = _Planner(first, cap_seconds, spent_seconds)
        planner.fill(unseen, is_hardest_first)
        plans.append(planner.plan())
        if plans[-1].is_feasible:
            return plans[-1]
    return min(plans, key=lambda plan: len(plan.missed))


def is_feasible_within(first: FirstReviews, unseen: Sequence[Unseen], cap_seconds: float) -> bool:
    """Whether `plan_within` misses nothing; it is not filled beyond the first concept that is missed."""
    return any(
        _Planner(first, cap_seconds, 0.0).fill(unseen, is_hardest_first, stops_at_a_miss=True)
        for is_hardest_first in (True, False)
    )


class _Planner:
    """Fills the days of one plan."""

    def __init__(self, first: FirstReviews, cap_seconds: float, spent_seconds: float) -> None:
        self.first, self.days_left = first, first.days_left
        self.policy = policy_for(self.days_left)
        self.free = [cap_seconds] * self.days_left
        self.free[0] -= spent_seconds
        self.room = self.free.copy()
        self.reviews: list[list[Concept]] = [[] for _ in range(self.days_left)]
        self.first_answers: list[list[Concept]] = [[] for _ in range(self.days_left)]
        self.new_seconds = [0.0] * self.days_left
        self.missed: list[Concept] = []

    def fill(
        self, unseen: Sequence[Unseen], is_hardest_first: bool, *, stops_at_a_miss: bool = False
    ) -> bool:
        """Whether nothing is missed."""
        for position, each in enumerate(unseen):
            self._introduce(each, int(position * self.days_left * INTRODUCED_WITHIN / len(unseen)))
            if stops_at_a_miss and self.missed:
                return False
        first = self.first
        for position in np.argsort(-first.costs if is_hardest_first else first.costs, kind="stable").tolist():
            card = first.cards[position]
            if first.needs_review[position] and not self._bring(
                card.concept, card.seconds, _state_of(card, first.today), first.days[position]
            ):
                self.missed.append(card.concept)
                if stops_at_a_miss:
                    return False
        return not self.missed

    def plan(self) -> Plan:
        days = (self._day(offset) for offset in range(self.days_left))
        return Plan(on=self.first.on, days=tuple(days), missed=tuple(self.missed))

    def _day(self, offset: int) -> PlannedDay:
        return PlannedDay(
            day=self.first.today + timedelta(days=offset),
            reviews=tuple(self.reviews[offset]),
            first_answers=tuple(self.first_answers[offset]),
            seconds=self.free[offset] - self.room[offset],
            new_seconds=self.new_seconds[offset],
        )

    def _introduce(self, unseen: Unseen, earliest: int) -> None:
        """Plan a first answer from this day on, and what follows if it is right."""
        roomy = (day for day in range(earliest, self.days_left) if self.room[day] >= unseen.seconds)
        for day in list(islice(roomy, 3)):
            used = self._reserve(day, unseen.seconds, LAPSES_AT_FIRST)
            if self._bring(unseen.concept, unseen.seconds, (*_first_memory(), day)):
                self.first_answers[day].append(unseen.concept)
                self.new_seconds[day] += unseen.seconds
                return
            self._release(used)
        self.missed.append(unseen.concept)

    def _bring(
        self, concept: Concept, seconds: float, state: "_State", days: Sequence[int] | None = None
    ) -> bool:
        """Reserve all the days that a concept needs if it is always recalled; none if there is no room for them.

        days: those of its next review in the order of their costs, if it is not right after a review.
        """
        used: list[tuple[int, float]] = []
        chosen: list[int] = []
        room, days_left = self.room, self.days_left
        stability, difficulty, last = state
        while stability < MARGIN * (days_left - last):
            if days is None:
                gaps = self.policy.gaps_by_cost(days_left - last, stability, difficulty)
                days = [last + gap for gap in gaps]
            for day in days:
                if room[day] >= seconds:
                    break
            else:
                self._release(used)
                return False
            days = None
            chosen.append(day)
            recall, stability, difficulty = _review_after(day - last, stability, difficulty)
            used += self._reserve(day, seconds, 1.0 - recall)
            last = day
        for day in chosen:
            self.reviews[day].append(concept)
        return True

    def _reserve(self, day: int, seconds: float, lapses: float) -> list[tuple[int, float]]:
        """The time of a review, and on the next day that of the repetition expected after a lapse."""
        room = self.room
        room[day] -= seconds
        if day + 1 == self.days_left:
            return [(day, seconds)]
        repeated = min(lapses * seconds, max(0.0, room[day + 1]))
        room[day + 1] -= repeated
        return [(day, seconds), (day + 1, repeated)]

    def _release(self, used: Sequence[tuple[int, float]]) -> None:
        for day, amount in used:
            self.room[day] += amount


# Stability, difficulty, and the day of the last review, counted from today; negative before it.
_State = tuple[float, float, int]


def _state_of(card: Card, today: date) -> _State:
    return card.memory.stability, card.memory.difficulty, -_elapsed(card, today)


def _costs_of_first_reviews(cards: Sequence[Card], today: date, days_left: int) -> tuple[Floats, Floats]:
    """(cards, days): with the next review on each day; (cards,): without any more reviews."""
    stability = np.array([card.memory.stability for card in cards])
    difficulty = np.array([card.memory.difficulty for card in cards])
    elapsed = np.array([_elapsed(card, today) for card in cards], dtype=float)
    offsets = np.arange(days_left)
    some = _some_days(days_left)
    costs = policy_for(days_left).costs_of_next(days_left, some, stability, difficulty, elapsed)
    costs = _on_every_day(costs, some, offsets)
    gaps: Floats = elapsed[:, None] + offsets.astype(float)
    is_weak = forgetting.recall_after(gaps, stability[:, None]) < LEAST_RECALL
    costs += np.where(is_weak, COST_BELOW_LEAST_RECALL * (1 + offsets / days_left), 0.0)
    costs[gaps < 1] = np.inf  # reviewed today
    return costs, np.where(stability >= MARGIN * (elapsed + days_left), 0.0, MISS_COST)


def _some_days(days_left: int) -> Integers:
    """Every day of a month and a half, then ever fewer, since costs change slowly."""
    if days_left <= DAYS_WITH_OWN_COSTS:
        return np.arange(days_left)
    later = np.geomspace(DAYS_WITH_OWN_COSTS, days_left - 1, 20)
    found: Integers = np.unique(np.concatenate([np.arange(DAYS_WITH_OWN_COSTS), np.round(later)])).astype(
        np.int64
    )
    return found


def _on_every_day(costs: Floats, some: Integers, days: Integers) -> Floats:
    """(cards, some) to (cards, days), linear in between."""
    if len(some) == len(days):
        return costs
    upper = np.searchsorted(some, days)
    lower = np.maximum(upper - 1, 0)
    share = (days - some[lower]) / np.maximum(some[upper] - some[lower], 1)
    every: Floats = costs[:, lower] * (1 - share) + costs[:, upper] * share
    return every


def _elapsed(card: Card, today: date) -> int:
    return max(0, (today - card.memory.day).days)


@lru_cache(maxsize=STATES_KEPT)
def _review_after(gap: int, stability: float, difficulty: float) -> tuple[float, float, float]:
    """Recall, and the stability and difficulty after it; plans under several caps meet the same states."""
    return recall_of_one(gap, stability), *recalled_after(gap, stability, difficulty)


@lru_cache(maxsize=1)
def _first_memory() -> tuple[float, float]:
    memory = review(None, Rating.GOOD, date(2000, 1, 1))
    return memory.stability, memory.difficulty

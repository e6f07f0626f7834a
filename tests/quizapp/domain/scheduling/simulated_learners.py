"""Synthetic learners with known memory, who practice to the day of an interview by a plan or at constant retention.

The memory of a learner follows FSRS with parameters of the learner’s own, which no schedule knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import fsrs

from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.due import select_within_cap
from quizapp.domain.scheduling.memory import DESIRED_RETENTION, PARAMETERS, Memory, review
from quizapp.domain.scheduling.plan import make_plan
from quizapp.domain.scheduling.ratings import Rating

SECONDS = 60.0
START = date(2026, 1, 5)
FIRST_RATINGS = (Rating.AGAIN, Rating.HARD, Rating.GOOD)
FIRST_SHARES = (0.25, 0.15, 0.6)
HARD_SHARE = 0.1  # of what is recalled


@dataclass(frozen=True)
class Setting:
    """spread: the standard deviation of the logarithm of each parameter of a learner’s memory."""

    days: int = 60
    concepts: int = 40
    introduced_within: int = 20
    cap_seconds: float = 15 * 60.0
    spread: float = 0.0


@dataclass(frozen=True)
class Predicted:
    """A review: what was predicted, and what happened."""

    elapsed: int
    review_count: int
    lapse_count: int
    recall: float
    is_recalled: bool


@dataclass
class Outcome:
    """recalls: the true probability for each concept on the date."""

    recalls: list[float]
    review_count: int
    busiest_seconds: float
    reviews: list[Predicted] = field(default_factory=list)

    @property
    def share_recalled(self) -> float:
        return sum(recall >= 0.9 for recall in self.recalls) / len(self.recalls)


class Learner:
    """One learner; the same seed gives the same first answers under every schedule."""

    def __init__(self, seed: int, setting: Setting) -> None:
        self.seed, self.random = seed, Random(f"learner/{seed}")
        self.true = _scheduler_of(_parameters(self.random, setting.spread))
        self.memories: dict[Concept, Memory] = {}
        self.true_cards: dict[Concept, fsrs.Card] = {}
        self.reviews: list[Predicted] = []

    def first_answer(self, concept: Concept, day: date) -> None:
        rating = Random(f"{self.seed}/{concept.slug}").choices(FIRST_RATINGS, FIRST_SHARES)[0]
        self.memories[concept] = review(None, rating, day)
        self._remember(concept, fsrs.Card(card_id=0), rating, day)

    def answer(self, concept: Concept, day: date) -> None:
        memory, card = self.memories[concept], self.true_cards[concept]
        is_recalled = self.random.random() < self.recall(concept, day)
        rating = Rating.AGAIN
        if is_recalled:
            rating = Rating.HARD if self.random.random() < HARD_SHARE else Rating.GOOD
        predicted = Card(concept, memory).recall_on(day)
        elapsed = (day - memory.day).days
        self.reviews.append(
            Predicted(elapsed, memory.review_count, memory.lapse_count, predicted, is_recalled)
        )
        self.memories[concept] = review(memory, rating, day)
        self._remember(concept, card, rating, day)

    def recall(self, concept: Concept, day: date) -> float:
        return float(self.true.get_card_retrievability(self.true_cards[concept], _midnight(day)))

    def _remember(self, concept: Concept, card: fsrs.Card, rating: Rating, day: date) -> None:
        self.true_cards[concept], _ = self.true.review_card(card, fsrs.Rating(int(rating)), _midnight(day))


def practice_by_plan(seed: int, setting: Setting) -> Outcome:
    return _practice(seed, setting, _by_plan)


def practice_at(retention: float, seed: int, setting: Setting) -> Outcome:
    """At constant retention: a card is due when its predicted recall has fallen so far."""
    scheduler = fsrs.Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )

    def due(cards: Sequence[Card], day: date, on: date, cap_seconds: float) -> list[Concept]:
        wanted = [
            card
            for card in cards
            if (day - card.memory.day).days >= scheduler._next_interval(stability=card.memory.stability)
        ]
        chosen = select_within_cap(wanted, frozenset(), day, cap_seconds)
        return [card.concept for card in chosen.cards]

    return _practice(seed, setting, due)


def _by_plan(cards: Sequence[Card], day: date, on: date, cap_seconds: float) -> list[Concept]:
    return list(make_plan(cards, (), day, on, cap_seconds).days[0].reviews)


def _practice(seed: int, setting: Setting, schedule) -> Outcome:
    learner, on = Learner(seed, setting), START + timedelta(days=setting.days)
    concepts = [Concept("item", str(number)) for number in range(setting.concepts)]
    review_count, busiest = 0, 0.0
    for offset in range(setting.days):
        day = START + timedelta(days=offset)
        new = [
            concept
            for number, concept in enumerate(concepts)
            if number * setting.introduced_within // setting.concepts == offset
        ]
        cards = [Card(concept, memory, seconds=SECONDS) for concept, memory in learner.memories.items()]
        spent = SECONDS * len(new)
        chosen = schedule(cards, day, on, setting.cap_seconds - spent)
        for concept in new:
            learner.first_answer(concept, day)
        for concept in chosen:
            learner.answer(concept, day)
        review_count += len(chosen)
        busiest = max(busiest, spent + SECONDS * len(chosen))
    recalls = [learner.recall(concept, on) for concept in concepts]
    return Outcome(recalls, review_count, busiest, learner.reviews)


def rmse_of_bins(reviews: Sequence[Predicted]) -> float:
    """As FSRS is evaluated: reviews of like intervals, counts, and lapses share a bin; the root of the weighted mean
    square of the differences between mean predicted and mean observed recall.
    """
    bins: dict[tuple[int, ...], list[Predicted]] = {}
    for each in reviews:
        bins.setdefault((_rounded(each.elapsed), each.review_count, each.lapse_count), []).append(each)
    total = sum(
        (sum(each.recall for each in some) - sum(each.is_recalled for each in some)) ** 2 / len(some)
        for some in bins.values()
    )
    return float((total / len(reviews)) ** 0.5)


def _rounded(days: int) -> int:
    power = 0
    while 1.6 ** (power + 1) <= days:
        power += 1
    return power


def _parameters(random: Random, spread: float) -> tuple[float, ...]:
    if not spread:
        return PARAMETERS
    lower, upper = fsrs.scheduler.LOWER_BOUNDS_PARAMETERS, fsrs.scheduler.UPPER_BOUNDS_PARAMETERS
    return tuple(
        min(max(value * random.lognormvariate(0.0, spread), low), high)
        for value, low, high in zip(PARAMETERS, lower, upper, strict=True)
    )


def _scheduler_of(parameters: tuple[float, ...]) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters, DESIRED_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

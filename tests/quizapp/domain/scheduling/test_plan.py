"""The plan to a date, and synthetic learners who follow it."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.feasibility import find_ways_out
from quizapp.domain.scheduling.memory import review
from quizapp.domain.scheduling.plan import Plan, Unseen, make_plan
from quizapp.domain.scheduling.ratings import Rating
from tests.examples import examples
from tests.quizapp.domain.scheduling.simulated_learners import (
    Setting,
    practice_at,
    practice_by_plan,
    rmse_of_bins,
)

TODAY = date(2026, 2, 1)


def deck(size: int, seed: int = 0, topics: int = 1) -> list[Card]:
    """Cards with one to three reviews of the past two months."""
    random = Random(seed)
    cards = []
    for number in range(size):
        memory, day = None, TODAY - timedelta(days=random.randrange(1, 60))
        for _ in range(random.randrange(1, 4)):
            memory = review(memory, random.choice([Rating.AGAIN, Rating.HARD, Rating.GOOD]), min(day, TODAY))
            day = memory.due
        cards.append(Card(Concept("item", str(number)), memory, topic=f"topic-{number % topics}"))
    return cards


def recalled_by(plan: Plan, cards: list[Card]) -> list[float]:
    """The recall of each card on the date if every planned review is recalled."""
    memories = {card.concept: card.memory for card in cards}
    for planned in plan.days:
        for concept in planned.reviews:
            memories[concept] = review(memories[concept], Rating.GOOD, planned.day)
    return [Card(concept, memory).recall_on(plan.on) for concept, memory in memories.items()]


def test_a_plan_brings_every_card_to_nine_tenths_on_the_date() -> None:
    cards = deck(60)
    plan = make_plan(cards, (), TODAY, TODAY + timedelta(days=30), 3600.0)
    assert plan.is_feasible
    assert min(recalled_by(plan, cards)) >= 0.9


@examples(30)
@given(st.integers(0, 60), st.integers(0, 20), st.integers(1, 90), st.floats(0.0, 3600.0), st.integers(0, 9))
def test_no_day_is_planned_beyond_the_cap_and_no_concept_twice_a_day(
    size: int, new: int, days: int, cap: float, seed: int
) -> None:
    cards = deck(size, seed)
    unseen = [Unseen(Concept("claim", str(number)), "", 60.0) for number in range(new)]
    plan = make_plan(cards, unseen, TODAY, TODAY + timedelta(days=days), cap)
    for planned in plan.days:
        both = (*planned.reviews, *planned.first_answers)
        assert 60.0 * len(both) <= planned.seconds + 1e-6
        assert planned.seconds <= cap + 1e-6
        assert len(set(both)) == len(both)
    planned_new = [concept for day in plan.days for concept in day.first_answers]
    missed_new = [concept for concept in plan.missed if concept.kind == "claim"]
    assert sorted(planned_new + missed_new) == sorted(each.concept for each in unseen)


def test_a_card_reviewed_today_is_not_planned_for_today() -> None:
    card = Card(Concept("item", "a"), review(None, Rating.AGAIN, TODAY))
    plan = make_plan([card], (), TODAY, TODAY + timedelta(days=5), 3600.0)
    assert plan.days[0].reviews == ()
    assert plan.is_feasible


def test_a_card_that_stays_needs_no_review() -> None:
    memory = None
    for days_ago in (90, 60, 0):
        memory = review(memory, Rating.GOOD, TODAY - timedelta(days=days_ago))
    card = Card(Concept("item", "a"), memory)
    plan = make_plan([card], (), TODAY, TODAY + timedelta(days=20), 3600.0)
    assert (plan.review_count, plan.is_feasible) == (0, True)


def test_an_infeasible_plan_says_what_would_make_it_feasible() -> None:
    cards, on = deck(120, topics=4), TODAY + timedelta(days=12)
    topics = [f"topic-{number}" for number in range(4)]
    assert not make_plan(cards, (), TODAY, on, 600.0).is_feasible
    ways = find_ways_out(cards, (), topics, TODAY, on, 600.0)
    assert ways.minutes_a_day is not None
    assert ways.minutes_a_day > 10
    assert make_plan(cards, (), TODAY, on, ways.minutes_a_day * 60.0).is_feasible
    assert ways.later_date is not None
    assert make_plan(cards, (), TODAY, ways.later_date, 600.0).is_feasible
    assert ways.topics is not None
    assert 0 < len(ways.topics) < 4
    some = [card for card in cards if card.topic in ways.topics]
    assert make_plan(some, (), TODAY, on, 600.0).is_feasible


def test_without_time_nothing_helps_but_a_later_date() -> None:
    card = Card(Concept("item", "a"), review(None, Rating.AGAIN, TODAY), topic="t")
    on = TODAY + timedelta(days=1)
    assert make_plan([card], (), TODAY, on, 3600.0).missed == (card.concept,)
    ways = find_ways_out([card], (), ["t"], TODAY, on, 3600.0)
    assert (ways.minutes_a_day, ways.topics) == (None, None)
    assert ways.later_date is not None


@pytest.mark.parametrize("days", [0, -3])
def test_on_the_date_and_after_it_there_is_nothing_to_plan(days: int) -> None:
    assert make_plan(deck(3), (), TODAY, TODAY + timedelta(days=days), 600.0).days == ()


def test_learners_reach_the_date_with_fewer_reviews_than_at_constant_retention() -> None:
    """A sample of `python -m tests.benchmarks memory`."""
    learners, setting = range(8), Setting(concepts=30)
    planned = [practice_by_plan(seed, setting) for seed in learners]
    constant = [practice_at(0.89, seed, setting) for seed in learners]
    share, share_constant = (
        sum(outcome.share_recalled for outcome in outcomes) / len(outcomes)
        for outcomes in (planned, constant)
    )
    assert share >= 0.95
    assert share >= share_constant
    reviews, reviews_constant = (
        sum(outcome.review_count for outcome in outcomes) for outcomes in (planned, constant)
    )
    assert reviews <= 0.85 * reviews_constant
    assert max(outcome.busiest_seconds for outcome in planned) <= setting.cap_seconds


def test_the_error_of_predicted_recall_is_measured_by_bins() -> None:
    outcomes = [practice_by_plan(seed, Setting(concepts=30, days=30)) for seed in range(4)]
    reviews = [each for outcome in outcomes for each in outcome.reviews]
    worse = [type(each)(**{**vars(each), "recall": each.recall / 2}) for each in reviews]
    assert rmse_of_bins(reviews) < rmse_of_bins(worse)

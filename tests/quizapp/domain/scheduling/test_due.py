"""The list of what is due, the forecast, leeches, and readiness."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.due import due_list, forecast, usual_seconds
from quizapp.domain.scheduling.leeches import leeches
from quizapp.domain.scheduling.memory import Memory, review
from quizapp.domain.scheduling.ratings import Rating
from quizapp.domain.scheduling.readiness import readiness_of
from tests.examples import examples

TODAY = date(2026, 2, 28)


def card(slug: str, stability: float = 5.0, due: int = 0, last: int = -5, **more: object) -> Card:
    """With days counted from today."""
    memory = Memory(stability, 5.0, TODAY + timedelta(days=last), TODAY + timedelta(days=due))
    return Card(Concept("item", slug), memory, **more)  # type: ignore[arg-type]


def slugs(cards: tuple[Card, ...]) -> list[str]:
    return [each.concept.slug for each in cards]


def test_what_is_closest_to_being_forgotten_comes_first() -> None:
    due = due_list([card("firm", 50.0), card("weak", 1.0), card("later", due=1)], TODAY, 3600.0)
    assert slugs(due.cards) == ["weak", "firm"]


def test_what_does_not_fit_into_the_day_is_named() -> None:
    due = due_list([card("a", 1.0), card("b", 2.0), card("c", 3.0)], TODAY, 150.0, spent_seconds=30.0)
    assert (slugs(due.cards), slugs(due.beyond_cap)) == (["a", "b"], ["c"])


@examples(60)
@given(st.lists(st.floats(1.0, 600.0), max_size=30), st.floats(0.0, 3600.0), st.floats(0.0, 3600.0))
def test_the_cap_is_never_exceeded(times: list[float], cap: float, spent: float) -> None:
    cards = [card(str(number), seconds=seconds) for number, seconds in enumerate(times)]
    due = due_list(cards, TODAY, cap, spent)
    assert due.seconds <= max(0.0, cap - spent) + 1e-6
    assert len(due.cards) + len(due.beyond_cap) == len(cards)


def test_siblings_are_not_reviewed_on_one_day() -> None:
    a, b = Concept("item", "a"), Concept("item", "b")
    cards = [card("a", 1.0, siblings=frozenset([b])), card("b", 2.0, siblings=frozenset([a]))]
    assert slugs(due_list(cards, TODAY, 3600.0).apart) == ["b"]
    reviewed = card("a", 9.0, due=9, last=0, siblings=frozenset([b]))
    assert slugs(due_list([reviewed, cards[1]], TODAY, 3600.0).apart) == ["b"]


def test_the_forecast_counts_each_card_once_and_what_is_overdue_today() -> None:
    loads = forecast([card("a", due=-9), card("b", due=0), card("c", due=1), card("d", due=40)], TODAY, 3)
    assert [load.cards for load in loads] == [2, 1, 0]
    assert [load.day for load in loads] == [TODAY, date(2026, 3, 1), date(2026, 3, 2)]


def test_what_is_forgotten_again_and_again_is_a_leech() -> None:
    memory = None
    for number in range(5):
        assert not (memory and leeches([Card(Concept("claim", "c"), memory)]))
        memory = review(memory, Rating.AGAIN, TODAY + timedelta(days=number))
    assert leeches([Card(Concept("claim", "c"), memory), card("other")])[0].concept.slug == "c"


def test_the_usual_time_is_a_median_of_at_least_three() -> None:
    assert usual_seconds([10.0, 20.0], 60.0) == 60.0
    assert usual_seconds([10.0, 900.0, 20.0], 60.0) == 20.0
    assert usual_seconds([10.0, 20.0, 30.0, 900.0], 60.0) == 25.0


def test_readiness_follows_from_recall_and_coverage() -> None:
    nothing = readiness_of([], 4, TODAY)
    assert (nothing.estimate, nothing.low, nothing.high, nothing.coverage) == (0.0, 0.0, 1.0, 0.0)
    half = readiness_of([card("a", 5.0), card("b", 5.0)], 4, TODAY)
    assert half.estimate == pytest.approx(0.45)
    assert half.low < 0.45 < half.high
    assert half.high >= 0.5 + 0.45
    weaker = readiness_of([card("a", 1.0), card("b", 1.0)], 4, TODAY)
    assert weaker.estimate < half.estimate


def test_more_reviews_of_a_concept_make_readiness_more_certain() -> None:
    once = [card(str(number)) for number in range(20)]
    often = [
        Card(each.concept, Memory(5.0, 5.0, each.memory.day, each.memory.due, review_count=16))
        for each in once
    ]
    widths = [found.high - found.low for found in (readiness_of(some, 20, TODAY) for some in (once, often))]
    assert widths[1] < widths[0]

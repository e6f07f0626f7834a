"""The memory of a concept: the same as the reference package, and the same again from its log."""

from datetime import UTC, date, datetime, time, timedelta

import fsrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling import forgetting
from quizapp.domain.scheduling.memory import Memory, Review, replay, retrievability, review
from quizapp.domain.scheduling.ratings import Circumstances, Rating, rate
from quizapp.domain.scheduling.replaying import LogEntry, recalls_on
from tests.examples import examples

START = date(2026, 1, 1)
steps = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 400)), min_size=1, max_size=15)


def reviews_of(history: list[tuple[Rating, int]]) -> list[Review]:
    day, reviews = START, []
    for rating, gap in history:
        day += timedelta(days=gap)
        reviews.append(Review(rating, day))
    return reviews


@examples(100)
@given(steps)
def test_scheduling_is_identical_to_the_reference_package(history: list[tuple[Rating, int]]) -> None:
    reference = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, memory = fsrs.Card(card_id=1), None
    for entry in reviews_of(history):
        moment = datetime.combine(entry.day, time(), UTC)
        card, _ = reference.review_card(card, fsrs.Rating(int(entry.rating)), moment)
        memory = review(memory, entry.rating, entry.day)
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert memory.due == card.due.date()
        later = moment + timedelta(days=17)
        assert retrievability(memory, later.date()) == reference.get_card_retrievability(card, later)


@examples(100)
@given(steps)
def test_the_log_replays_to_the_same_memory_and_without_its_last_review_to_the_one_before(
    history: list[tuple[Rating, int]],
) -> None:
    reviews, memories = reviews_of(history), [None]
    for entry in reviews:
        memories.append(review(memories[-1], entry.rating, entry.day))
    assert replay(reviews) == memories[-1]
    assert replay(reviews[:-1]) == memories[-2]
    assert memories[-1].review_count == len(reviews)


@examples(60)
@given(st.lists(steps, min_size=1, max_size=4), st.integers(0, 900))
def test_many_logs_are_replayed_at_once_as_one_by_one(
    histories: list[list[tuple[Rating, int]]], later: int
) -> None:
    day = START + timedelta(days=later)
    logs = [reviews_of(history) for history in histories]
    log = [LogEntry(number, int(each.rating), each.day) for number, some in enumerate(logs) for each in some]
    found = recalls_on(day, log)
    for number, some in enumerate(logs):
        memory = replay(each for each in some if each.day <= day)
        assert (number in found) == (memory is not None)
        if memory is not None:
            assert found[number] == pytest.approx(retrievability(memory, day))


@examples(100)
@given(steps, st.integers(1, 3000))
def test_a_clock_that_was_set_back_moves_nothing_backward(
    history: list[tuple[Rating, int]], back: int
) -> None:
    memory = replay(reviews_of(history))
    after = review(memory, Rating.GOOD, memory.day - timedelta(days=back))
    assert after.day == memory.day
    assert after == review(memory, Rating.GOOD, memory.day)
    assert after.due > after.day


@pytest.mark.parametrize("rating", [Rating.AGAIN, Rating.GOOD])
def test_the_equations_on_arrays_are_those_of_the_package(rating: Rating) -> None:
    for stability in (0.2, 1.0, 3.7, 40.0, 300.0):
        for difficulty in (1.0, 4.2, 9.9):
            for gap in (1, 3, 30, 200):
                before = Memory(stability, difficulty, START, START)
                after = review(before, rating, START + timedelta(days=gap))
                recall = forgetting.recall_after(np.array(float(gap)), np.array(stability))
                change = {
                    Rating.AGAIN: forgetting.stability_after_lapse,
                    Rating.GOOD: forgetting.stability_after_recall,
                }[rating]
                found = change(np.array(stability), np.array(difficulty), recall)
                assert found == pytest.approx(after.stability, rel=1e-9)
                assert forgetting.difficulty_after(np.array(difficulty), rating) == pytest.approx(
                    after.difficulty, rel=1e-9
                )


def test_recall_is_nine_tenths_after_as_many_days_as_stability() -> None:
    assert retrievability(Memory(30.0, 5.0, START, START), START + timedelta(days=30)) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("score", "circumstances", "rating"),
    [
        (0.0, Circumstances(), Rating.AGAIN),
        (0.5, Circumstances(), Rating.AGAIN),
        (0.75, Circumstances(), Rating.HARD),
        (1.0, Circumstances(), Rating.GOOD),
        (1.0, Circumstances(used_hint=True), Rating.HARD),
        (1.0, Circumstances(is_second_try=True), Rating.HARD),
        (1.0, Circumstances(seconds=130.0), Rating.HARD),
        (1.0, Circumstances(seconds=110.0), Rating.GOOD),
        (0.0, Circumstances(used_hint=True), Rating.AGAIN),
    ],
)
def test_a_graded_answer_is_rated(score: float, circumstances: Circumstances, rating: Rating) -> None:
    assert rate(score, circumstances, usual_seconds=60.0) is rating

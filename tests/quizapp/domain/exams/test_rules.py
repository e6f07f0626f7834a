"""Which exercises a sitting has, and when it ends."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.domain.exams.choosing import Candidate, choose_items
from quizapp.domain.exams.rules import (
    Allowance,
    Clock,
    DrawnSet,
    ExamRules,
    Filter,
    FixedSet,
    attempts_of,
    end_of_sitting,
    share_out,
    window_of,
)

START = datetime(2026, 11, 29, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BANK = [
    Candidate(f"{topic}-{level}-{number}", topic, level, f"{topic}-{number % 3}")
    for topic in ("rnn", "lstm")
    for level in (1, 2, 3)
    for number in range(6)
]


def drawn(*filters: Filter) -> ExamRules:
    return ExamRules(selection=DrawnSet(filters=filters), minutes=30)


@given(st.integers(0, 1000), st.integers(1, 6), st.integers(1, 6))
def test_every_filter_gets_as_many_as_it_asks_for_and_nothing_is_asked_twice(
    seed: int, easy: int, hard: int
) -> None:
    rules = drawn(Filter(count=easy), Filter(topics=("rnn",), levels=(3,), count=hard))
    chosen = choose_items(rules, BANK, Random(seed))
    assert len(chosen) == len(set(chosen)) == easy + hard == rules.item_count
    assert sum(item.startswith("rnn-3") for item in chosen) >= hard


@given(st.integers(0, 1000))
def test_as_many_concepts_as_possible_are_asked_about(seed: int) -> None:
    concepts = {candidate.item_id: candidate.concept for candidate in BANK}
    chosen = choose_items(drawn(Filter(count=6)), BANK, Random(seed))
    assert len({concepts[item] for item in chosen}) == 6


def test_a_fixed_set_keeps_its_order_without_what_no_longer_exists() -> None:
    rules = ExamRules(selection=FixedSet(items=("rnn-2-1", "gone-item", "lstm-1-0")), minutes=30)
    assert choose_items(rules, BANK, Random(0)) == ["rnn-2-1", "lstm-1-0"]


def test_a_sitting_ends_after_its_minutes_and_never_after_its_window() -> None:
    rules = drawn(Filter(count=1)).model_copy(update={"closes_at": START + 40 * MINUTE})
    assert end_of_sitting(rules, START) == START + 30 * MINUTE
    assert end_of_sitting(rules, START, Allowance(extra_seconds=300)) == START + 35 * MINUTE
    assert end_of_sitting(rules, START + 20 * MINUTE) == START + 40 * MINUTE
    later = Allowance(closes_at=START + 90 * MINUTE)
    assert end_of_sitting(rules, START + 20 * MINUTE, later) == START + 50 * MINUTE


def test_an_assignment_can_give_its_own_window_and_number_of_attempts() -> None:
    rules = drawn(Filter(count=1))
    allowance = Allowance(attempts=2, opens_at=START, closes_at=START + MINUTE)
    window = window_of(rules, allowance)
    states = [window.state_at(START + offset * MINUTE) for offset in (-1, 0, 1)]
    assert states == ["early", "open", "past"]
    assert (attempts_of(rules), attempts_of(rules, allowance)) == (None, 2)
    assert window_of(rules).state_at(START) == "open"


def test_answers_are_accepted_until_the_grace_period_is_over() -> None:
    clock = Clock(START, START + 30 * MINUTE, grace_seconds=60)
    assert clock.accepts(START + 31 * MINUTE)
    assert not clock.accepts(START + 31 * MINUTE + timedelta(microseconds=1))
    assert clock.seconds_left(START + 29 * MINUTE) == 60
    assert clock.seconds_left(START + 45 * MINUTE) == 0
    assert clock.seconds_late(START + 32 * MINUTE) == 60


def test_exercises_are_shared_out_evenly() -> None:
    assert share_out(7, ["a", "b", "c"]) == {"a": 3, "b": 2, "c": 2}
    assert share_out(1, ["a", "b"]) == {"a": 1}


@pytest.mark.parametrize("minutes", [0, 481])
def test_an_exam_takes_a_minute_to_eight_hours(minutes: int) -> None:
    with pytest.raises(ValidationError):
        ExamRules(selection=FixedSet(items=("an-item",)), minutes=minutes)

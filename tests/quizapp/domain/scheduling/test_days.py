"""The learner's own days, in every zone and whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling.days import (
    DAY,
    LATEST_BOUNDARY_HOUR,
    StudyClock,
    day_of_review,
    zone_names,
)
from quizapp.domain.scheduling.memory import Memory, review
from quizapp.domain.scheduling.ratings import Rating
from tests.examples import examples

clocks = st.builds(StudyClock, st.sampled_from(sorted(zone_names())), st.integers(0, LATEST_BOUNDARY_HOUR))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


@examples(100, fuzzing=100_000)
@given(clocks, moments)
def test_every_moment_has_one_day(clock: StudyClock, moment: datetime) -> None:
    day = clock.day_of(moment)
    assert clock.begins(day) <= moment < clock.begins(day + DAY)


@examples(100)
@given(clocks, moments, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_later_moment_is_never_on_an_earlier_day(
    clock: StudyClock, moment: datetime, later: timedelta
) -> None:
    assert clock.day_of(moment) <= clock.day_of(moment + later)


def test_a_night_belongs_to_the_day_before_it() -> None:
    clock = StudyClock("Asia/Shanghai", 4)
    assert clock.day_of(datetime(2026, 3, 1, 19, 59, tzinfo=UTC)) == date(2026, 3, 1)  # 03:59 there
    assert clock.day_of(datetime(2026, 3, 1, 20, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_days_have_23_and_25_hours_when_clocks_change() -> None:
    clock = StudyClock("Europe/Berlin", 0)
    hours = [
        (clock.begins(day + DAY) - clock.begins(day)) / timedelta(hours=1)
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29))
    ]
    assert hours == [23, 25, 24]


def test_a_day_that_a_zone_skipped_has_no_moment() -> None:
    clock = StudyClock("Pacific/Apia", 4)
    start = datetime(2011, 12, 28, tzinfo=UTC)
    days = {clock.day_of(start + timedelta(hours=hour)) for hour in range(96)}
    assert date(2011, 12, 30) not in days
    assert {date(2011, 12, 29), date(2011, 12, 31)} <= days


jumps = st.timedeltas(timedelta(days=-40), timedelta(days=200))


@examples(100, fuzzing=100_000)
@given(moments, st.lists(st.tuples(jumps, clocks, st.sampled_from(Rating)), min_size=1, max_size=8))
def test_no_review_is_lost_doubled_or_moved_backward_by_clocks_and_journeys(
    moment: datetime, journey: list[tuple[timedelta, StudyClock, Rating]]
) -> None:
    """The clock jumps in both directions, and each review is in another zone with another day boundary."""
    memory: Memory | None = None
    for number, (jump, clock, rating) in enumerate(journey, start=1):
        moment += jump
        before, day = memory, day_of_review(clock, moment, memory.day if memory else None)
        memory = review(before, rating, day)
        assert memory.review_count == number
        assert memory.day == day
        assert memory.day >= (before.day if before else clock.day_of(moment))
        assert memory.due > memory.day

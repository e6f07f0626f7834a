"""Times on the clocks of a class, also on the two days on which they are changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.classes.times import days_after, moment_of, written_in
from quizapp.errors import Invalid

BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_the_clock_of_the_zone_counts() -> None:
    assert moment_of("due_at", "2026-12-05T23:59", SHANGHAI) == utc(2026, 12, 5, 15, 59)
    assert moment_of("due_at", "2026-07-05T23:59", BERLIN) == utc(2026, 7, 5, 21, 59)
    assert moment_of("due_at", "2026-12-05T23:59", BERLIN) == utc(2026, 12, 5, 22, 59)
    assert moment_of("due_at", " ", BERLIN) is None


def test_an_hour_that_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    with pytest.raises(Invalid) as refused:
        moment_of("due_at", "2027-03-28T02:30", BERLIN)
    assert refused.value.problems[0].field == "due_at"
    assert moment_of("due_at", "2026-10-25T02:30", BERLIN) == utc(2026, 10, 25, 0, 30)


@pytest.mark.parametrize("written", ["tomorrow", "2026-13-01T00:00", "2026-11-29T14:30Z", "0001-01-01T00:00"])
def test_what_is_no_time_of_a_clock_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        moment_of("opens_at", written, BERLIN)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from([BERLIN, SHANGHAI, "UTC"]))
def test_a_form_shows_what_was_written(wall: datetime, zone: str) -> None:
    written = f"{wall:%Y-%m-%dT%H:%M}"
    try:
        moment = moment_of("due_at", written, zone)
    except Invalid:
        return  # skipped by the clocks
    assert written_in(moment, zone) == written


def test_a_late_day_lasts_until_the_same_time_of_the_next_day() -> None:
    due = utc(2026, 12, 5, 15, 59)
    assert days_after(due, due, SHANGHAI) == 0
    assert days_after(due, due + timedelta(seconds=1), SHANGHAI) == 1
    assert days_after(due, due + timedelta(hours=24), SHANGHAI) == 1
    assert days_after(due, due + timedelta(hours=24, seconds=1), SHANGHAI) == 2


def test_on_the_days_on_which_clocks_change_a_late_day_has_23_or_25_hours() -> None:
    before_autumn = utc(2026, 10, 24, 21, 59)  # 23:59 in summer
    assert days_after(before_autumn, before_autumn + timedelta(hours=25), BERLIN) == 1
    assert days_after(before_autumn, before_autumn + timedelta(hours=25, seconds=1), BERLIN) == 2
    before_spring = utc(2027, 3, 27, 22, 59)  # 23:59 in winter
    assert days_after(before_spring, before_spring + timedelta(hours=23), BERLIN) == 1
    assert days_after(before_spring, before_spring + timedelta(hours=23, seconds=1), BERLIN) == 2

"""Mock interviews are proposed on days that follow from the date of the interview."""

from datetime import date, timedelta

from quizapp.domain.scheduling.rehearsals import rehearsal_days, rehearsal_minutes

ON = date(2026, 12, 10)


def test_twelve_days_before_two_are_proposed_the_last_three_days_before() -> None:
    assert rehearsal_days(date(2026, 11, 28), ON) == (date(2026, 12, 2), date(2026, 12, 7))


def test_a_proposed_day_stays_until_it_is_over() -> None:
    for back in range(60):
        today = ON - timedelta(days=back)
        assert rehearsal_days(today, ON) == tuple(
            day for day in rehearsal_days(ON - timedelta(days=60), ON) if day >= today
        )


def test_the_longest_interview_that_fits_a_day_is_proposed() -> None:
    assert [rehearsal_minutes(minutes, (10, 20, 30)) for minutes in (5, 10, 29, 240)] == [10, 10, 20, 30]

"""How a learner wishes to review: time zone, day boundary, minutes a day, and the interview."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.days import (
    DEFAULT_BOUNDARY_HOUR,
    DEFAULT_ZONE,
    LATEST_BOUNDARY_HOUR,
    StudyClock,
    zone_names,
)
from quizapp.domain.scheduling.policy import LONGEST_HORIZON
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Learner, ReviewPreferences
from quizapp.services.published_bank import published_bank

DEFAULT_MINUTES = 20
MOST_MINUTES = 8 * 60


@dataclass(frozen=True)
class Preferences:
    """topics: those of the interview, in the learner's order; none stands for all.

    is_chosen: whether the learner has chosen them; otherwise they are the defaults.
    """

    clock: StudyClock = field(default_factory=StudyClock)
    minutes_a_day: int = DEFAULT_MINUTES
    interview_on: date | None = None
    topics: tuple[str, ...] = ()
    is_chosen: bool = False

    def today(self) -> date:
        return self.clock.day_of(now())

    @property
    def cap_seconds(self) -> float:
        return 60.0 * self.minutes_a_day


def read_preferences(session: Session, learner: Learner | None) -> Preferences:
    """Those of the learner, or the defaults."""
    stored = session.get(ReviewPreferences, learner.learner_id) if learner else None
    if stored is None:
        return Preferences()
    known = published_bank(session).topics
    return Preferences(
        clock=StudyClock(stored.zone if stored.zone in zone_names() else DEFAULT_ZONE, stored.boundary_hour),
        minutes_a_day=stored.minutes_a_day,
        interview_on=stored.interview_on,
        topics=tuple(slug for slug in stored.topics if slug in known),
        is_chosen=True,
    )


def set_preferences(
    session: Session,
    learner: Learner,
    *,
    zone: str = DEFAULT_ZONE,
    boundary_hour: int = DEFAULT_BOUNDARY_HOUR,
    minutes_a_day: int = DEFAULT_MINUTES,
    interview_on: date | None = None,
    topics: tuple[str, ...] = (),
) -> Preferences:
    """Raises Invalid naming the fields. A date that has passed is kept, and nothing is planned to it."""
    problems = list(_problems(session, zone, boundary_hour, minutes_a_day, interview_on, topics))
    if problems:
        raise Invalid(problems)
    values = {
        "zone": zone,
        "boundary_hour": boundary_hour,
        "minutes_a_day": minutes_a_day,
        "interview_on": interview_on,
        "topics": list(dict.fromkeys(topics)),
    }
    try:
        _store(session, learner, values)
    except IntegrityError:  # another tab of the same learner stored the first ones
        _store(session, learner, values)
    return read_preferences(session, learner)


def _store(session: Session, learner: Learner, values: dict[str, object]) -> None:
    with writing(session):
        session.merge(ReviewPreferences(learner_id=learner.learner_id, **values))


def _problems(
    session: Session,
    zone: str,
    boundary_hour: int,
    minutes_a_day: int,
    interview_on: date | None,
    topics: tuple[str, ...],
) -> list[Problem]:
    found = []
    if zone not in zone_names():
        found.append(Problem("zone", N_("Choose a time zone by its IANA name, such as Asia/Shanghai.")))
        zone = DEFAULT_ZONE
    if not 0 <= boundary_hour <= LATEST_BOUNDARY_HOUR:
        values = {"most": LATEST_BOUNDARY_HOUR}
        found.append(Problem("boundary_hour", N_("Choose an hour from 0 to %(most)s."), values))
    if not 1 <= minutes_a_day <= MOST_MINUTES:
        values = {"most": MOST_MINUTES}
        found.append(Problem("minutes_a_day", N_("Choose 1 to %(most)s minutes a day."), values))
    latest = StudyClock(zone).day_of(now()) + timedelta(days=LONGEST_HORIZON)
    if interview_on is not None and interview_on > latest:
        values = {"days": LONGEST_HORIZON}
        found.append(Problem("interview_on", N_("Choose a date within the next %(days)s days."), values))
    known = published_bank(session).topics
    for slug in topics:
        if slug not in known:
            found.append(Problem("topics", N_("The topic “%(slug)s” was not found."), {"slug": slug}))
    return found

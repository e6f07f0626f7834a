"""The plan of a day: what is worked out for a learner once a day, and stands until the next.

It is the plan to the interview with its ways out, and what was remembered two weeks ago. Both take longer than a page
may, so that a page shows what there is, and asks for the plan if there is none yet.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.cards import Concept
from quizapp.domain.scheduling.feasibility import WaysOut
from quizapp.domain.scheduling.replaying import LogEntry, recalls_on
from quizapp.errors import NotStored
from quizapp.models import DayPlan, Learner, ReviewCard, ReviewEntry
from quizapp.services.published_bank import published_bank
from quizapp.services.review_cards import concept_kind
from quizapp.services.review_plans import PlanToInterview, has_interview_to_come, plan_to_interview
from quizapp.services.review_preferences import Preferences

SOME_TIME_AGO = timedelta(days=14)
PLANS_KEPT = 256  # in each process


@dataclass(frozen=True)
class PlannedLoad:
    """How many reviews and first answers a day has, and how long they take."""

    day: date
    reviews: int
    first_answers: int
    review_seconds: float
    new_seconds: float

    @property
    def seconds(self) -> float:
        return self.review_seconds + self.new_seconds


@dataclass(frozen=True)
class PlanOfDay:
    """on: the date of the interview; None without one to come. reviews, first_answers: those of this day.

    missed: what cannot be brought to the date. readiness_before: by topic, two weeks ago.
    """

    day: date
    on: date | None = None
    days: tuple[PlannedLoad, ...] = ()
    reviews: frozenset[Concept] = frozenset()
    first_answers: tuple[Concept, ...] = ()
    missed: frozenset[Concept] = frozenset()
    ways_out: WaysOut | None = None
    readiness_before: dict[str, float] = field(default_factory=dict)

    @property
    def is_feasible(self) -> bool:
        return not self.missed

    @property
    def busiest_seconds(self) -> float:
        return max((each.seconds for each in self.days), default=0.0)

    @property
    def last_new_on(self) -> date | None:
        """The last day with a first answer."""
        return max((each.day for each in self.days if each.first_answers), default=None)


_PLAN = TypeAdapter(PlanOfDay)
_PLANS, _REVIEWS = DayPlan.__table__.c, ReviewEntry.__table__.c
_MADE_AT = select(_PLANS.made_at).where(
    _PLANS.learner_id == bindparam("learner"),
    _PLANS.day == bindparam("today"),
    _PLANS.made_for == bindparam("made_for"),
)
_FIRST_REVIEW = select(func.min(_REVIEWS.day)).where(_REVIEWS.learner_id == bindparam("learner"))
_kept: OrderedDict[Any, tuple[datetime, PlanOfDay]] = OrderedDict()
_lock = Lock()


def find_day_plan(session: Session, learner: Learner | None, preferences: Preferences) -> PlanOfDay | None:
    """The plan of today under these preferences; None if it is still to be made."""
    today = preferences.today()
    if learner is None:
        return PlanOfDay(today)
    made_for = _made_for(preferences)
    asked = {"learner": learner.learner_id, "today": today, "made_for": made_for}
    made_at = session.connection().scalar(_MADE_AT, asked)
    if made_at is None:
        return None if _has_something_to_work_out(session, learner, preferences) else PlanOfDay(today)
    key = session.get_bind(), learner.learner_id
    with _lock:
        found = _kept.get(key)
    if found is None or found[0] != made_at:
        body = session.scalar(select(DayPlan.body).filter_by(learner_id=learner.learner_id))
        found = made_at, _PLAN.validate_python(body)
        with _lock:
            _kept[key] = found
            _kept.move_to_end(key)
            if len(_kept) > PLANS_KEPT:
                _kept.popitem(last=False)
    return found[1]


def get_day_plan(session: Session, learner: Learner | None, preferences: Preferences) -> PlanOfDay:
    """The plan of today, made now if there is none yet."""
    found = find_day_plan(session, learner, preferences)
    if found is not None or learner is None:
        return found or PlanOfDay(preferences.today())
    made = _make(session, learner, preferences)
    with suppress(IntegrityError, NotStored):  # another request was faster, or the database is busy
        _store(session, learner, preferences, made)
    return made


def _make(session: Session, learner: Learner, preferences: Preferences) -> PlanOfDay:
    today = preferences.today()
    before = _readiness_before(session, learner, today - SOME_TIME_AGO)
    planned = plan_to_interview(session, learner)
    return _of(planned, before) if planned else PlanOfDay(today, readiness_before=before)


def _of(found: PlanToInterview, before: dict[str, float]) -> PlanOfDay:
    days = found.plan.days
    return PlanOfDay(
        day=days[0].day,
        on=found.plan.on,
        days=tuple(
            PlannedLoad(
                each.day,
                len(each.reviews),
                len(each.first_answers),
                each.seconds - each.new_seconds,
                each.new_seconds,
            )
            for each in days
        ),
        reviews=frozenset(days[0].reviews),
        first_answers=days[0].first_answers,
        missed=frozenset(found.plan.missed),
        ways_out=found.ways_out,
        readiness_before=before,
    )


def _readiness_before(session: Session, learner: Learner, day: date) -> dict[str, float]:
    """By topic, what was recalled of its concepts of today; nothing where none had been answered."""
    entries = ReviewEntry.__table__.c
    query = (
        select(entries.card_id, entries.rating, entries.day)
        .where(entries.learner_id == learner.learner_id, entries.day <= day, entries.undone_at.is_(None))
        .order_by(entries.card_id, entries.position, entries.review_id)
    )
    recalls = recalls_on(day, [LogEntry(*row) for row in session.connection().execute(query)])
    cards = ReviewCard.__table__.c
    named = select(cards.card_id, cards.concept_kind, cards.concept).where(
        cards.learner_id == learner.learner_id
    )
    bank, sums = published_bank(session), dict[str, float]()
    for number, kind, slug in session.connection().execute(named):
        published = bank.concepts.get(Concept(concept_kind(kind), slug))
        if published is not None and number in recalls:
            sums[published.topic] = sums.get(published.topic, 0.0) + recalls[number]
    return {topic: known / len(bank.concepts_by_topic[topic]) for topic, known in sums.items()}


def _has_something_to_work_out(session: Session, learner: Learner, preferences: Preferences) -> bool:
    if has_interview_to_come(preferences):
        return True
    first = session.connection().scalar(_FIRST_REVIEW, {"learner": learner.learner_id})
    return first is not None and first <= preferences.today() - SOME_TIME_AGO


def _store(session: Session, learner: Learner, preferences: Preferences, plan: PlanOfDay) -> None:
    with writing(session):
        session.merge(
            DayPlan(
                learner_id=learner.learner_id,
                day=plan.day,
                made_for=_made_for(preferences),
                body=_PLAN.dump_python(plan, mode="json"),
                made_at=now(),
            )
        )


def _made_for(preferences: Preferences) -> str:
    clock = preferences.clock
    return repr(
        (
            clock.zone,
            clock.boundary_hour,
            preferences.minutes_a_day,
            str(preferences.interview_on),
            preferences.topics,
        )
    )

"""Mock interviews in stages: starting one, and the list of a learner's interviews."""

import random
import secrets
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.bank.interview_course import LENGTHS, MINUTES_A_QUESTION, ROLES, questions_for
from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import InterviewTurn, Learner, MockInterview
from quizapp.services.interview_clock import settle
from quizapp.services.published_bank import published_bank

LISTED = 50


def start_interview(
    session: Session,
    learner: Learner,
    role: str,
    minutes: int,
    topics: Collection[str],
    form_name: str,
) -> MockInterview:
    """The same form sent again returns the first interview. Raises Invalid naming `role`, `minutes`, or `topics`."""
    if role not in ROLES:
        raise Invalid([Problem("role", N_("Choose a role."))])
    if minutes not in LENGTHS:
        raise Invalid([Problem("minutes", N_("Choose how long the interview takes."))])
    bank = published_bank(session)
    known = [topic for topic in bank.topics if topic in topics]
    if len(known) < len(set(topics)):
        raise Invalid([Problem("topics", N_("This topic was not found."))])
    questions = [published.question for published in bank.questions.values()]
    fitting = questions_for(ROLES[role], questions, known)
    if not fitting:
        raise Invalid([Problem("topics", N_("These topics have no question with a mock interview yet."))])
    drawn = _least_asked_first(session, learner, fitting)[: minutes // MINUTES_A_QUESTION]
    return open_interview(session, learner, role, minutes, known, [each.slug for each in drawn], form_name)


def open_interview(
    session: Session,
    learner: Learner,
    role: str,
    minutes: int,
    topics: Collection[str],
    slugs: Iterable[str],
    form_name: str,
    second_look_of: int | None = None,
) -> MockInterview:
    """An interview with these questions, in this order; its clock starts now."""
    bank = published_bank(session)
    query = select(MockInterview).filter_by(learner_id=learner.learner_id, form_name=form_name)
    try:
        with writing(session):
            if earlier := session.scalar(query):
                return earlier
            interview = MockInterview(
                public_id=f"m{secrets.token_hex(8)}",
                learner_id=learner.learner_id,
                form_name=form_name,
                role=role,
                minutes=minutes,
                topics=list(topics),
                plan=[bank.questions[slug].version_id for slug in slugs],
                clock_since=now(),
                second_look_of=second_look_of,
            )
            session.add(interview)
            session.flush()
            opening = InterviewTurn(
                interview_id=interview.interview_id,
                position=0,
                kind="opening",
                question_version_id=interview.plan[0],
                asked_seconds=0.0,
            )
            session.add(opening)
    except IntegrityError:  # the same form, sent at the same time
        if earlier := session.scalar(query):
            return earlier
        raise
    session.refresh(interview, ["turns"])
    return interview


def list_interviews(session: Session, learner: Learner | None) -> list[MockInterview]:
    """Newest first, as they are now."""
    if learner is None:
        return []
    query = (
        select(MockInterview)
        .filter_by(learner_id=learner.learner_id)
        .order_by(MockInterview.interview_id.desc())
        .limit(LISTED)
    )
    found = list(session.scalars(query))
    for interview in found:
        settle(session, interview)
    return found


def _least_asked_first(session: Session, learner: Learner, questions: list[Question]) -> list[Question]:
    """In an order drawn by chance; those that earlier interviews asked come last, the latest at the end."""
    bank, asked = published_bank(session), dict[str, int]()
    plans = select(MockInterview.plan).filter_by(learner_id=learner.learner_id)
    by_version = {bank.questions[question.slug].version_id: question.slug for question in questions}
    for position, plan in enumerate(session.scalars(plans.order_by(MockInterview.interview_id))):
        asked |= {by_version[version]: position + 1 for version in plan if version in by_version}
    shuffled = random.SystemRandom().sample(questions, len(questions))
    return sorted(shuffled, key=lambda question: asked.get(question.slug, 0))

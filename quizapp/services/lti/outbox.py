"""The outbox: scores that are to be on the platform, worked out again from the standings and never taken for sent.

A score that differs from the one noted last is noted under a new version, and waits. Whatever was missed is found the
next time, since nothing but the standing itself says what the score is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.classes.grades import Standing
from quizapp.models import (
    AssignedWork,
    Assignment,
    AssignmentAllowance,
    ClassMember,
    ExamSitting,
    LtiColumn,
    LtiCourse,
    LtiIdentity,
    LtiLink,
    LtiScore,
    OncallCase,
    PracticeSession,
    ScoreState,
)
from quizapp.services.classes.gradebook import standings_in

LOOKED_AT_AGAIN = timedelta(minutes=10)  # without a sign that something has changed
AFTER_A_TIME = timedelta(seconds=2)  # that a score depends on, such as the due time
APART = timedelta(seconds=1)  # of the times of two scores: some platforms count in seconds
DIFFERENCE = 1e-9
DECIMALS = 6
MOST_COLUMNS = 100  # looked at in a row
MOST_SHOWN = 200  # people beside a column


@dataclass(frozen=True)
class ColumnState:
    """A grade column with how many of its scores are where; shown: those that are not sent, the parked first."""

    column: LtiColumn
    counts: dict[ScoreState, int]
    shown: tuple[tuple[LtiScore, str], ...]

    def count(self, state: str) -> int:
        return self.counts.get(ScoreState(state), 0)

    @property
    def has_trouble(self) -> bool:
        return self.column.is_stuck or bool(self.counts.get(ScoreState.PARKED))


def note_changes(session: Session, since: datetime) -> int:
    """Bring the outbox to the standings: of columns in which something was done since then, and of those whose turn it
    is. Returns how many scores were noted.
    """
    _call_up(session, since)
    return sum(note_scores(session, column) for column in _whose_turn_it_is(session))


def note_scores(session: Session, column: LtiColumn) -> int:
    """Note each score of a column that differs from the one noted before."""
    course, moment = column.link.course, now()
    standings = standings_in(session, course.study_class, column.assignment)
    identities = _identities(session, course, [member for member, _ in standings])
    with writing(session):
        noted = {
            score.identity_id: score
            for score in session.scalars(select(LtiScore).filter_by(column_id=column.column_id))
        }
        count = 0
        for member, standing in standings:
            identity = identities.get(member.account_id)
            if identity is not None:
                count += _note(session, column, identity, noted.get(identity), standing)
        column.derive_at = _next_look(column.assignment, [each for _, each in standings], moment)
    return count


def list_columns(session: Session, course: LtiCourse) -> list[ColumnState]:
    query = (
        select(LtiColumn)
        .join(LtiLink, LtiLink.link_id == LtiColumn.link_id)
        .where(LtiLink.course_id == course.course_id)
        .order_by(LtiColumn.column_id)
    )
    return [_state_of(session, course, column) for column in session.scalars(query)]


def send_again(session: Session, course: LtiCourse, column_id: int | None) -> None:
    """Try everything that waits now, also what waits for somebody to act. A column that is gone is found or made."""
    of_course = select(LtiLink.link_id).filter_by(course_id=course.course_id)
    query = select(LtiColumn).where(LtiColumn.link_id.in_(of_course))
    if column_id is not None:
        query = query.filter_by(column_id=column_id)
    with writing(session):
        for column in session.scalars(query):
            if column.is_stuck:
                column.item_url = column.made_at = column.checked_at = None
            column.is_stuck, column.tries, column.reason, column.reason_values = False, 0, None, None
            column.next_at = column.derive_at = now()
            session.execute(
                update(LtiScore)
                .where(LtiScore.column_id == column.column_id, LtiScore.state != ScoreState.SENT)
                .values(state=ScoreState.WAITING, tries=0, next_at=now(), reason=None, reason_values=None)
            )


def counts_of_all(session: Session) -> dict[ScoreState, int]:
    query = select(LtiScore.state, func.count()).group_by(LtiScore.state)
    found = {row[0]: row[1] for row in session.execute(query)}
    return {state: found.get(state, 0) for state in ScoreState}


def _note(
    session: Session, column: LtiColumn, identity_id: int, noted: LtiScore | None, standing: Standing
) -> int:
    score = None if standing.score is None else round(standing.score, DECIMALS)
    if noted is None:
        if score is None:
            return 0
        session.add(
            LtiScore(column_id=column.column_id, identity_id=identity_id, score=score, dated_at=now())
        )
        return 1
    if _is_same(noted.score, score):
        return 0
    noted.score = score
    noted.version += 1
    noted.dated_at = later_than(noted.dated_at)
    noted.state, noted.tries, noted.next_at = ScoreState.WAITING, 0, now()
    noted.reason = noted.reason_values = None
    return 1


def later_than(dated_at: datetime) -> datetime:
    """The time of the next score, after that of the one before."""
    return max(now(), dated_at + APART)


def _is_same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) < DIFFERENCE


def _identities(session: Session, course: LtiCourse, members: Sequence[ClassMember]) -> dict[int, int]:
    """The number of the person on the platform, by that of the account."""
    query = (
        select(LtiIdentity.account_id, LtiIdentity.identity_id)
        .join(ClassMember, ClassMember.account_id == LtiIdentity.account_id)
        .where(ClassMember.class_id == course.class_id, LtiIdentity.issuer == course.platform.issuer)
        .order_by(LtiIdentity.identity_id.desc())
    )
    wanted = {member.account_id for member in members}
    return {account: identity for account, identity in session.execute(query) if account in wanted}


def _next_look(assignment: Assignment, standings: Sequence[Standing], moment: datetime) -> datetime:
    """At the next time on which a score depends, also one of a learner’s own."""
    times = [assignment.due_at, assignment.closes_at]
    times += [time for each in standings for time in (each.terms.due_at, each.terms.closes_at)]
    ahead = [time + AFTER_A_TIME for time in times if time is not None and time + AFTER_A_TIME > moment]
    return min([moment + LOOKED_AT_AGAIN, *ahead])


def _whose_turn_it_is(session: Session) -> Iterator[LtiColumn]:
    query = select(LtiColumn).where(LtiColumn.derive_at <= now(), LtiColumn.is_stuck.is_(False))
    yield from session.scalars(query.order_by(LtiColumn.derive_at).limit(MOST_COLUMNS)).all()


def _call_up(session: Session, since: datetime) -> None:
    """The columns of assignments in which something was answered, graded, or allowed since then."""
    practiced = (
        select(AssignedWork.assignment_id)
        .outerjoin(PracticeSession, PracticeSession.practice_session_id == AssignedWork.practice_session_id)
        .outerjoin(OncallCase, OncallCase.case_id == AssignedWork.case_id)
        .where(
            or_(
                PracticeSession.touched_at >= since,
                PracticeSession.finished_at >= since,
                OncallCase.answered_at >= since,
                OncallCase.settled_at >= since,
            )
        )
    )
    sat = (
        select(Assignment.assignment_id)
        .join(ExamSitting, ExamSitting.exam_id == Assignment.exam_id)
        .where(or_(ExamSitting.ended_at >= since, ExamSitting.graded_at >= since))
    )
    allowed = select(AssignmentAllowance.assignment_id).where(AssignmentAllowance.updated_at >= since)
    waiting = select(LtiColumn.column_id).where(
        LtiColumn.derive_at > now(),
        or_(*(LtiColumn.assignment_id.in_(each) for each in (practiced, sat, allowed))),
    )
    if found := list(session.scalars(waiting)):
        with writing(session):
            session.execute(update(LtiColumn).where(LtiColumn.column_id.in_(found)).values(derive_at=now()))


def _state_of(session: Session, course: LtiCourse, column: LtiColumn) -> ColumnState:
    counted = select(LtiScore.state, func.count()).filter_by(column_id=column.column_id)
    counts = {row[0]: row[1] for row in session.execute(counted.group_by(LtiScore.state))}
    unsent = (
        select(LtiScore)
        .where(LtiScore.column_id == column.column_id, LtiScore.state != ScoreState.SENT)
        .order_by(LtiScore.state == ScoreState.WAITING, LtiScore.score_id)
        .limit(MOST_SHOWN)
    )
    members = select(ClassMember).filter_by(class_id=course.class_id)
    names = {member.account_id: member.shown_name for member in session.scalars(members)}
    shown = tuple(
        (score, names.get(score.identity.account_id, score.identity.account.display_name))
        for score in session.scalars(unsent)
    )
    return ColumnState(column, counts, shown)

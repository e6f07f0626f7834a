"""Many scores through a platform that drops, delays, repeats, and errs."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.models import (
    Account,
    Assignment,
    ExamAnswer,
    ExamSitting,
    Learner,
    LtiColumn,
    LtiIdentity,
    QuestionVersion,
    ScoreState,
)
from quizapp.services.classes import membership
from quizapp.services.classes.assignments import rules_of
from quizapp.services.lti import courses, keys, outbox, people, platforms
from quizapp.services.lti.courses import Entered
from quizapp.services.lti.platforms import Registration
from quizapp.services.lti.sending import Sender
from quizapp.services.lti.tokens import Access
from tests.classes import assign, exam_of
from tests.lti import WEB, launch_of
from tests.lti_platform import INSTRUCTOR, LEARNER, Faults, Platform, running_platform

SECRET = "the secret of a tortured server"
TROUBLE = Faults(
    dropped=0.1,
    lost=0.1,
    failing=0.1,
    busy=0.03,
    repeated=0.1,
    late_seconds=1.0,
    delayed=0.3,
    delay_seconds=0.2,
)


@dataclass(frozen=True)
class Sizes:
    """learners times columns are the scores; changes: how many of them change while they are sent."""

    learners: int
    columns: int
    changes: int


@dataclass(frozen=True)
class Converged:
    """lost: scores that are not on the platform as they are here. doubled: columns beyond one for each assignment.
    zeros: of the scores, those that are 0 and are there.
    """

    scores: int
    lost: int
    doubled: int
    zeros: int
    requests: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.scores} scores in {self.seconds:.0f} s with {self.requests} requests: {self.lost} lost, "
            f"{self.doubled} doubled columns, {self.zeros} zeros there"
        )


def converged(engine: Engine, sizes: Sizes, faults: Faults, between: Callable[[Session], None]) -> Converged:
    """Send until nothing waits. between: what happens after each run, such as waiting.

    The tokens of the platform end early, and our key is replaced on the way.
    """
    with Session(engine, **session_options()) as session, _platform(session) as platform:
        entered = _furnish(session, platform, sizes)
        expected = _expected(session, entered)
        platform.faults, platform.token_seconds = faults, 20
        sender = Sender(lambda: Session(engine, **session_options()), Access(WEB), SECRET)
        began, chance, left = time.monotonic(), random.Random(7), sizes.changes
        while True:
            sender.run(_a_few(20))
            if left:
                expected |= _change(session, chance, min(left, 1 + sizes.changes // 5))
                left = max(0, left - 1 - sizes.changes // 5)
                if left < sizes.changes // 2 and len(keys.list_keys(session)) < 2:
                    keys.make_key(session, SECRET)
            elif not outbox.counts_of_all(session)[ScoreState.WAITING] and _is_settled(session):
                break
            session.rollback()
            between(session)
        seconds = time.monotonic() - began
        for repetition in platform.late:
            repetition.join()
        return _compare(session, platform, expected, seconds)


def _a_few(rounds: int) -> Callable[[], bool]:
    """So that a run ends, and changes fall between its rounds."""
    left = iter(range(rounds))
    return lambda: next(left, None) is not None


@contextmanager
def _platform(session: Session) -> Iterator[Platform]:
    def published() -> dict[str, Any]:
        with Session(session.get_bind(), **session_options()) as own:
            return {"keys": keys.public_keys(own, SECRET)}

    with running_platform(published) as platform:
        platforms.register(session, WEB, Registration(**platform.registration(), teachers_author=False))
        yield platform


def _furnish(session: Session, platform: Platform, sizes: Sizes) -> Entered:
    """A course with exams that all learners have taken, but for some who are missing."""
    registered = platforms.list_platforms(session)[0]
    platform.members["tina"] = {"name": "Tina Teacher", "roles": [INSTRUCTOR]}
    teacher = None
    for number in range(sizes.columns):
        said = launch_of(platform, "tina", link=f"link-{number}")
        teacher = courses.enter(session, registered, said)
    assert teacher is not None
    _enroll(session, platform, teacher, sizes.learners)
    seat = membership.get_seat(session, teacher.account, teacher.course.study_class.public_id)
    for number, (link, _) in enumerate(courses.list_links(session, teacher.course)):
        rules = exam_of(session, minutes=30, points=10.0)
        made = assign(session, seat, rules, due_at=now() - timedelta(hours=1))
        courses.choose(session, seat, link.link_id, made.public_id)
        _sit(session, teacher, made, number)
    return teacher


def _enroll(session: Session, platform: Platform, teacher: Entered, count: int) -> None:
    with writing(session):
        for number in range(count):
            name = f"learner-{number}"
            platform.members[name] = {"name": name, "roles": [LEARNER]}
            registered = teacher.course.platform
            identity = people.identity_of(session, registered, name, name)
            people.seat_person(session, teacher.course.study_class, identity, "learner", name, authors=False)
            session.add(Learner(account_id=identity.account_id))


def _sit(session: Session, teacher: Entered, assignment: Assignment, number: int) -> None:
    """One learner in ten is missing, which is a zero, and of the others some have one."""
    version = session.scalars(select(QuestionVersion.question_version_id)).first()
    item = rules_of(assignment).work.selection.items[0]  # type: ignore[union-attr]
    began = now() - timedelta(hours=3)
    learners = session.scalars(
        select(Learner.learner_id)
        .join(Account, Account.account_id == Learner.account_id)
        .join(LtiIdentity, LtiIdentity.account_id == Account.account_id)
        .where(LtiIdentity.subject.like("learner-%"))
        .order_by(LtiIdentity.identity_id)
    ).all()
    with writing(session):
        for place, learner in enumerate(learners):
            if place % 10 == number % 10:
                continue
            sitting = ExamSitting(
                public_id=f"s{number}-{place}",
                exam_id=assignment.exam_id,
                learner_id=learner,
                number=1,
                started_at=began,
                closes_at=began + timedelta(minutes=30),
                grace_seconds=0,
                ended_at=began + timedelta(minutes=20),
                graded_at=began + timedelta(minutes=20),
                score=(place + number) % 5 / 4,
            )
            sitting.answers.append(
                ExamAnswer(
                    position=1,
                    item_id=item,
                    question_version_id=version,
                    variant_seed=1,
                    variant_name=f"v{number}-{place}",
                )
            )
            session.add(sitting)


def _expected(session: Session, entered: Entered) -> dict[tuple[str, str], float]:
    """By assignment and person, in points."""
    query = (
        select(Assignment.public_id, LtiIdentity.subject, ExamSitting.score)
        .select_from(Assignment)
        .join(LtiIdentity, LtiIdentity.subject.like("learner-%"))
        .join(Learner, Learner.account_id == LtiIdentity.account_id)
        .outerjoin(
            ExamSitting,
            (ExamSitting.exam_id == Assignment.exam_id) & (ExamSitting.learner_id == Learner.learner_id),
        )
    )
    found = {
        (assignment, person): 10.0 * (score or 0.0) for assignment, person, score in session.execute(query)
    }
    session.rollback()
    return found


def _change(session: Session, chance: random.Random, count: int) -> dict[tuple[str, str], float]:
    """Some get another score, as by a regrade."""
    query = (
        select(ExamSitting, Assignment.public_id, LtiIdentity.subject)
        .join(Assignment, Assignment.exam_id == ExamSitting.exam_id)
        .join(Learner, Learner.learner_id == ExamSitting.learner_id)
        .join(LtiIdentity, LtiIdentity.account_id == Learner.account_id)
    )
    rows = session.execute(query).all()
    changed = {}
    with writing(session):
        for sitting, assignment, person in chance.sample(rows, min(count, len(rows))):
            sitting.score, sitting.graded_at = chance.choice((0.0, 0.3, 0.65, 1.0)), now()
            changed[assignment, person] = 10.0 * sitting.score
    return changed


def _is_settled(session: Session) -> bool:
    """Whether every column is known, and was looked for again after late requests."""
    unsettled = select(LtiColumn.column_id).where(LtiColumn.checked_at.is_(None))
    return session.scalar(unsettled.limit(1)) is None


def _compare(
    session: Session, platform: Platform, expected: dict[tuple[str, str], float], seconds: float
) -> Converged:
    there: dict[tuple[str, str], float | None] = {}
    for item in platform.items.values():
        for person, score in item.scores.items():
            there[item.document["resourceId"], person] = score.given
    lost = sum(
        (score := there.get(key)) is None or abs(score - wanted) > 1e-6 for key, wanted in expected.items()
    )
    columns = len(platform.items) - len({item.document["resourceId"] for item in platform.items.values()})
    zeros = sum(score == 0 and there.get(key) == 0 for key, score in expected.items())
    return Converged(len(expected), lost, columns, zeros, len(platform.log), seconds)
